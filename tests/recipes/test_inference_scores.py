"""The recipe with an encoder in the game, on real digits, and its scores."""

import keras
import pytest
from PIL import Image

from keras_gan.recipes import training
from keras_gan.recipes.run_folder import RunFolder, RunState


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run of 600 steps: its game, its scores and its folder."""
    state = RunState(
        "mnist-bidirectional", seed=0, epochs=60, dataset="digits", batch_size=128
    )
    directory = tmp_path_factory.mktemp("runs") / "run"
    gan, metrics = training.train(state, directory)
    return gan, metrics["scores"], RunFolder(directory)


def test_every_score_has_its_error_and_unit(run):
    gan, scores, _ = run
    ways = {"game", "regression", "pca", "search", "mean_image", "random_pairs"}
    assert scores.keys() == {
        "latents_regression",
        "latents_game",
        *{f"distance_{way}" for way in ways},
        *{f"neighbours_{way}" for way in ("game", "regression", "pixels")},
    }
    for name, score in scores.items():
        assert score["standard_error"] > 0, name
        assert score["ceiling"] is None and score["unit"], name
    assert gan.latent_dim == 10  # of 64 values


def test_codes_say_more_of_an_image_the_longer_they_were_sought(run):
    _, scores, _ = run
    distance = {name: scores[f"distance_{name}"]["mean"] for name in ("pca", "game")}
    some = scores["distance_search"]
    pairs, mean = (
        scores[f"distance_{name}"]["mean"] for name in ("random_pairs", "mean_image")
    )
    # Of the data alone: 300 test digits.
    assert pairs == pytest.approx(3.03, abs=0.1)
    assert mean == pytest.approx(2.17, abs=0.02)
    assert 0 < distance["pca"] < some["mean"] < mean < pairs
    assert some["images"] == 300
    assert some["others_on_these_images"]["search"] == pytest.approx(some["mean"])
    share = scores["distance_mean_image"]["of_random_pairs"]
    assert share == pytest.approx(mean / pairs)
    assert distance["game"] < mean
    assert 0.5 < scores["latents_regression"]["mean"] < 1
    assert scores["neighbours_pixels"]["mean"] == pytest.approx(98.67, abs=0.1)
    for way in ("game", "regression"):  # of ten classes
        assert 60 < scores[f"neighbours_{way}"]["mean"] < 99


def test_the_picture_and_the_fitted_encoder_are_in_the_folder(run):
    gan, _, folder = run
    with Image.open(folder.reconstructions) as picture:
        width, height = picture.size
    assert width > height  # ten digits in a row, and five rows
    encoder = keras.saving.load_model(folder.encoder)
    assert encoder.output_shape == (None, gan.latent_dim)


def test_the_model_encodes_when_it_is_loaded(run):
    gan, _, folder = run
    loaded = keras.saving.load_model(folder.model)
    images = gan.sample(5, seed=1)
    assert (loaded.encode(images) == gan.encode(images)).all()
