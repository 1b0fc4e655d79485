"""What section 4 of the paper proves, seen in training on a game over one number."""

import math

import keras
import numpy as np
import pytest
import scipy.stats

from keras_gan import GAN, datasets, metrics, networks, theory
from keras_gan.recipes import one_dimensional_game as game
from keras_gan.reproduce.saturation import saturation

STEPS_PER_EPOCH = 50


def play(gan, numbers, steps, **rules):
    game.set_rules(gan, steps, steps_per_execution=STEPS_PER_EPOCH, **rules)
    return gan.fit(
        datasets.batches(numbers, game.BATCH_SIZE),
        steps_per_epoch=STEPS_PER_EPOCH,
        epochs=steps // STEPS_PER_EPOCH,
        verbose=0,
    ).history


def test_theorem_1_the_game_ends_at_its_global_optimum():
    keras.utils.set_random_seed(0)
    gan = game.one_dimensional_game(seed=0)
    noise = gan.sample(100_000, seed=1, batch_size=10_000)
    assert metrics.histogram_divergence(noise, game.P_DATA) > 0.1  # where it begins
    history = play(gan, game.numbers(131_072, seed=0), steps=4000)
    end = game.measure(gan, seed=0)
    assert history["value"][-1] == pytest.approx(-math.log(4), abs=0.02)
    assert end["value"] == pytest.approx(-math.log(4), abs=0.02)
    assert end["largest_deviation_of_d"] < 0.02
    assert end["divergence"] < 0.01
    # D is not flat for want of strength: it tells the first generator from the data.
    gan.generator.set_weights([0 * weight for weight in gan.generator.get_weights()])
    history = play(gan, game.numbers(131_072, seed=0), steps=500, g_rate=0.0)
    assert history["value"][-1] > -math.log(4) + 0.1


def test_proposition_1_d_learns_the_share_of_the_data():
    keras.utils.set_random_seed(0)
    gan = GAN(
        networks.one_dimensional_generator(),
        networks.one_dimensional_discriminator(),
        latent="normal",
        seed=0,
    )
    before = gan.generator.get_weights()
    p_g = scipy.stats.norm(0, 1)  # an untrained G(z) is z
    p_data = scipy.stats.norm(1, 0.7)
    numbers = p_data.rvs((131_072, 1), random_state=0).astype("float32")
    history = play(
        gan, numbers, steps=3000, penalty_weight=0.0, discriminator_steps=3001
    )
    for weight, same in zip(before, gan.generator.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, same)

    x = np.linspace(p_g.ppf(0.005), p_data.ppf(0.995), 401)  # 99 % of what D sees
    best = theory.optimal_discriminator(p_data, p_g, x)
    assert best.min() < 0.1 and best.max() > 0.7
    logits = gan.discriminator(x[:, None].astype("float32"))
    answers = np.asarray(keras.ops.sigmoid(logits))[:, 0]
    assert np.abs(answers - best).max() < 0.02
    # and the game is worth C(G) to it
    worth = theory.criterion(p_data, p_g)
    assert history["value"][-1] == pytest.approx(worth, abs=0.02)


def test_the_minimax_gradient_vanishes_where_d_is_confident():
    measured = saturation(steps=200, seed=0)
    d_fake, minimax = measured["d_fake"], measured["minimax"]
    non_saturating = measured["non_saturating"]
    assert 0.2 < d_fake[0] < 0.8 and d_fake[-1] < 0.02
    assert 0.2 < non_saturating[0] / minimax[0] < 5  # D cannot tell yet
    assert non_saturating[-1] > 100 * minimax[-1]
    assert minimax[-1] < 0.2 * minimax[0] and non_saturating[-1] > non_saturating[0]
