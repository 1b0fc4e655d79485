import tracemalloc
import warnings

import numpy as np
import pytest
from scipy.spatial.distance import cdist
from scipy.special import logsumexp
from scipy.stats import gaussian_kde
from sklearn.datasets import load_digits
from sklearn.neighbors import KernelDensity

from keras_gan.metrics import parzen_log_likelihood


@pytest.fixture(scope="module")
def digits():
    images = (load_digits().images[..., None] / 16).astype("float32")
    return images[np.random.default_rng(0).permutation(len(images))]


def random_images(count, dimension=12, seed=0):
    return np.random.default_rng(seed).random((count, dimension))


def test_one_sample_is_a_gaussian():
    # By hand, d = 2, sigma = 1/2, distance^2 = 1: -1 / (2/4) - 2 log(sqrt(2 pi)/2)
    # = -2 - log(2 pi) + 2 log 2 = -2.4515827.
    received = parzen_log_likelihood([[1.0, 0.0]], [[0.0, 0.0]], 0.5)
    np.testing.assert_allclose(received, [-2.4515827052894545], rtol=1e-12)


def test_two_samples_are_a_mean_of_gaussians():
    # By hand, d = 1, sigma = 1: (N(0) + N(2)) / 2 at 0, with N(0) = 0.3989422804
    # and N(2) = 0.0539909665 from tables; log 0.2264666235 = -1.4851577.
    received = parzen_log_likelihood([[0.0]], [[0.0], [2.0]], 1.0)
    np.testing.assert_allclose(received, [-1.4851577], atol=1e-7)


@pytest.mark.parametrize("sigma", [0.01, 0.1, 0.167, 1.0, 30.0])
def test_agrees_with_scikit_learn(digits, sigma):
    examples, samples = digits[:200], digits[200:900]
    # A tree of more than one leaf makes scikit-learn drop digits in so many
    # dimensions; one leaf makes it sum over all samples.
    reference = KernelDensity(bandwidth=sigma, leaf_size=len(samples))
    reference.fit(samples.reshape(700, -1).astype("float64"))
    expected = reference.score_samples(examples.reshape(200, -1).astype("float64"))
    received = parzen_log_likelihood(examples, samples, sigma)
    np.testing.assert_allclose(received, expected, rtol=1e-6)


def test_agrees_with_scipy():
    examples, samples = random_images(50, 3), random_images(400, 3, seed=1)
    reference = gaussian_kde(samples.T)
    # SciPy scales the samples' covariance, so whiten by it: sigma is 1 there.
    root = np.linalg.cholesky(reference.covariance)
    expected = reference.logpdf(examples.T) + np.log(np.diag(root)).sum()
    received = parzen_log_likelihood(
        np.linalg.solve(root, examples.T).T,
        np.linalg.solve(root, samples.T).T,
        1.0,
    )
    np.testing.assert_allclose(received, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("block_size", [1, 7, 64, 1000, 10**6])
def test_blocks_make_no_difference(block_size):
    examples, samples = random_images(33), random_images(65, seed=1)
    sigmas = [0.02, 0.3]
    exponents = -cdist(examples, samples, "sqeuclidean")[None] / (
        2 * np.square(sigmas)[:, None, None]
    )
    normalizers = np.log(65) + 12 * np.log(np.array(sigmas) * np.sqrt(2 * np.pi))
    expected = logsumexp(exponents, axis=2) - normalizers[:, None]
    received = parzen_log_likelihood(examples, samples, sigmas, block_size)
    np.testing.assert_allclose(received, expected, rtol=1e-10)


def test_scalar_sigma_is_a_row_of_several():
    examples, samples = random_images(5), random_images(9, seed=1)
    several = parzen_log_likelihood(examples, samples, (0.1, 0.2, 0.4))
    assert several.shape == (3, 5)
    for row, sigma in zip(several, (0.1, 0.2, 0.4), strict=True):
        alone = parzen_log_likelihood(examples, samples, sigma)
        np.testing.assert_allclose(alone, row, rtol=1e-12)


def test_far_from_all_samples_stays_finite():
    received = parzen_log_likelihood(np.full((1, 4), 1e4), np.zeros((3, 4)), 0.1)
    # -|x|^2 / (2 sigma^2) = -4e8 / 0.02 = -2e10; the normalizer is 4 log(0.2507).
    np.testing.assert_allclose(received, [-2e10 + 5.533], rtol=1e-9)


def test_a_common_offset_costs_no_digits():
    examples, samples = random_images(20), random_images(30, seed=1)
    expected = parzen_log_likelihood(examples, samples, 0.1)
    received = parzen_log_likelihood(examples + 1e5, samples + 1e5, 0.1)
    np.testing.assert_allclose(received, expected, atol=1e-6)


def test_samples_that_equal_the_examples():
    # Each example meets itself, and the others are too far to count.
    images = np.eye(6)
    received = parzen_log_likelihood(images, images, 0.01)
    expected = -np.log(6) - 6 * np.log(0.01 * np.sqrt(2 * np.pi))
    np.testing.assert_allclose(received, np.full(6, expected), rtol=1e-12)


def test_float32_is_close(digits):
    examples, samples = digits[:100], digits[100:]
    exact = parzen_log_likelihood(examples, samples, 0.1)
    received = parzen_log_likelihood(examples, samples, 0.1, dtype="float32")
    assert received.dtype == np.float64
    np.testing.assert_allclose(received, exact, atol=2e-3)


def test_images_and_flat_images_score_alike(digits):
    images, samples = digits[:10], digits[10:40]
    np.testing.assert_array_equal(
        parzen_log_likelihood(images, samples, 0.2),
        parzen_log_likelihood(images.reshape(10, 64), samples[..., 0], 0.2),
    )


def test_memory_does_not_grow_with_the_examples():
    samples = random_images(300, 40).astype("float32")

    def peak(count):
        examples = random_images(count, 40, seed=1).astype("float32")
        tracemalloc.start()
        parzen_log_likelihood(examples, samples, 0.2, block_size=100)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(100)
    growth = peak(20_000) - peak(2_000)
    # Four numbers an example (the nearest distance, a sum, the result and one passing
    # array) and small change; a copy of the examples alone would be 40 of four bytes.
    assert growth < 18_000 * 4 * 8 + 100_000


def test_progress_bar_goes_to_standard_error(capsys):
    parzen_log_likelihood(np.ones((2, 2)), np.ones((2, 2)), 1.0, progress=True)
    assert "Parzen window" in capsys.readouterr().err


@pytest.mark.parametrize("sigma", [0.0, -0.1, np.nan, np.inf, [0.1, 0.0]])
def test_sigma_must_be_positive(sigma):
    with pytest.raises(ValueError, match="must be positive.*Received: sigma="):
        parzen_log_likelihood(np.ones((2, 2)), np.ones((2, 2)), sigma)


@pytest.mark.parametrize("sigma", [[], [[0.1]]])
def test_sigmas_must_be_a_sequence(sigma):
    with pytest.raises(ValueError, match="non-empty sequence"):
        parzen_log_likelihood(np.ones((2, 2)), np.ones((2, 2)), sigma)


@pytest.mark.parametrize("name", ["examples", "samples"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_not_finite(name, value):
    arrays = {"examples": np.ones((5000, 2)), "samples": np.ones((5000, 2))}
    arrays[name][[0, 4999], 1] = value
    with pytest.raises(ValueError, match=f"`{name}` must be.* in 2 of 5000 rows"):
        parzen_log_likelihood(**arrays, sigma=1.0)


@pytest.mark.parametrize("name", ["examples", "samples"])
@pytest.mark.parametrize("shape", [(0, 2), (2,), (2, 0)])
def test_empty_or_without_rows(name, shape):
    arrays = {"examples": np.ones((3, 2)), "samples": np.ones((3, 2))}
    arrays[name] = np.ones(shape)
    with pytest.raises(ValueError, match=f"`{name}` must be a non-empty array"):
        parzen_log_likelihood(**arrays, sigma=1.0)


@pytest.mark.parametrize("shape", [(4, 3), (4, 2, 3, 1), (4, 3, 2, 2)])
def test_dimensions_differ(shape):
    with pytest.raises(ValueError, match="same shape.*samples of shape"):
        parzen_log_likelihood(np.ones((3, 2, 2, 3)), np.ones(shape), 1.0)
    # The last has as many values, but in another order.


def test_whole_numbers_are_refused():
    pixels = np.full((3, 4), 200, dtype="uint8")
    with pytest.raises(TypeError, match=r"`samples`.*uint8.*astype\('float32'\)"):
        parzen_log_likelihood(np.ones((3, 4)), pixels, 1.0)


def test_bad_settings():
    with pytest.raises(ValueError, match="`block_size`.*Received: block_size=0"):
        parzen_log_likelihood(np.ones((3, 4)), np.ones((3, 4)), 1.0, block_size=0)
    with pytest.raises(ValueError, match="`dtype`.*Received: dtype='int8'"):
        parzen_log_likelihood(np.ones((3, 4)), np.ones((3, 4)), 1.0, dtype="int8")


def test_no_numerical_warnings_on_extreme_input():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        received = parzen_log_likelihood(
            np.array([[0.0], [1e6], [-1e6]]), np.array([[0.0], [1e6]]), [1e-3, 1e3]
        )
    assert np.isfinite(received).all()
