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


def test_reconstructions_lie_nearer_than_the_mean_image(run):
    _, scores, _ = run
    at = {k[9:]: v["mean"] for k, v in scores.items() if k.startswith("distance_")}
    # Of the data alone: 300 test digits, and ten components of the training ones.
    assert at["random_pairs"] == pytest.approx(3.03, abs=0.1)
    assert at["mean_image"] == pytest.approx(2.17, abs=0.02)
    assert at["pca"] == pytest.approx(1.106, abs=0.002)
    # A search for each image is nearest, then the two encoders; by a wide margin.
    assert 0.8 < at["search"] < at["regression"] < 1.6
    assert at["search"] < at["game"] < 1.75
    share = at["mean_image"] / at["random_pairs"]
    assert scores["distance_mean_image"]["of_random_pairs"] == pytest.approx(share)
    some = scores["distance_search"]
    assert some["images"] == 300
    assert some["others_on_these_images"]["search"] == pytest.approx(some["mean"])


def test_codes_tell_the_latents_and_the_digits(run):
    _, scores, _ = run
    assert 0.85 < scores["latents_regression"]["mean"] < 1
    assert 0.4 < scores["latents_game"]["mean"] < scores["latents_regression"]["mean"]
    assert scores["neighbours_pixels"]["mean"] == pytest.approx(98.67, abs=0.1)
    for way in ("game", "regression"):  # of ten classes
        assert 88 < scores[f"neighbours_{way}"]["mean"] < 99


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
