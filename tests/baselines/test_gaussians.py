"""Moments of the draws beside those of the digits, within sampling error."""

import numpy as np
import pytest

from keras_gan import baselines, datasets

NUM_SAMPLES = 20_000


@pytest.fixture(scope="module")
def digits():
    return datasets.digits().train


def flat(images):
    return images.reshape(len(images), -1).astype("float64")


def assert_moments_of(samples, mean, covariance):
    """The mean within 5 standard errors, the covariance within 5 of its own.

    The variance of an estimated covariance of Gaussians is (c_ii c_jj + c_ij^2) / n.
    """
    count = len(samples)
    variances = np.diag(covariance)
    errors = np.sqrt(variances / count) + 1e-7
    assert (np.abs(samples.mean(axis=0) - mean) < 5 * errors).all()
    errors = np.sqrt((np.outer(variances, variances) + covariance**2) / count) + 1e-7
    off = np.abs(np.cov(samples, rowvar=False) - covariance) / errors
    assert off.max() < 5
    assert off.max() > 0.5  # draws are random, not moment-matched


def test_mean_image(digits):
    samples = baselines.mean_image(digits, 3, seed=0)
    assert samples.shape == (3, 8, 8, 1) and samples.dtype == np.float32
    for sample in samples:
        np.testing.assert_allclose(sample, digits.mean(axis=0), atol=1e-6)


def test_gaussian_has_the_mean_and_covariance_of_the_images(digits):
    samples = baselines.gaussian(digits, NUM_SAMPLES, seed=0)
    assert samples.shape == (NUM_SAMPLES, 8, 8, 1) and samples.dtype == np.float32
    covariance = np.cov(flat(digits), rowvar=False)
    assert_moments_of(flat(samples), flat(digits).mean(axis=0), covariance)
    assert samples.min() < 0 and samples.max() > 1  # not clipped
    never_lit = digits.max(axis=0) == 0
    assert never_lit.any()
    np.testing.assert_allclose(samples[:, never_lit], 0, atol=1e-6)


def test_pca_of_full_rank_is_the_gaussian(digits):
    samples = baselines.pca_gaussian(digits, NUM_SAMPLES, seed=1, num_components=64)
    covariance = np.cov(flat(digits), rowvar=False)
    assert_moments_of(flat(samples), flat(digits).mean(axis=0), covariance)


def test_pca_stays_in_the_leading_subspace(digits):
    samples = baselines.pca_gaussian(digits, NUM_SAMPLES, seed=2, num_components=7)
    assert samples.shape == (NUM_SAMPLES, 8, 8, 1) and samples.dtype == np.float32
    values, vectors = np.linalg.eigh(np.cov(flat(digits), rowvar=False))
    coordinates = (flat(samples) - flat(digits).mean(axis=0)) @ vectors[:, ::-1]
    np.testing.assert_allclose(coordinates[:, 7:], 0, atol=1e-5)
    expected = values[::-1][:7]
    errors = expected * np.sqrt(2 / NUM_SAMPLES)
    assert (np.abs(coordinates[:, :7].var(axis=0) - expected) < 5 * errors).all()


@pytest.mark.parametrize("name", ["gaussian", "pca_gaussian"])
def test_draws_follow_from_the_seed(digits, name):
    draw = baselines.BASELINES[name]
    np.testing.assert_array_equal(draw(digits, 5, 3), draw(digits, 5, 3))
    assert not np.allclose(draw(digits, 5, 3), draw(digits, 5, 4))
