import keras
import numpy as np
import pytest

import keras_gan
from keras_gan import callbacks, datasets, metrics, networks
from keras_gan.metrics import FeatureNetwork

PIXELS = FeatureNetwork(lambda images: images.reshape(len(images), -1), "pixels")


@pytest.fixture(scope="module")
def digits():
    return datasets.digits()


def game(digits, activation="sigmoid"):
    keras.utils.set_random_seed(0)
    z = keras.Input((4,))
    x = keras.layers.Dense(64, activation)(keras.layers.Dense(16, "relu")(z))
    generator = keras.Model(z, keras.layers.Reshape((8, 8, 1))(x))
    gan = keras_gan.GAN(
        generator, networks.dense_discriminator((8, 8, 1), (16,)), seed=0
    )
    gan.compile("adam", "adam")
    return gan


def test_scores_are_those_of_the_averaged_generator(digits):
    gan = game(digits)
    watch = callbacks.ScoreEvaluation(
        digits.test, ["frechet", "precision"], PIXELS, num_samples=200, every=2
    )
    history = gan.fit(
        digits.train[:128], epochs=3, batch_size=64, callbacks=[watch], verbose=0
    ).history
    assert [epoch for epoch, _ in watch.history] == [1, 2, 3]
    last = watch.history[-1][1]
    assert history["val_frechet"][-1] == last["frechet"]
    found = metrics.scores(gan.sample(200, 0), digits.test, ["frechet"], PIXELS)
    assert last["frechet"] == pytest.approx(found["frechet"]["mean"], rel=1e-9)
    assert 0 <= last["precision"] <= 1


def test_keras_callbacks_go_by_it(digits, tmp_path):
    gan = game(digits)
    watch = callbacks.ScoreEvaluation(digits.test, ["frechet"], PIXELS, num_samples=200)
    best = tmp_path / "best.keras"
    keep = keras.callbacks.ModelCheckpoint(
        best, monitor="val_frechet", mode="min", save_best_only=True
    )
    stop = keras.callbacks.EarlyStopping("val_frechet", min_delta=1e9, mode="min")
    gan.fit(
        digits.train[:128],
        epochs=5,
        batch_size=64,
        callbacks=[watch, keep, stop],
        verbose=0,
    )
    assert best.is_file() and len(watch.history) == 2


def test_a_tanh_generator_is_scored_in_its_own_range(digits):
    gan = game(digits, "tanh")
    real = 2 * digits.test - 1
    watch = callbacks.ScoreEvaluation(real, ["frechet"], PIXELS, num_samples=200)
    gan.fit(2 * digits.train[:64] - 1, batch_size=64, callbacks=[watch], verbose=0)
    pictures = (gan.sample(200, 0) + 1) / 2
    found = metrics.scores(pictures, digits.test, ["frechet"], PIXELS)
    assert watch.history[-1][1]["frechet"] == pytest.approx(
        found["frechet"]["mean"], rel=1e-4
    )
    with pytest.raises(ValueError, match="on the generator's scale, from -1 to 1"):
        wrong = callbacks.ScoreEvaluation(digits.test, ["frechet"], PIXELS)
        gan.fit(real[:64], batch_size=64, callbacks=[wrong], verbose=0)


def test_values_without_bounds_need_pictures(digits):
    gan = game(digits, "linear")
    watch = callbacks.ScoreEvaluation(digits.test, ["frechet"], PIXELS, num_samples=50)
    with pytest.raises(ValueError, match="without bounds. Pass a function"):
        gan.fit(digits.train[:64], batch_size=64, callbacks=[watch], verbose=0)
    watch = callbacks.ScoreEvaluation(
        digits.test,
        ["frechet"],
        PIXELS,
        num_samples=200,
        to_pictures=lambda images: np.clip(images, 0, 1),
    )
    gan.fit(digits.train[:64], batch_size=64, callbacks=[watch], verbose=0)
    assert watch.history[0][1]["frechet"] > 0


def test_bad_arguments_are_told_when_it_is_made(digits):
    with pytest.raises(ValueError, match="Expected a list of some of"):
        callbacks.ScoreEvaluation(digits.test, ["fid"], PIXELS)
    with pytest.raises(TypeError, match="A feature network is a Keras model"):
        callbacks.ScoreEvaluation(digits.test, ["frechet"])
    with pytest.raises(ValueError, match="num_samples"):
        callbacks.ScoreEvaluation(digits.test, ["frechet"], PIXELS, num_samples=0)
