"""The program, as its users call it, on real digits."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from keras_gan import datasets
from keras_gan.cli import main


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


def train(*arguments):
    result = run("train", "digits", *arguments)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A folder with a run of two epochs in runs/digits, and what it printed."""
    place = tmp_path_factory.mktemp("finished")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        output = train("--epochs", 2, "--seed", 3)
    return place, output


@pytest.fixture
def in_tmp_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def at_finished(finished, monkeypatch):
    monkeypatch.chdir(finished[0])
    return Path("runs/digits")


def test_help_is_printed_without_tensorflow():
    program = Path(sys.executable).with_name("keras-gan")
    code = (
        f"import sys, runpy; sys.argv = [{str(program)!r}, '--help']\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "except SystemExit: pass\n"
        "assert 'keras_gan.cli' in sys.modules and 'tensorflow' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "train" in done.stdout


def test_recipes_are_listed():
    output = run("recipes").output
    assert [line.split()[0] for line in output.splitlines()] == [
        "cifar10-completion",
        "cifar10-conv",
        "cifar10-dense",
        "digits",
        "digits-few-labels",
        "faces",
        "mnist",
        "mnist-2014",
        "mnist-bidirectional",
        "mnist-completion",
        "mnist-conditional",
        "mnist-few-labels",
        "photos",
    ]


def test_a_run_leaves_its_model_scores_and_pictures(finished):
    place, output = finished
    folder = place / "runs" / "digits"
    names = {path.name for path in folder.iterdir()}
    assert names >= {
        "gan.keras",
        "history.csv",
        "interpolation.png",
        "metrics.json",
        "nearest.png",
        "parzen.png",
        "run.json",
        "samples",
    }
    assert (folder / "samples" / "training.gif").is_file()
    parzen = json.loads((folder / "metrics.json").read_text())["parzen"]
    assert set(parzen) >= {"mean", "standard_error", "sigma", "samples", "ceiling"}
    assert parzen["mean"] < parzen["ceiling"]
    assert f"{parzen['mean']:.1f} +- {parzen['standard_error']:.1f}" in output
    assert f"{parzen['ceiling']:.1f}" in output
    assert "*.png" in output
    assert str(Path("saved_models", "digits")) in output
    assert (place / "saved_models" / "digits" / "saved_model.pb").is_file()


def test_history_has_a_row_an_epoch(at_finished):
    with (at_finished / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1"]
    assert float(rows[0]["val_parzen"]) != float(rows[1]["val_parzen"])
    assert 0 < float(rows[0]["minutes"]) < float(rows[1]["minutes"])


def test_evaluate_gives_the_score_of_the_run(at_finished):
    before = json.loads((at_finished / "metrics.json").read_text())
    result = run("evaluate", at_finished)
    assert result.exit_code == 0, result.output
    after = json.loads((at_finished / "metrics.json").read_text())
    assert after["parzen"]["mean"] == pytest.approx(before["parzen"]["mean"], abs=1e-3)


def test_evaluate_shows_how_the_score_grows(at_finished):
    result = run("evaluate", at_finished, "--samples", 20_000)
    assert result.exit_code == 0, result.output
    assert re.search(r"nats \(sigma 0\.\d+, 10,000 samples", result.output)
    written = json.loads((at_finished / "parzen-growth.json").read_text())
    assert [score["samples"] for score in written] == [10_000, 20_000]
    result = run("evaluate", at_finished, "--samples", 15_000)
    assert result.exit_code == 1
    assert "Received: num_samples=15000" in result.output


def test_an_export_has_a_model_card(finished):
    export = finished[0] / "saved_models" / "digits"
    assert "| seed | 3 |" in (export / "README.md").read_text()
    assert (export / "samples.png").is_file()


def test_samples_are_reproducible_by_seed(at_finished, tmp_path):
    for name, seed in [("a", 1), ("b", 1), ("c", 2)]:
        assert not run(
            "sample",
            at_finished,
            "-n",
            5,
            "--seed",
            seed,
            "-o",
            tmp_path / f"{name}.npy",
        ).exit_code
    a, b, c = (np.load(tmp_path / f"{name}.npy") for name in "abc")
    assert a.shape == (5, 8, 8, 1)
    np.testing.assert_array_equal(a, b)
    assert not np.allclose(a, c)


def test_samples_as_a_picture(at_finished, tmp_path):
    assert not run("sample", at_finished, "-n", 4, "-o", tmp_path / "s.png").exit_code
    with Image.open(tmp_path / "s.png") as picture:
        assert picture.width > 32


def test_export_writes_where_it_is_told(at_finished, tmp_path):
    path = tmp_path / "served"
    assert not run("export", at_finished, "-o", path).exit_code
    assert (path / "saved_model.pb").is_file()
    again = run("export", at_finished, "-o", path)
    assert again.exit_code == 1
    assert "--overwrite" in again.output
    assert not run("export", at_finished, "-o", path, "--overwrite").exit_code


@pytest.mark.parametrize(
    ("format", "suffix"), [("onnx", ".onnx"), ("litert", ".tflite")]
)
def test_export_in_one_file(at_finished, tmp_path, format, suffix):
    path = tmp_path / f"generator{suffix}"
    result = run("export", at_finished, "-o", path)  # the suffix says which
    assert result.exit_code == 0, result.output
    assert path.stat().st_size > 50_000  # the weights of `digits` are in it
    again = run("export", at_finished, "--format", format, "-o", path)
    assert again.exit_code == 1
    assert "--overwrite" in again.output


def test_training_on_a_mirrored_strategy(in_tmp_path):
    result = run("train", "digits", "--epochs", 1, "--strategy", "mirrored")
    assert result.exit_code == 0, result.output
    assert Path("runs", "digits", "interpolation.png").is_file()
    assert Path("saved_models", "digits", "saved_model.pb").is_file()


def test_own_pictures(in_tmp_path):
    folder = in_tmp_path / "pictures"
    folder.mkdir()
    for index, image in enumerate(datasets.digits().train[:100]):
        picture = Image.fromarray((image[:, :, 0] * 255).astype("uint8"))
        picture.resize((20, 24)).save(folder / f"{index}.png")
    grey = ["--image-size", 8, "--channels", 1]
    output = train("--images", "pictures", *grey, "--epochs", 2)
    assert "80 samples" in output
    assert not run("sample", "runs/digits", "-n", 2, "-o", "new/s.npy").exit_code
    assert np.load("new/s.npy").shape == (2, 8, 8, 1)


def test_a_few_pictures_in_colour(in_tmp_path):
    folder = in_tmp_path / "pictures"
    folder.mkdir()
    noise = np.random.default_rng(0).integers(0, 255, (48, 9, 9, 3), "uint8")
    for index, image in enumerate(noise[:12]):
        Image.fromarray(image).save(folder / f"{index}.png")
    arguments = ["--images", "pictures", "--image-size", 8, "--epochs", 1]
    refused = run("train", "digits", *arguments)
    assert "needs at least 40. Received: 12" in " ".join(refused.output.split())
    assert not Path("runs/digits").exists()
    for index, image in enumerate(noise):
        Image.fromarray(image).save(folder / f"{index}.png")
    train(*arguments)
    assert not run("sample", "runs/digits", "-n", 2, "-o", "s.npy").exit_code
    assert np.load("s.npy").shape == (2, 8, 8, 3)


def test_the_program_loads_what_it_saved(at_finished, tmp_path):
    program = Path(sys.executable).with_name("keras-gan")
    for arguments in [
        ["evaluate", at_finished],
        ["sample", at_finished, "-o", tmp_path / "s.png"],
        ["export", at_finished, "-o", tmp_path / "served"],
    ]:
        done = subprocess.run([program, *arguments], capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["train", "nonsense"], r"Unknown recipe. Expected one of \['cifar10-comp"),
        (["train", "digits", "--epochs", "0"], "0 is not in the range"),
        (["train", "digits", "--output", "file"], "which is a file"),
        (["train", "digits", "--output", "other"], "not a run, and is left alone"),
        (["train", "digits", "--output", "run", "--resume"], "is not the folder of a"),
        (["train", "digits", "--images", "nowhere"], "nowhere"),
        (["train", "digits", "--image-size", "8"], "--image-size: only with --images"),
        (["sample", "nowhere", "-o", "s.jpg"], r"a picture \(.png\) or an array"),
        (["evaluate", "other"], "is not the folder of a run"),
        (["sample", "nowhere"], "is not the folder of a run"),
        (["export", "other"], "is not the folder of a run"),
        (["export", "other", "--format", "pickle"], "'pickle' is not one of"),
        (["train", "digits", "--strategy", "all"], "'all' is not one of"),
        (["train", "digits", "--strategy", "multi-worker"], "TF_CONFIG on each worker"),
    ],
)
def test_bad_arguments_are_told(in_tmp_path, arguments, sentence):
    Path("file").write_text("a file")
    Path("other").mkdir()
    Path("other", "thesis.txt").write_text("three years of work")
    result = run(*arguments)
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output
    assert re.search(sentence, " ".join(result.output.split())), result.output
    assert Path("other", "thesis.txt").read_text() == "three years of work"


def test_a_run_is_not_overwritten_unasked(at_finished):
    before = (at_finished / "gan.keras").read_bytes()
    result = run("train", "digits", "--epochs", 1, "--output", at_finished)
    assert result.exit_code == 1
    assert "--resume" in result.output
    assert "--overwrite" not in result.output  # which would delete it
    assert (at_finished / "gan.keras").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["digits", "--seed", "4"], "seed=4"),
        (["mnist"], "recipe='mnist'"),
        (["digits", "--epochs", "1"], "epochs=1"),  # it has two
    ],
)
def test_resuming_as_another_run_is_refused(at_finished, arguments, sentence):
    output = run("train", *arguments, "--resume", "--output", at_finished).output
    assert sentence in " ".join(output.split())


def test_a_folder_that_cannot_be_made(in_tmp_path):
    Path("file").write_text("a file")
    result = run("train", "digits", "--output", "file/run")
    assert result.exit_code == 1
    assert "cannot be written" in result.output
