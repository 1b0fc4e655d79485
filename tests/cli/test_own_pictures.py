"""Runs on a folder of pictures that changes between two commands."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from keras_gan import datasets
from keras_gan.cli import main

OPTIONS = ["--images", "pictures", "--image-size", 8, "--channels", 1]


def run(*arguments):
    done = CliRunner().invoke(main, [str(a) for a in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def draw(numbers):
    for number in numbers:
        image = datasets.digits().train[number, :, :, 0]
        Image.fromarray((image * 255).astype("uint8")).save(f"pictures/{number:03}.png")


@pytest.fixture
def trained(tmp_path, monkeypatch):
    """A run of four epochs on a hundred pictures."""
    monkeypatch.chdir(tmp_path)
    Path("pictures").mkdir()
    draw(range(100))
    run("train", "digits", *OPTIONS, "--epochs", 4, "--batch-size", 8)
    return Path("runs/digits")


def metrics(folder):
    return json.loads((folder / "metrics.json").read_text())


@pytest.mark.filterwarnings("ignore:Of the pictures")
def test_pictures_that_come_and_go_change_neither_split_nor_epochs(trained):
    before = metrics(trained)
    draw(range(100, 200))
    run("evaluate", trained)
    after = metrics(trained)
    assert after["epochs"] == 4
    assert after["parzen"]["mean"] == pytest.approx(before["parzen"]["mean"], abs=1e-3)
    files = json.loads((trained / "files.json").read_text())
    for name, _ in files["train"][:3]:
        Path("pictures", name).unlink()
    run("train", "digits", "--resume")
    assert metrics(trained)["epochs"] == 4
    assert json.loads((trained / "files.json").read_text()) == files


def test_a_moved_folder_is_found_again(trained):
    shutil.move("pictures", "moved")
    run("train", "digits", "--resume", "--images", "moved")
    run("evaluate", trained)  # which looks there from now on
    state = json.loads((trained / "run.json").read_text())
    assert state["images"] == str(Path("moved").resolve())


def test_the_seed_of_the_weights_is_not_that_of_the_split(trained):
    def parts(*options):
        options = ["--epochs", 1, "--overwrite", *options]
        run("train", "digits", *OPTIONS, *options)
        files = json.loads((trained / "files.json").read_text())
        return [name for name, _ in files["test"]]

    assert parts("--seed", 1) == parts("--seed", 2)
    assert parts("--split-seed", 1) != parts("--seed", 2)


def test_a_harmed_picture_is_named_or_left_out(trained):
    Path("pictures/broken.png").write_text("not a picture")
    arguments = ["train", "digits", *OPTIONS, "--epochs", 1, "--overwrite"]
    refused = CliRunner().invoke(main, [str(a) for a in arguments])
    assert refused.exit_code == 1
    assert "broken.png" in refused.output
    assert "--skip-unreadable" in refused.output
    with pytest.warns(UserWarning, match="1 of 101 files cannot be read"):
        run(*arguments, "--skip-unreadable")
