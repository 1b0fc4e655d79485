"""The recipe `mnist-conditional`, on real digits that are small enough for a minute."""

import json

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from sklearn.svm import SVC

from keras_gan import datasets, recipes
from keras_gan.cli import main

TRAIN = "train mnist-conditional --dataset digits --batch-size 64 --epochs 150"


def run(command, code=0):
    done = CliRunner().invoke(main, command.split())
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with a run, and what the run printed."""
    place = tmp_path_factory.mktemp("place")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        (place / "printed").write_text(run(TRAIN))
    return place


@pytest.fixture(autouse=True)
def inside(place, monkeypatch):
    monkeypatch.chdir(place)


def read(images):
    """The digits that a classifier of real ones reads, one the recipe does not know."""
    data = datasets.digits()
    known = SVC().fit(data.train.reshape(-1, 64), data.labels["train"])
    assert known.score(data.test.reshape(-1, 64), data.labels["test"]) > 0.97
    return known.predict(images.reshape(-1, 64))


def size_of(path):
    with Image.open(path) as picture:
        return picture.size


def test_digits_are_read_as_asked(place):
    run("sample runs/mnist-conditional --count 1000 --seed 3 --output drawn.npy")
    drawn = np.load(place / "drawn.npy")
    asked = np.repeat(np.arange(10), 100)
    right = read(drawn) == asked
    assert right.mean() > 0.9
    assert min(right[asked == digit].mean() for digit in range(10)) > 0.7


def test_only_the_classes_that_are_asked_for_are_drawn(place):
    run("sample runs/mnist-conditional --labels 0,1,2 --count 90 --output some.npy")
    digits, counts = np.unique(read(np.load(place / "some.npy")), return_counts=True)
    assert counts[np.isin(digits, [0, 1, 2])].sum() > 80
    run("sample runs/mnist-conditional --labels 0,1,2 --count 9 --output some.png")
    width, height = size_of(place / "some.png")
    assert width == height  # three of each of three classes
    refused = run("sample runs/mnist-conditional --labels 10", code=1)
    assert "knows the classes 0" in refused and "'10'" in refused


def test_scores_of_each_class_are_printed_and_kept(place):
    printed = (place / "printed").read_text()
    scores = json.loads((place / "runs/mnist-conditional/metrics.json").read_text())
    for name in ("read as asked", "Parzen of a class", "distance in a class"):
        score = scores["scores"][name]
        assert [*score["classes"]] == [str(digit) for digit in range(10)]
        assert f"{name} " in printed and f"{name}, worst" in printed
    assert scores["scores"]["read as asked"]["mean"] > 90
    assert scores["scores"]["distance in a class"]["mean"] > 0.4
    assert scores["parzen"]["mean"] < scores["parzen"]["ceiling"]


def test_a_row_of_the_samples_is_a_class(place):
    pictures = sorted((place / "runs/mnist-conditional/samples").glob("*.png"))
    width, height = size_of(pictures[-1])
    assert width == height  # ten of each of ten classes


def test_images_without_labels_are_refused(place):
    pictures = np.random.default_rng(0).random((60, 8, 8, 1)).astype("float32")
    np.save(place / "own.npy", pictures)
    output = run("train mnist-conditional --images own.npy --output own", code=1)
    assert "learns from the classes of images" in output


def test_the_recipe_is_that_of_mnist_but_for_its_classes():
    recipe = recipes.get("mnist-conditional")
    assert recipe.takes_labels and recipe.needs_labels
    assert (recipe.epochs, recipe.batch_size) == (90, 200)
