"""Real and generated images in one pass through D, and when they get two."""

import keras
import numpy as np
import pytest

import keras_gan
from keras_gan import layers, networks
from keras_gan.models.one_pass import is_per_example

SHAPE = (6, 6, 1)
IMAGES = np.random.default_rng(0).random((24, *SHAPE), dtype="float32")


class TwoPasses(keras.Sequential):
    """A class that is not known to be per example."""


def discriminator(*hidden, of=keras.Sequential):
    return of([keras.Input(SHAPE), *hidden, keras.layers.Dense(1)])


def dense(of):
    hidden = [
        keras.layers.Flatten(),
        layers.Maxout(7, 3),
        keras.layers.Dense(5, "relu"),
    ]
    return discriminator(*hidden, of=of)


def convolutional(of):
    hidden = [
        keras.layers.Conv2D(3, 3),
        keras.layers.LeakyReLU(),
        layers.MaxoutConv2D(4, 2, 3, pool_size=2, pool_strides=1),
        keras.layers.ELU(),
        keras.layers.GlobalAveragePooling2D(),
    ]
    return discriminator(*hidden, of=of)


def weights_after_training(make, of):
    keras.utils.set_random_seed(3)
    generator = networks.dense_generator(SHAPE, 4, (8,))
    gan = keras_gan.GAN(generator, make(of), seed=5)
    gan.compile(
        keras_gan.optimizers.SGD(0.5, momentum=0.5),
        keras_gan.optimizers.SGD(0.5, momentum=0.5),
        terms=[keras_gan.losses.R1(0.1)],
    )
    logs = gan.fit(IMAGES, batch_size=8, epochs=4, verbose=0).history
    return gan.get_weights(), logs


@pytest.mark.parametrize("make", [dense, convolutional])
def test_one_pass_equals_two(make):
    (one, one_logs), (two, two_logs) = (
        weights_after_training(make, of) for of in (keras.Sequential, TwoPasses)
    )
    for a, b in zip(one, two, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
    assert one_logs.keys() == two_logs.keys()
    for name in one_logs:
        np.testing.assert_allclose(one_logs[name], two_logs[name], rtol=1e-4)


@pytest.mark.parametrize(
    "of, passes", [(keras.Sequential, [16, 8]), (TwoPasses, [8, 8, 8])]
)
def test_how_many_images_a_pass_has(monkeypatch, of, passes):
    seen = []
    call = layers.Maxout.call

    def watched(layer, inputs):
        seen.append(inputs.shape[0])
        return call(layer, inputs)

    generator = networks.dense_generator(SHAPE, 4, (8,))
    gan = keras_gan.GAN(generator, dense(of))
    gan.compile(keras.optimizers.SGD(), keras.optimizers.SGD(), run_eagerly=True)
    monkeypatch.setattr(layers.Maxout, "call", watched)
    gan.train_on_batch(IMAGES[:8])
    assert seen == passes


class Centred(keras.layers.Layer):
    def call(self, inputs):
        return inputs - keras.ops.mean(inputs, axis=0)


def functional(layer):
    inputs = keras.Input(SHAPE)
    hidden = keras.layers.Flatten()(layer(inputs))
    return keras.Model(inputs, keras.layers.Dense(1)(hidden))


def joined(axis):
    return lambda images: keras.layers.Concatenate(axis)([images, images])


@pytest.mark.parametrize(
    "network, expected",
    [
        (networks.paper_discriminator(SHAPE, 4, 2), True),
        (networks.faces_discriminator(SHAPE, 4, 2), True),
        (networks.cifar10_conv_discriminator((32, 32, 3), (2, 2, 2), 4), True),
        (networks.dense_discriminator(SHAPE, (4,), max_shift=1), True),
        (functional(keras.layers.ReLU()), True),
        (functional(keras.Sequential([keras.layers.Conv2D(2, 3)])), True),
        (functional(keras.layers.BatchNormalization()), False),
        (functional(keras.Sequential([keras.layers.BatchNormalization()])), False),
        (functional(lambda images: images - keras.ops.mean(images, axis=0)), False),
        (functional(Centred()), False),
        (discriminator(keras.layers.Dense(2, activity_regularizer="l2")), False),
        (
            discriminator(keras.layers.SpectralNormalization(keras.layers.Dense(2))),
            False,
        ),
        (dense(TwoPasses), False),
        (discriminator(keras.layers.Dropout(0.5, noise_shape=(8, 1))), False),
        (discriminator(layers.Dropout(0.5, noise_shape=(8, 1))), False),
        (discriminator(keras.layers.Dense(2, lambda x: x - x[:1])), False),
        (discriminator(keras.layers.Activation(lambda x: x - x[:1])), False),
        (discriminator(keras.layers.LayerNormalization()), False),
        (discriminator(keras.layers.Dense(2, keras.layers.LeakyReLU())), True),
        (discriminator(layers.ScaleGradient(0.5)), True),
        (networks.dense_discriminator(SHAPE, (4,), code_dim=3), True),
        (functional(joined(1)), True),
        (functional(joined(-1)), True),
        (functional(joined(0)), False),
        (functional(joined(-4)), False),
    ],
)
def test_which_networks_are_per_example(network, expected):
    assert is_per_example(network) == expected
