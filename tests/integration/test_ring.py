"""Every loss with every term and normalization, on a ring of eight Gaussians."""

import itertools

import keras
import numpy as np
import pytest

import keras_gan
from keras_gan import losses
from keras_gan.layers import SpectralNormalization

STEPS, BATCH = 200, 32
TERMS = {
    "R1": lambda: losses.R1(0.01),
    "R2": lambda: losses.R2(0.01),
    "GradientPenalty": lambda: losses.GradientPenalty(1.0),
    "Dragan": lambda: losses.Dragan(1.0),
    "Drift": losses.Drift,
    "Consistency": lambda: losses.Consistency(
        augment=keras.layers.GaussianNoise(0.05, seed=1)
    ),
}
NORMALIZATIONS = {
    "plain": lambda layer: layer,
    "normalized": lambda layer: SpectralNormalization(layer, seed=1),
}
HALVES = (("R1", "GradientPenalty", "Drift"), ("R2", "Dragan", "Consistency"))


def compositions():
    """Games with three terms each, in which each pair of choices occurs.

    Each loss has both halves of the terms, one with either normalization; and each
    half has either, with one loss or another.
    """
    for number, loss in enumerate(losses.LOSSES):
        for half, terms in enumerate(HALVES):
            yield loss, terms, [*NORMALIZATIONS][(number + half) % 2]


def ring(count, seed=0):
    """Points of eight Gaussians on the unit circle, of standard deviation 0.01."""
    rng = np.random.default_rng(seed)
    angles = 2 * np.pi * rng.integers(8, size=count) / 8
    middles = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return (middles + 0.01 * rng.normal(size=(count, 2))).astype("float32")


def train(loss, terms, normalization):
    """A game on the ring after its steps, and its logs."""
    keras.utils.set_random_seed(0)
    wrap = NORMALIZATIONS[normalization]
    generator = [
        keras.Input((4,)),
        keras.layers.Dense(16, "relu"),
        keras.layers.Dense(2),
    ]
    discriminator = [
        keras.Input((2,)),
        wrap(keras.layers.Dense(16, "leaky_relu")),
        wrap(keras.layers.Dense(16, "leaky_relu")),
        wrap(keras.layers.Dense(1)),
    ]
    gan = keras_gan.GAN(
        keras.Sequential(generator), keras.Sequential(discriminator), latent="normal"
    )
    gan.compile(
        keras.optimizers.Adam(1e-2, beta_1=0.5),
        keras.optimizers.Adam(2e-3, beta_1=0.5),
        loss=loss,
        terms=[TERMS[name]() for name in terms],
        steps_per_execution=50,
    )
    points = ring(STEPS * BATCH)
    return gan, gan.fit(points, batch_size=BATCH, verbose=0).history


def assert_trains(loss, terms, normalization):
    gan, logs = train(loss, terms, normalization)
    assert int(gan.step_counter.numpy()) == STEPS
    assert np.isfinite([*logs.values()]).all(), logs
    assert all(np.isfinite(weight).all() for weight in gan.get_weights())
    assert {TERMS[name]().name for name in terms} <= logs.keys()
    # So few steps do not end on the ring, but near it, and not in one place.
    points = gan.sample(200, seed=1, averaged=False)
    assert 0.2 < np.linalg.norm(points, axis=1).mean() < 5
    assert points.std(axis=0).min() > 0.05


def test_all_pairs_of_choices_occur():
    pairs = set()
    for loss, terms, normalization in compositions():
        pairs |= {(loss, normalization)}
        pairs |= {(loss, term) for term in terms}
        pairs |= {(term, normalization) for term in terms}
    kinds = (losses.LOSSES, TERMS, NORMALIZATIONS)
    expected = {
        pair
        for a, b in itertools.combinations(kinds, 2)
        for pair in itertools.product(a, b)
    }
    assert pairs == expected


@pytest.mark.parametrize("loss, terms, normalization", [*compositions()])
def test_a_composition_trains(loss, terms, normalization):
    assert_trains(loss, terms, normalization)


@pytest.mark.weekly
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
@pytest.mark.parametrize("term", [None, *TERMS])
@pytest.mark.parametrize("loss", losses.LOSSES)
def test_each_composition_trains(loss, term, normalization):
    assert_trains(loss, [term] if term else [], normalization)
