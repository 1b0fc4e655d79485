"""The recipe `photos` on a folder of pictures of many sizes."""

import dataclasses
import importlib
import json
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from click.testing import CliRunner
from PIL import Image

from keras_gan import recipes
from keras_gan.cli import main
from keras_gan.datasets import image_folder
from keras_gan.recipes.run_folder import RunFolder
from keras_gan.recipes.run_images import load_images

SMALL = ["--images", "pictures", "--width", 2, "--batch-size", 8]


def run(*arguments, code=0):
    done = CliRunner().invoke(main, [str(a) for a in arguments])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(autouse=True)
def pictures(tmp_path, monkeypatch):
    """A folder of fifty pictures in colour, and the recipe cut short."""
    monkeypatch.chdir(tmp_path)
    shorter = dataclasses.replace(recipes.get("photos"), steps=50, steps_an_epoch=17)
    monkeypatch.setattr("keras_gan.recipes.photos.RECIPE", shorter)
    Path("pictures").mkdir()
    generator = np.random.default_rng(0)
    for number in range(50):
        size = generator.integers(17, 40, 2)
        pixels = generator.integers(0, 256, (3, 3, 3), dtype="uint8")
        picture = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)
        folder = Path("pictures", ["ape", "bee"][number % 2])
        folder.mkdir(exist_ok=True)
        picture.save(folder / f"{number}.{['png', 'jpg', 'webp'][number % 3]}")


def state_of(directory="runs/photos"):
    return json.loads(Path(directory, "run.json").read_text())


def metrics_of(directory="runs/photos"):
    return json.loads(Path(directory, "metrics.json").read_text())


def test_one_command_chooses_size_and_length():
    output = run("train", "photos", *SMALL)
    state, metrics = state_of(), metrics_of()
    assert state["image_size"] == 16  # most pictures have less than 32
    assert (state["epochs"], metrics["epochs"]) == (3, 3)  # of 17 steps each
    assert "trained   3 epochs" in output
    assert set(metrics["collapse"]) == {
        "distinct_neighbours",
        "distance_ratio",
        "collapsed",
    }
    assert ("collapsed" in output) == metrics["collapse"]["collapsed"]
    assert Path("runs/photos/samples/epoch-0003.png").is_file()
    assert Path("runs/photos/samples/training.gif").is_file()


def test_pictures_are_decoded_once(monkeypatch):
    run("train", "photos", *SMALL, "--epochs", 1)
    (kept,) = Path("runs/photos/.pictures").iterdir()
    folder = RunFolder("runs/photos")
    images = load_images(folder.load(), folder)
    assert images.train.is_in_file
    expected = image_folder("pictures", 16)
    np.testing.assert_array_equal(images.test, expected.test)
    reader = importlib.import_module("keras_gan.datasets.image_folder")
    monkeypatch.setattr(reader, "_read_images", lambda *arguments: pytest.fail("again"))
    run("train", "photos", "--resume", "--epochs", 2)
    run("evaluate", "runs/photos")
    assert metrics_of()["epochs"] == 2
    assert [*Path("runs/photos/.pictures").iterdir()] == [kept]


def test_decoded_pictures_that_are_no_longer_needed_go():
    run("train", "photos", *SMALL, "--epochs", 1)
    (before,) = Path("runs/photos/.pictures").iterdir()
    Path("runs/photos/.pictures/.killed.npy.1.part").write_text("half a file")
    run("train", "photos", *SMALL, "--epochs", 1, "--fit", "stretch", "--overwrite")
    (after,) = Path("runs/photos/.pictures").iterdir()
    assert after != before


def test_a_cache_elsewhere_serves_two_runs():
    run("train", "photos", *SMALL, "--epochs", 1, "--cache", "cache")
    before = [path.name for path in Path("cache").iterdir()]
    assert not Path("runs/photos/.pictures").exists()
    output = ["--output", "runs/other"]
    run("train", "photos", *SMALL, "--epochs", 1, "--cache", "cache", *output)
    assert [path.name for path in Path("cache").iterdir()] == before
    run("train", "photos", *SMALL, *output, "--overwrite", "--fit", "pad")
    Path("elsewhere").mkdir()
    run("train", "photos", "--resume", *output, "--cache", "elsewhere", "--epochs", 4)
    assert state_of("runs/other")["cache"] == str(Path("elsewhere").resolve())


def test_minutes_stop_a_run_that_goes_on_exactly():
    run("train", "photos", *SMALL, "--output", "runs/whole")
    run("train", "photos", *SMALL, "--minutes", 1e-6)
    assert metrics_of()["epochs"] == 1 and state_of()["epochs"] == 3
    run("train", "photos", "--resume", "--minutes", 1e-6)  # which has no time left
    assert metrics_of()["epochs"] == 1
    run("train", "photos", "--resume")
    assert metrics_of()["epochs"] == 3
    assert metrics_of()["parzen"] == metrics_of("runs/whole")["parzen"]


def test_a_width_is_for_networks_that_have_one():
    output = run("train", "digits", "--width", 3, code=1)
    assert "'digits'" in output and "Leave out `--width`" in output


@pytest.mark.parametrize("size", [17, 30])
def test_any_size(size):
    run("train", "photos", *SMALL, "--image-size", size, "--epochs", 1)
    images = np.load(_sampled())
    assert images.shape == (2, size, size, 3)


def _sampled():
    run("sample", "runs/photos", "-n", 2, "-o", "samples.npy")
    return "samples.npy"


def test_an_array_in_the_place_of_a_folder():
    images = np.random.default_rng(0).integers(0, 256, (50, 16, 16, 3), dtype="uint8")
    np.save("images.npy", images)
    options = ["--images", "images.npy", "--width", 2, "--batch-size", 8]
    run("train", "photos", *options, "--epochs", 1)
    run("evaluate", "runs/photos")
    assert np.load(_sampled()).shape == (2, 16, 16, 3)
    output = run("train", "photos", *options, "--image-size", 8, code=2)
    assert "--image-size: only for a folder of pictures" in output


def test_a_game_of_class_folders_from_training_to_serving():
    run("train", "photos", *SMALL, "--labels", "folders", "--epochs", 1)
    assert state_of()["labels"] == "folders"
    files = json.loads(Path("runs/photos/files.json").read_text())
    assert files["classes"] == ["ape", "bee"] and len(files["labels"]) == 50
    with Image.open("runs/photos/samples/epoch-0001.png") as grid:
        assert grid.width > 4 * grid.height  # two rows of ten

    for labels in ("1", "bee"):
        drawn = ["-n", 3, "--labels", labels, "-o", f"{labels}.npy"]
        run("sample", "runs/photos", *drawn)
    np.testing.assert_array_equal(np.load("1.npy"), np.load("bee.npy"))
    run("sample", "runs/photos", "-n", 3, "-o", "all.npy")
    mixed = np.load("all.npy")
    assert not np.array_equal(mixed[0], np.load("bee.npy")[0])
    np.testing.assert_array_equal(mixed[2], np.load("bee.npy")[2])
    run("sample", "runs/photos", "-n", 8, "--labels", "ape,bee", "-o", "rows.png")
    with Image.open("rows.png") as grid:
        assert grid.width > 1.5 * grid.height  # two rows of four
    output = run("sample", "runs/photos", "--labels", "cow", code=1)
    assert "knows the classes 0 ape, 1 bee" in output and "'cow'" in output
    few = ["-n", 1, "--labels", "ape,bee", "-o", "few.png"]
    output = run("sample", "runs/photos", *few, code=1)
    assert "2 classes in --labels ape,bee, and --count 1" in output
    assert not Path("few.png").exists()

    served = tf.saved_model.load("saved_models/photos").signatures["sample"]
    images = served(
        count=tf.constant(3), seed=tf.constant(0, tf.int64), labels=tf.constant([1] * 3)
    )["images"]
    np.testing.assert_allclose(images, np.load("bee.npy"), atol=1e-6)

    card = Path("saved_models/photos/README.md").read_text()
    assert "The labels are 0 ape, 1 bee, and -1" in card
    scores = metrics_of()
    run("evaluate", "runs/photos")
    assert metrics_of()["parzen"] == scores["parzen"]
    run("train", "photos", "--resume", "--epochs", 2)
    assert metrics_of()["epochs"] == 2


def test_labels_are_for_recipes_that_take_them():
    arguments = ["--images", "pictures", "--labels", "folders"]
    output = run("train", "digits", *arguments, code=1)
    assert "Leave out `--labels`" in output
    assert not Path("runs/digits").exists()
    output = run("train", "photos", "--labels", "folders", code=2)
    assert "--labels: only with --images" in output
    run("train", "photos", *SMALL, "--epochs", 1)
    output = run("sample", "runs/photos", "--labels", "ape", code=1)
    assert "draws pictures of all kinds alike" in output
    again = ["--resume", "--images", "pictures", "--labels", "folders"]
    output = run("train", "photos", *again, code=1)
    assert "labels=None" in output
