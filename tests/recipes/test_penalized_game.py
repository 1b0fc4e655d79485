"""The rules of the two recipes of CIFAR-10, as numbers."""

import types

import pytest

from keras_gan import latents, losses, networks, optimizers
from keras_gan.recipes import cifar10_conv, cifar10_dense
from keras_gan.recipes.penalized_game import penalized_game

SMALL = types.SimpleNamespace(image_shape=(11, 11, 3))


def assert_rules(gan, d_rate, g_rate, penalty_weight, seed):
    for optimizer, rate in [(gan.d_optimizer, d_rate), (gan.g_optimizer, g_rate)]:
        assert type(optimizer) is optimizers.Adam
        assert float(optimizer.learning_rate) == pytest.approx(rate, rel=1e-6)
        assert (optimizer.beta_1, optimizer.beta_2) == (0.5, 0.99)
    assert type(gan.adversarial_loss) is type(losses.get("non_saturating"))
    (penalty,) = gan.terms
    assert type(penalty) is losses.R1
    assert (penalty.weight, penalty.every) == (penalty_weight, 8)
    assert (gan.discriminator_steps, gan.update) == (1, "alternating")
    assert type(gan.latent) is type(latents.get("normal"))
    assert gan.seed == seed


def test_the_rules():
    game = penalized_game(
        networks.dense_generator((4, 4, 1), 3, (5,)),
        networks.dense_discriminator((4, 4, 1), (5,)),
        d_rate=1e-3,
        g_rate=2e-3,
        penalty_weight=3.0,
        seed=5,
    )
    assert_rules(game, 1e-3, 2e-3, 3.0, seed=5)


def test_the_rates_of_the_dense_recipe():
    game = cifar10_dense.build(SMALL, total_steps=1, seed=6)
    assert_rules(game, 4e-4, 4e-4, 10.0, seed=6)


def test_the_rates_of_the_convolutional_recipe():
    game = cifar10_conv.build(SMALL, total_steps=1, seed=7)
    assert_rules(game, 5e-4, 2e-3, 1.0, seed=7)
