"""A run of completions, from the command line to what it leaves behind."""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf
from click.testing import CliRunner
from PIL import Image

import keras_gan
from keras_gan import datasets, recipes
from keras_gan.cli import main
from keras_gan.cli.main import SIDES
from keras_gan.latents import masks
from keras_gan.recipes import completion_scores
from keras_gan.recipes.run_folder import RunFolder


def run(*arguments):
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="module")
def printed(place):
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        options = ["--dataset", "digits", "--epochs", 6, "--batch-size", 64]
        return run("train", "mnist-completion", *options, "--output", "run")


def test_scores_stand_beside_those_that_take_no_generator(printed, place):
    scores = json.loads((place / "run" / "metrics.json").read_text())["scores"]
    methods = ["", "_vote", "_nearest", "_similar", "_biharmonic", "_mean"]
    assert scores.keys() == {f"completion{m}" for m in [*methods, "_spread"]}
    for method in methods:
        score = scores[f"completion{method}"]
        assert score["halves"].keys() == {*masks.SIDES}
        assert score["mean"] == pytest.approx(np.mean([*score["halves"].values()]))
        assert 95 < score["ceiling"] <= 100
        assert 0 < score["standard_error"] < 3
    nearest, mean = (scores[f"completion_{m}"]["mean"] for m in ("nearest", "mean"))
    assert 85 < nearest < 100
    assert 75 < scores["completion_similar"]["mean"] < nearest
    one, vote = (scores[f"completion{m}"]["mean"] for m in ("", "_vote"))
    assert vote > one
    assert 20 < mean < nearest
    spread = scores["completion_spread"]
    assert 0.05 < spread["mean"] / spread["ceiling"] < 3
    for side in masks.SIDES:
        assert spread["halves"][side] > 0
    assert "completion_nearest" in printed and "read right" in printed


def test_what_is_drawn(printed, place):
    with Image.open(place / "run" / "completions.png") as picture:
        width, height = picture.size
    assert width / height == pytest.approx(10 / 8, rel=0.01)
    assert (place / "run" / "interpolation.png").is_file()
    assert (place / "run" / "samples" / "training.gif").is_file()


def test_the_model_completes_and_draws_whole_images(printed, place, monkeypatch):
    monkeypatch.chdir(place)
    gan = keras.saving.load_model("run/gan.keras")
    assert isinstance(gan, keras_gan.CompletionGAN)
    test = datasets.digits().test[:5]
    drawn = gan.complete(test, masks.half((8, 8, 1), "top"), n=3)
    np.testing.assert_array_equal(drawn[:, 1, 4:], test[:, 4:])
    run("sample", "run", "--count", 6, "--output", "samples.npy")
    np.testing.assert_allclose(np.load("samples.npy"), gan.sample(6, seed=0), atol=1e-6)


def test_it_is_exported_with_a_card(printed, place):
    export = place / "saved_models" / "run"
    card = (export / "README.md").read_text()
    assert "`known`, float32 `(batch, 8, 8, 1)`" in card
    served = tf.saved_model.load(str(export)).signatures["sample"]
    test = tf.constant(datasets.digits().test[:4])
    mask = tf.tile(masks.half((8, 8, 1), "left")[None], (4, 1, 1, 1))
    images = served(
        count=tf.constant(4), seed=tf.constant(1, tf.int64), known=test, mask=mask
    )["images"]
    np.testing.assert_array_equal(images[:, :, 4:], test[:, :, 4:])


def test_spread_is_of_the_data_where_completions_are(tmp_path):
    data = datasets.digits()

    class Copies:
        """Completes by one of the similar training images, as the data has it."""

        def complete(self, images, mask, n=1, seed=0):
            return keras_gan.metrics.similar_completions(images, mask, data.train, n)

    spread = completion_scores.spread(Copies(), data, 0)
    assert spread["mean"] == pytest.approx(spread["ceiling"])
    assert spread["halves"] == pytest.approx(spread["halves_of_similar"])


def test_the_recipe_is_listed():
    recipe = recipes.get("mnist-completion")
    assert recipe.name in recipes.RECIPES
    assert recipe.needs_labels and not recipe.takes_labels
    assert RunFolder("runs").reader.name == "reader.keras"


def test_own_pictures_are_completed(printed, place, monkeypatch):
    monkeypatch.chdir(place)
    test = datasets.digits().test[:2]
    for number, image in enumerate(test[..., 0]):
        Image.fromarray(np.rint(255 * image).astype("uint8")).save(f"{number}.png")
    options = ["--count", 3, "--seed", 5, "--output", "completed.npy"]
    run("complete", "run", "0.png", "1.png", "--hide", "left", *options)
    drawn = np.load("completed.npy")
    assert drawn.shape == (2, 3, 8, 8, 1)
    known = np.broadcast_to(test[:, None, :, 4:], drawn[..., 4:, :].shape)
    np.testing.assert_allclose(drawn[..., 4:, :], known, atol=0.5 / 255)
    gan = keras.saving.load_model("run/gan.keras")
    pixels = np.rint(255 * test).astype("float32") / 255
    expected = gan.complete(pixels, masks.half((8, 8, 1), "left"), 3, seed=5)
    np.testing.assert_allclose(drawn, expected, atol=1e-6)
    hole = np.full((8, 8), 255, "uint8")
    hole[2:6, 2:6] = 0
    Image.fromarray(hole).save("mask.png")
    run("complete", "run", "0.png", "--mask", "mask.png", *options)
    differs = np.abs(np.load("completed.npy")[0, 0] - pixels[0])[..., 0] > 1e-6
    assert not differs[hole > 0].any() and differs[hole == 0].any()
    run("complete", "run", "0.png")
    with Image.open("completions.png") as picture:
        assert picture.size[0] > 10 * 56
    assert SIDES == masks.SIDES


def test_what_cannot_be_completed(printed, place, monkeypatch):
    monkeypatch.chdir(place)

    def error(*arguments):
        result = CliRunner().invoke(main, ["complete", *arguments])
        assert result.exit_code
        return " ".join(result.output.split())

    assert "There is no picture. Received: 'none.png'" in error("run", "none.png")
    assert "pass one" in error("run", "0.png", "--hide", "top", "--mask", "0.png")
    assert "(.png) or an array (.npy)" in error("run", "0.png", "-o", "a.jpg")
    run("train", "digits", "--epochs", 1, "--limit", 100, "--output", "plain")
    assert "completes none. Received: a run of the recipe 'digits'" in error(
        "plain", "0.png"
    )
