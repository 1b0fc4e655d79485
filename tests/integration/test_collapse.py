"""The Helvetica scenario is seen where it happens, and only there."""

import warnings

import keras
import pytest

import keras_gan
from keras_gan import callbacks, datasets, networks, optimizers, recipes


def test_the_monitor_fires_on_a_pair_that_collapses():
    """Far too high a learning rate with momentum, and no penalty: one image is left."""
    keras.utils.set_random_seed(0)
    images = datasets.digits()
    gan = keras_gan.GAN(
        networks.dense_generator(images.image_shape, 16, (64, 64)),
        networks.dense_discriminator(images.image_shape, (64, 64)),
        latent="normal",
    )
    gan.compile(
        optimizers.Adam(2e-2, beta_1=0.9), optimizers.Adam(2e-2, beta_1=0.9), "minimax"
    )
    monitor = callbacks.CollapseMonitor(images.train, every=5)
    with pytest.warns(UserWarning, match="collapse"):
        history = gan.fit(
            images.train, batch_size=64, epochs=30, callbacks=[monitor], verbose=0
        )
    assert history.history["val_distinct_neighbours"][-1] < 0.03


def test_the_monitor_is_silent_on_the_digits_recipe():
    keras.utils.set_random_seed(0)
    images = datasets.digits()
    recipe = recipes.get("digits")
    steps = datasets.steps_per_epoch(images.train, recipe.batch_size)
    gan = recipe.build(images, recipe.epochs * steps, seed=0)
    monitor = callbacks.CollapseMonitor(images.train, every=5)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        history = gan.fit(
            datasets.batches(images.train, recipe.batch_size),
            steps_per_epoch=steps,
            epochs=60,
            callbacks=[monitor],
            verbose=0,
        )
    assert history.history["val_distinct_neighbours"][-1] > 0.1
    assert 0.6 < history.history["val_distance_ratio"][-1] < 1.2
