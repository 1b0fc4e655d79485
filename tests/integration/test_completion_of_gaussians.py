"""Completions of Gaussian data have the exact conditional mean and covariance.

One generator learns p(x_S | x_R) of four correlated numbers, for each half S and for
all of them at once. Of Gaussians these are known (Bishop, 2006, equations 2.81, 2.82):
mean mu_S + S_SR S_RR^-1 (x_R - mu_R), covariance S_SS - S_SR S_RR^-1 S_RS.
"""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras.optimizers.schedules import PiecewiseConstantDecay

import keras_gan
from keras_gan import losses, networks, optimizers
from keras_gan.latents import masks

MEAN = np.array([0.5, -0.3, 0.2, 0.0])
ROOT = np.array(
    [[1.0, 0, 0, 0], [0.8, 0.6, 0, 0], [-0.5, 0.4, 0.7, 0], [0.3, -0.6, 0.5, 0.5]]
)
COVARIANCE = ROOT @ ROOT.T  # standard deviations of 0.95 to 1
SHAPE = (2, 2, 1)  # as an image of four pixels
STEPS, BATCH = 4_000, 2_048
CONTEXTS, DRAWS = 40, 5_000


def draw(count, seed):
    noise = np.random.default_rng(seed).normal(size=(count, 4))
    return (MEAN + noise @ ROOT.T).astype("float32").reshape(-1, *SHAPE)


def adam():
    ends, rates = [STEPS // 2, 3 * STEPS // 4], [2e-3, 5e-4, 1e-4]
    return optimizers.Adam(PiecewiseConstantDecay(ends, rates), 0.0, 0.9)


def game():
    keras.utils.set_random_seed(0)
    gan = keras_gan.CompletionGAN(
        networks.completion_generator(SHAPE, 8, (96, 96), activation=None),
        networks.completion_discriminator(SHAPE, (96, 96)),
        latent="normal",
        masks=masks.Mixture([masks.Halves(), masks.Nothing()], [4, 1]),
        seed=0,
    )
    gan.compile(adam(), adam(), terms=[losses.R1(0.3, every=4)], steps_per_execution=20)
    return gan


@pytest.fixture(scope="module")
def trained():
    gan = game()
    data = tf.data.Dataset.from_tensor_slices(draw(100_000, 0)).shuffle(100_000)
    batches = data.repeat().batch(BATCH)
    gan.fit(batches, steps_per_epoch=STEPS, verbose=0)
    return gan


def errors(gan, mask):
    """How far mean and covariance of completions are from the exact ones.

    The mean relative to the data's standard deviation, over contexts; the covariance
    relative to itself.
    """
    known = mask.reshape(-1) > 0
    hole = ~known
    slope = COVARIANCE[np.ix_(hole, known)] @ np.linalg.inv(
        COVARIANCE[np.ix_(known, known)]
    )
    contexts = draw(CONTEXTS, 1)
    of_known = contexts.reshape(-1, 4)[:, known] - MEAN[known]
    mean = MEAN[hole] + of_known @ slope.T
    covariance = COVARIANCE[np.ix_(hole, hole)]
    covariance = covariance - slope @ COVARIANCE[np.ix_(known, hole)]
    drawn = gan.complete(contexts, mask, DRAWS, seed=2)
    drawn = drawn.reshape(CONTEXTS, DRAWS, 4)[:, :, hole].astype("float64")
    of_mean = np.sqrt(np.mean((drawn.mean(axis=1) - mean) ** 2))
    found = np.mean([np.cov(each.T) for each in drawn], axis=0)
    scale = np.sqrt(np.trace(COVARIANCE) / 4)
    norm = np.linalg.norm
    return of_mean / scale, norm(found - covariance) / norm(covariance)


@pytest.mark.parametrize("hidden", [*masks.SIDES, "all"])
def test_every_conditional_is_the_exact_one(trained, hidden):
    mask = np.zeros((2, 2, 1)) if hidden == "all" else masks.half(SHAPE, hidden)
    of_mean, of_covariance = errors(trained, mask)
    assert of_mean < 0.05
    assert of_covariance < 0.05


def test_an_untrained_generator_is_far_from_it():
    of_mean, of_covariance = errors(game(), masks.half(SHAPE, "right"))
    assert of_mean > 0.3
    assert of_covariance > 0.3
