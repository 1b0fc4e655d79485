"""R1 without a second-order graph, held to the plain tape."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import layers, losses, networks
from keras_gan.models import fast_paths
from keras_gan.models.linear_pass import has_linear_r1

SHAPE = (6, 6, 1)
IMAGES = np.random.default_rng(0).random((24, *SHAPE), dtype="float32")
R1 = losses.R1


def sequential(*hidden):
    return keras.Sequential([keras.Input(SHAPE), *hidden, keras.layers.Dense(1)])


def with_layers():
    return networks.dense_discriminator(SHAPE, (9, 7))


def with_activations():
    return sequential(
        keras.layers.Flatten(),
        keras.layers.Dense(9, "relu", use_bias=False),
        keras.layers.Dense(7, "leaky_relu"),
        keras.layers.Dense(5),
        keras.layers.ReLU(max_value=1.0, negative_slope=0.1),
    )


def shifted():
    return networks.dense_discriminator(SHAPE, (9, 7), max_shift=2)


def linear():
    return sequential(keras.layers.Flatten())


def game(discriminator, penalty):
    generator = networks.dense_generator(SHAPE, 4, (8,))
    gan = keras_gan.GAN(generator, discriminator, seed=5)
    gan.compile(
        keras_gan.optimizers.SGD(0.1, momentum=0.5),
        keras_gan.optimizers.SGD(0.1, momentum=0.5),
        terms=[penalty],
    )
    return gan


def weights_after_training(make, penalty):
    keras.utils.set_random_seed(3)
    gan = game(make(), penalty)
    for variable in gan.discriminator.weights:  # biases too, which begin as zeros
        if variable.dtype == "float32":
            variable.assign_add(0.1 * keras.random.normal(variable.shape, seed=1))
    logs = gan.fit(IMAGES, batch_size=8, epochs=4, verbose=0).history
    return gan.get_weights(), logs


@pytest.mark.parametrize("make", [with_layers, with_activations, linear])
@pytest.mark.parametrize("every", [1, 4])
def test_it_trains_as_the_nested_tape_does(monkeypatch, make, every):
    assert has_linear_r1(make(), [R1()])
    weights, logs = weights_after_training(make, R1(0.3, every))
    monkeypatch.setattr(fast_paths, "has_linear_r1", lambda *_: False)
    plain_weights, plain_logs = weights_after_training(make, R1(0.3, every))
    for a, b in zip(weights, plain_weights, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
    assert logs.keys() == plain_logs.keys()
    for name in logs:
        np.testing.assert_allclose(logs[name], plain_logs[name], rtol=1e-4)


def test_shifted_images_are_penalized_where_they_are(monkeypatch):
    """One offset for all: else the plain way, which passes them twice, draws two."""
    offsets = tf.constant([[0, 3]])
    monkeypatch.setattr(
        keras.random, "randint", lambda shape, *_, **__: tf.tile(offsets, [shape[0], 1])
    )
    test_it_trains_as_the_nested_tape_does(monkeypatch, shifted, 2)


def test_a_schedule_of_the_weight_and_a_scaled_loss(monkeypatch):
    weight = keras.optimizers.schedules.PiecewiseConstantDecay([5], [0.1, 0.9])

    def train():
        keras.utils.set_random_seed(3)
        gan = game(with_layers(), R1(weight, 2))
        rules = [
            keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(0.1), 8.0)
            for _ in range(2)
        ]
        gan.compile(*rules, terms=[R1(weight, 2)])
        gan.fit(IMAGES, batch_size=8, epochs=4, verbose=0)
        return gan.discriminator.get_weights()

    weights = train()
    monkeypatch.setattr(fast_paths, "has_linear_r1", lambda *_: False)
    for a, b in zip(weights, train(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_it_is_what_trains(monkeypatch):
    def fail(*_, **__):
        raise AssertionError("a nested tape")

    monkeypatch.setattr(losses.penalties, "squared_gradient", fail)
    logs = game(shifted(), R1(0.3)).fit(IMAGES, batch_size=8, verbose=0).history
    assert logs["r1"][0] > 0


def frozen():
    network = with_layers()
    network.layers[1].trainable = False
    return network


class OfUser(keras.Sequential):
    """A class that may do anything."""


def smooth():
    return sequential(keras.layers.Flatten(), keras.layers.Dense(4, "tanh"))


@pytest.mark.parametrize(
    "network, penalties",
    [
        (with_layers, []),
        (with_layers, [R1(), losses.R2()]),
        (with_layers, [losses.R2()]),
        (smooth, [R1()]),
        (frozen, [R1()]),
        (lambda: OfUser(with_layers().layers), [R1()]),
        (
            lambda: sequential(
                keras.layers.Flatten(), keras.layers.Dense(4, kernel_regularizer="l2")
            ),
            [R1()],
        ),
        (
            lambda: sequential(
                keras.layers.Flatten(), keras.layers.Dense(4, dtype="mixed_bfloat16")
            ),
            [R1()],
        ),
        (
            lambda: sequential(
                keras.layers.Flatten(),
                keras.layers.Dense(4),
                keras.layers.LeakyReLU(activity_regularizer="l2"),
            ),
            [R1()],
        ),
        (lambda: sequential(keras.layers.Conv2D(2, 3), keras.layers.Flatten()), [R1()]),
        (lambda: sequential(keras.layers.Flatten(), keras.layers.ELU()), [R1()]),
        (lambda: sequential(keras.layers.Flatten(), layers.Maxout(3, 2)), [R1()]),
        (lambda: sequential(keras.layers.Dropout(0.5), keras.layers.Flatten()), [R1()]),
        (lambda: sequential(keras.layers.Dense(4), keras.layers.Flatten()), [R1()]),
    ],
)
def test_elsewhere_the_tape_does(network, penalties):
    assert not has_linear_r1(network(), penalties)


class OfMoreThanLogits(losses.NonSaturating):
    """A loss with a part of D's weights that its logits do not lead to."""

    def of_discriminator(self, play):
        slopes = losses.squared_gradient(play.critic("real"), play.real_images)
        return super().of_discriminator(play) + 0.1 * slopes


class LikeLogits:
    """A loss that is no `AdversarialLoss`."""

    def discriminator_loss(self, real_logits, fake_logits):
        return (fake_logits - real_logits)[:, 0]

    def generator_loss(self, fake_logits):
        return -fake_logits[:, 0]


@pytest.mark.parametrize(
    "loss, is_linear", [(OfMoreThanLogits(), False), (LikeLogits(), True)]
)
def test_it_is_not_taken_with_a_loss_of_more_than_logits(loss, is_linear):
    def weights(term):
        keras.utils.set_random_seed(3)
        gan = game(with_layers(), term)
        pair = (keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
        gan.compile(*pair, loss=loss, terms=[term])
        assert ("linear_r1" in gan.fast_paths) is (is_linear and type(term) is R1)
        gan.train_on_batch(IMAGES[:8])
        return gan.discriminator.get_weights()

    class OwnR1(R1):
        """One that the fast path does not know."""

    for a, b in zip(weights(R1(0.3)), weights(OwnR1(0.3)), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)
