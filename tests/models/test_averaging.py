import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan


def of_one_device():
    return tf.distribute.MirroredStrategy(["CPU:0"])


@pytest.mark.parametrize("strategy", [tf.distribute.get_strategy, of_one_device])
def test_each_of_two_games_follows_its_own_generator(strategy, images):
    strategy = strategy()
    for seed in range(2):
        with strategy.scope():
            keras.utils.set_random_seed(seed)
            generator = keras.Sequential(
                [keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(4)]
            )
            discriminator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
            gan = keras_gan.GAN(generator, discriminator)
            gan.compile("sgd", "sgd", jit_compile=False)
        gan.fit(images, batch_size=len(images), verbose=0)
        # The power rule keeps nothing at the first update.
        for mean, value in zip(
            gan.ema_generator.weights, generator.weights, strict=True
        ):
            np.testing.assert_array_equal(np.asarray(mean), np.asarray(value))


def test_a_strategy_of_one_device_equals_none(images):
    results = []
    for strategy in (tf.distribute.get_strategy(), of_one_device()):
        keras.utils.set_random_seed(0)
        with strategy.scope():
            gan = keras_gan.GAN(
                keras_gan.networks.paper_generator((2, 2, 1), 3, width=8),
                keras_gan.networks.paper_discriminator((2, 2, 1), num_units=6),
                seed=0,
            )
            gan.compile(
                keras_gan.optimizers.Adam(),
                keras_gan.optimizers.Adam(),
                jit_compile=False,
            )
        data = keras_gan.datasets.batches(images.reshape(-1, 2, 2, 1), 8)
        gan.fit(data, steps_per_epoch=3, epochs=2, verbose=0)
        results.append([np.asarray(weight) for weight in gan.weights])
    for alone, mirrored in zip(*results, strict=True):
        np.testing.assert_allclose(mirrored, alone, rtol=1e-5, atol=1e-7)
