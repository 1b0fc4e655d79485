"""Runs on other data than their recipe's, with folds and normalized contrast."""

import dataclasses
import json
import re

import keras
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from keras_gan import GAN, datasets, networks, optimizers, plots, recipes
from keras_gan.cli import main
from keras_gan.recipes.recipe import Recipe


def run(*arguments):
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    return result.exit_code, f"{' '.join(result.output.split())} {result.exception!r}"


def build(images, total_steps, seed):
    """A small game whose generator draws any numbers."""
    generator = keras.Sequential(
        [
            keras.Input((8,)),
            keras.layers.Dense(32, "relu"),
            keras.layers.Dense(64),
            keras.layers.Reshape(images.image_shape),
        ],
        name="generator",
    )
    discriminator = networks.dense_discriminator(images.image_shape, (32,))
    gan = GAN(generator, discriminator, latent="normal", seed=seed)
    gan.compile(d_optimizer=optimizers.Adam(1e-3), g_optimizer=optimizers.Adam(1e-3))
    return gan


# The 64 values of an image of length 4 have the standard deviation 1/2.
RECIPE = Recipe(
    name="small",
    dataset="mnist",
    epochs=1,
    batch_size=100,
    build=build,
    num_samples=300,
    contrast=4.0,
)


def digits_in_folds():
    data = datasets.digits()
    others = np.concatenate([data.validation, data.test])[:498]
    parts = np.split(others, 3)
    folds = tuple((parts[(k + 1) % 3], parts[k]) for k in range(3))
    return dataclasses.replace(data, folds=folds)


@pytest.fixture
def small(tmp_path, monkeypatch):
    """The small recipe, in the place of all others and of a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(recipes, "get", lambda name: RECIPE)
    return tmp_path / "runs" / "small"


def test_another_data_set_in_folds(small, monkeypatch):
    monkeypatch.setitem(datasets.DATASETS, "digits", lambda _: digits_in_folds())
    code, output = run("train", "small", "--dataset", "digits")
    assert code == 0, output
    metrics = json.loads((small / "metrics.json").read_text())
    assert metrics["dataset"] == "digits"
    assert len(metrics["parzen"]["sigma"]) == 3
    assert metrics["parzen"]["mean"] < metrics["parzen"]["ceiling"]
    assert re.search(r"sigma 0\.\d{3}, 0\.\d{3}, 0\.\d{3}, 300 samples", output)

    # Pictures are shown with the average mean and contrast; arrays are as they are.
    assert run("sample", small, "-o", "s.npy")[0] == 0
    assert run("sample", small, "-o", "s.png")[0] == 0
    samples = np.load("s.npy")
    contrast = digits_in_folds().contrast_normalized(4.0).contrast
    expected = plots.image_grid(contrast.invert(samples))
    assert (expected != plots.image_grid(samples)).any()
    for path in ("s.png", small / "samples" / "epoch-0001.png"):
        with Image.open(path) as picture:
            np.testing.assert_array_equal(np.array(picture), expected)

    code, output = run("train", "small", "--resume", "--dataset", "mnist")
    assert code == 1 and "Received: dataset='mnist'" in output
    code, output = run("evaluate", small)
    assert code == 0, output
    again = json.loads((small / "metrics.json").read_text())
    assert again["parzen"]["mean"] == pytest.approx(metrics["parzen"]["mean"], abs=1e-3)


def test_bad_data_sets_are_told(small):
    small.mkdir(parents=True)
    code, output = run("train", "small", "--dataset", "digits", "--images", "runs")
    assert code == 2 and "either --images DIR or --dataset NAME" in output
    code, output = run("train", "small", "--dataset", "minst")
    assert code == 1 and "name='minst'. Pass one of cifar10, digits" in output
