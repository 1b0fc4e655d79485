"""`keras-gan reproduce`, as its users call it."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from keras_gan.cli import main
from keras_gan.reproduce import TARGETS


def reproduce(*arguments):
    return CliRunner().invoke(main, ["reproduce", *map(str, arguments)])


def test_help_names_every_target():
    output = " ".join(reproduce("--help").output.split())
    for target in TARGETS:
        assert target in output


def test_quick_results_lie_apart_and_say_so(tmp_path, on_digits):
    result = reproduce("figure3", "--quick", "--output", tmp_path, "--seed", 4)
    assert result.exit_code == 0, result.output
    written = sorted(path.name for path in (tmp_path / "quick").glob("*.png"))
    assert written == ["figure3-digits-quick.png", "figure3-quick.png"]
    for name in written:
        assert f"written   {tmp_path / 'quick' / name}" in result.output
    assert (tmp_path / "quick" / "runs" / "digits" / "metrics.json").is_file()
    assert not (tmp_path / "runs").exists()
    other = reproduce("figure3", "--quick", "--output", tmp_path, "--seed", 5)
    assert other.exit_code == 1 and "Expected: seed=5" in " ".join(other.output.split())


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["table3"],
            "'table3' is not one of 'figure1', 'figure2', 'figure3', 'section7'",
        ),
        (["table1", "--dataset", "x"], "--dataset goes with figure2 and figure3"),
        (["figure1", "--seed", "1"], "figure1 takes no --seed"),
    ],
)
def test_bad_arguments_are_told(arguments, sentence):
    result = reproduce(*arguments)
    assert result.exit_code == 2
    assert sentence in " ".join(result.output.split())


def test_missing_data_is_told_before_anything_is_trained(tmp_path, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path / "nowhere"))
    result = reproduce("table1", "--output", tmp_path / "out", "--quick")
    assert result.exit_code == 1
    assert "is not prepared and could not be" in " ".join(result.output.split())
    assert not (tmp_path / "out").exists()


def test_the_program_finds_what_its_commands_import():
    code = (
        "import keras_gan.cli.commands\n"
        "from keras_gan import recipes, reproduce\n"
        "for target in reproduce.TARGETS: reproduce.get(target)\n"
        "for recipe in recipes.RECIPES: recipes.get(recipe)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
