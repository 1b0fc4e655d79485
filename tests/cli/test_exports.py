"""Whose an export is, and where it lies."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from keras_gan.cli import commands, main
from keras_gan.recipes.export_place import export_place


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def train(*arguments):
    result = run("train", "digits", "--limit", 300, "--epochs", 1, *arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def in_tmp_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def seed_of(export):
    card = Path("saved_models", export, "README.md").read_text()
    return int(re.search(r"\| seed \| (\d+) \|", card)[1])


def test_runs_of_one_name_have_exports_of_their_own(in_tmp_path):
    train("--output", "exp1/digits", "--seed", 1)
    train("--output", "exp2/digits", "--seed", 2)
    assert (seed_of("digits"), seed_of("exp2-digits")) == (1, 2)
    # Going on with one, or making it anew, leaves the other's alone.
    assert not run("train", "digits", "--resume", "--output", "exp2/digits").exit_code
    train("--output", "exp2/digits", "--seed", 3, "--overwrite")
    assert (seed_of("digits"), seed_of("exp2-digits")) == (1, 3)
    assert len(list(Path("saved_models").iterdir())) == 2
    for options in ([], ["--overwrite"]):
        taken = run("export", "exp2/digits", "-o", "saved_models/digits", *options)
        assert taken.exit_code == 1
        assert "the export of another run" in " ".join(taken.output.split())
        assert "--overwrite" not in taken.output
    assert seed_of("digits") == 1


def test_what_is_no_export_keeps_its_place(in_tmp_path):
    Path("saved_models/digits").mkdir(parents=True)
    Path("saved_models/digits/thesis.txt").write_text("three years of work")
    assert export_place("runs/digits", None) == Path("saved_models/runs-digits")


def test_a_run_whose_export_fails_is_kept_and_told_how_to_go_on(
    in_tmp_path, monkeypatch
):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(commands, "export_saved_model", full)
        result = run("train", "digits", "--limit", 300, "--epochs", 1)
    assert result.exit_code == 1
    words = " ".join(result.output.split())
    assert words.index("averaged generator") < words.index("not exported")
    assert "No space left on device" in words
    assert words.endswith("keras-gan export runs/digits")
    done = run("export", "runs/digits")
    assert done.exit_code == 0, done.output
    assert seed_of("digits") == 0


def test_a_backend_for_notebooks_does_no_harm(in_tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    train()
    assert Path("runs/digits/nearest.png").is_file()


def test_suffixes_may_be_in_capitals(in_tmp_path):
    train()
    done = run("sample", "runs/digits", "-n", 4, "-o", "samples.PNG")
    assert done.exit_code == 0, done.output
    assert Path("samples.PNG").is_file()
