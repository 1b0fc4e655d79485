import dataclasses
import json
import time
import tracemalloc
import warnings

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy.spatial.distance import cdist
from scipy.special import logsumexp
from scipy.stats import gaussian_kde
from sklearn.datasets import load_digits
from sklearn.neighbors import KernelDensity

from keras_gan.metrics import (
    SIGMA_GRID,
    ParzenLogLikelihood,
    ParzenScore,
    parzen_ceiling,
    parzen_folds,
    parzen_log_likelihood,
    parzen_score,
    select_sigma,
)


@pytest.fixture(scope="module")
def digits():
    images = (load_digits().images[..., None] / 16).astype("float32")
    return images[np.random.default_rng(0).permutation(len(images))]


def random_images(count, dimension=12, seed=0):
    return np.random.default_rng(seed).random((count, dimension))


class TestParzenLogLikelihood:
    def test_one_sample_is_a_gaussian(self):
        # By hand, d = 2, sigma = 1/2, distance^2 = 1: -1 / (2/4) - 2 log(sqrt(2 pi)/2)
        # = -2 - log(2 pi) + 2 log 2 = -2.4515827.
        received = parzen_log_likelihood([[1.0, 0.0]], [[0.0, 0.0]], 0.5)
        np.testing.assert_allclose(received, [-2.4515827052894545], rtol=1e-12)

    def test_two_samples_are_a_mean_of_gaussians(self):
        # By hand, d = 1, sigma = 1: (N(0) + N(2)) / 2 at 0, with N(0) = 0.3989422804
        # and N(2) = 0.0539909665 from tables; log 0.2264666235 = -1.4851577.
        received = parzen_log_likelihood([[0.0]], [[0.0], [2.0]], 1.0)
        np.testing.assert_allclose(received, [-1.4851577], atol=1e-7)

    @pytest.mark.parametrize("sigma", [0.01, 0.1, 0.167, 1.0, 30.0])
    def test_agrees_with_scikit_learn(self, digits, sigma):
        examples, samples = digits[:200], digits[200:900]
        # A tree of more than one leaf makes scikit-learn drop digits in so many
        # dimensions; one leaf makes it sum over all samples.
        reference = KernelDensity(bandwidth=sigma, leaf_size=len(samples))
        reference.fit(samples.reshape(700, -1).astype("float64"))
        expected = reference.score_samples(examples.reshape(200, -1).astype("float64"))
        received = parzen_log_likelihood(examples, samples, sigma)
        np.testing.assert_allclose(received, expected, rtol=1e-6)

    def test_agrees_with_scipy(self):
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

    @pytest.mark.parametrize("block_size", [1, 7, 64, 1000])
    def test_blocks_make_no_difference(self, block_size):
        examples, samples = random_images(33), random_images(65, seed=1)
        sigmas = [0.02, 0.3]
        exponents = -cdist(examples, samples, "sqeuclidean")[None] / (
            2 * np.square(sigmas)[:, None, None]
        )
        normalizers = np.log(65) + 12 * np.log(np.array(sigmas) * np.sqrt(2 * np.pi))
        expected = logsumexp(exponents, axis=2) - normalizers[:, None]
        received = parzen_log_likelihood(examples, samples, sigmas, block_size)
        np.testing.assert_allclose(received, expected, rtol=1e-10)

    def test_scalar_sigma_is_a_row_of_several(self):
        examples, samples = random_images(5), random_images(9, seed=1)
        several = parzen_log_likelihood(examples, samples, (0.1, 0.2, 0.4))
        assert several.shape == (3, 5)
        for row, sigma in zip(several, (0.1, 0.2, 0.4), strict=True):
            alone = parzen_log_likelihood(examples, samples, sigma)
            np.testing.assert_allclose(alone, row, rtol=1e-12)

    def test_far_from_all_samples_stays_finite(self):
        received = parzen_log_likelihood(np.full((1, 4), 1e4), np.zeros((3, 4)), 0.1)
        # -|x|^2 / (2 sigma^2) = -4e8 / 0.02 = -2e10; the normalizer is 4 log(0.2507).
        np.testing.assert_allclose(received, [-2e10 + 5.533], rtol=1e-9)

    def test_a_common_offset_costs_no_digits(self):
        examples, samples = random_images(20), random_images(30, seed=1)
        expected = parzen_log_likelihood(examples, samples, 0.1)
        received = parzen_log_likelihood(examples + 1e5, samples + 1e5, 0.1)
        np.testing.assert_allclose(received, expected, atol=1e-6)

    def test_samples_that_equal_the_examples(self):
        # Each example meets itself, and the others are too far to count.
        images = np.eye(6)
        received = parzen_log_likelihood(images, images, 0.01)
        expected = -np.log(6) - 6 * np.log(0.01 * np.sqrt(2 * np.pi))
        np.testing.assert_allclose(received, np.full(6, expected), rtol=1e-12)

    def test_float32_is_close(self, digits):
        examples, samples = digits[:100], digits[100:]
        exact = parzen_log_likelihood(examples, samples, 0.1)
        received = parzen_log_likelihood(examples, samples, 0.1, dtype="float32")
        assert received.dtype == np.float64
        np.testing.assert_allclose(received, exact, atol=2e-3)

    def test_images_and_flat_images_score_alike(self, digits):
        images, samples = digits[:10], digits[10:40]
        np.testing.assert_array_equal(
            parzen_log_likelihood(images, samples, 0.2),
            parzen_log_likelihood(images.reshape(10, 64), samples[..., 0], 0.2),
        )

    def test_memory_does_not_grow_with_the_examples(self):
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
        assert growth < 18_000 * 8 + 100_000  # the result, and small change

    def test_progress_bar_goes_to_standard_error(self, capsys):
        parzen_log_likelihood(np.ones((2, 2)), np.ones((2, 2)), 1.0, progress=True)
        assert "Parzen window" in capsys.readouterr().err

    @pytest.mark.parametrize("sigma", [0.0, -0.1, np.nan, np.inf, [0.1, 0.0]])
    def test_sigma_must_be_positive(self, sigma):
        with pytest.raises(ValueError, match="must be positive.*Received: sigma="):
            parzen_log_likelihood(np.ones((2, 2)), np.ones((2, 2)), sigma)

    @pytest.mark.parametrize("sigma", [[], [[0.1]]])
    def test_sigmas_must_be_a_sequence(self, sigma):
        with pytest.raises(ValueError, match="non-empty sequence"):
            parzen_log_likelihood(np.ones((2, 2)), np.ones((2, 2)), sigma)

    @pytest.mark.parametrize("name", ["examples", "samples"])
    @pytest.mark.parametrize("value", [np.nan, np.inf])
    def test_not_finite(self, name, value):
        arrays = {"examples": np.ones((5000, 2)), "samples": np.ones((5000, 2))}
        arrays[name][[0, 4999], 1] = value
        with pytest.raises(ValueError, match=f"`{name}` must be.* in 2 of 5000 rows"):
            parzen_log_likelihood(**arrays, sigma=1.0)

    @pytest.mark.parametrize("name", ["examples", "samples"])
    @pytest.mark.parametrize("shape", [(0, 2), (2,), (2, 0)])
    def test_empty_or_without_rows(self, name, shape):
        arrays = {"examples": np.ones((3, 2)), "samples": np.ones((3, 2))}
        arrays[name] = np.ones(shape)
        with pytest.raises(ValueError, match=f"`{name}` must be a non-empty array"):
            parzen_log_likelihood(**arrays, sigma=1.0)

    @pytest.mark.parametrize("shape", [(4, 3), (4, 2, 3, 1), (4, 3, 2, 2)])
    def test_dimensions_differ(self, shape):
        with pytest.raises(ValueError, match="same shape.*samples of shape"):
            parzen_log_likelihood(np.ones((3, 2, 2, 3)), np.ones(shape), 1.0)
        # The last has as many values, but in another order.

    def test_whole_numbers_are_refused(self):
        pixels = np.full((3, 4), 200, dtype="uint8")
        with pytest.raises(TypeError, match=r"`samples`.*uint8.*astype\('float32'\)"):
            parzen_log_likelihood(np.ones((3, 4)), pixels, 1.0)

    def test_bad_settings(self):
        with pytest.raises(ValueError, match="`block_size`.*Received: block_size=0"):
            parzen_log_likelihood(np.ones((3, 4)), np.ones((3, 4)), 1.0, block_size=0)
        with pytest.raises(ValueError, match="`dtype`.*Received: dtype='int8'"):
            parzen_log_likelihood(np.ones((3, 4)), np.ones((3, 4)), 1.0, dtype="int8")


class TestSelectSigma:
    def test_grid_is_the_papers(self):
        assert len(SIGMA_GRID) == 10
        np.testing.assert_allclose(SIGMA_GRID[[0, 2, 9]], [0.1, 0.16681005, 1.0])

    def test_picks_the_most_likely(self, digits):
        samples, validation = digits[:1297], digits[1297:1497]
        sigma, means = select_sigma(validation, samples)
        assert sigma in SIGMA_GRID and means.shape == (10,)
        for one, mean in zip(SIGMA_GRID, means, strict=True):
            alone = parzen_log_likelihood(validation, samples, one).mean()
            np.testing.assert_allclose(mean, alone, rtol=1e-10)
        assert sigma == SIGMA_GRID[means.argmax()]

    def test_finds_the_width_of_a_gaussian(self):
        # Around one sample, the likeliest sigma is the root mean square distance.
        validation = np.random.default_rng(0).normal(0, 0.4, (2000, 8))
        grid = np.linspace(0.3, 0.5, 21)
        sigma, _ = select_sigma(validation, np.zeros((1, 8)), grid, num_examples=2000)
        assert abs(sigma - 0.4) <= 0.011

    def test_uses_the_first_examples_only(self):
        validation, samples = random_images(30), random_images(40, seed=1)
        changed = validation.copy()
        changed[10:] = 100.0
        _, expected = select_sigma(validation[:10], samples)
        _, received = select_sigma(changed, samples, num_examples=10)
        np.testing.assert_array_equal(received, expected)


class TestParzenScore:
    def test_mean_and_standard_error(self, digits):
        samples, validation, test = digits[:1000], digits[1000:1300], digits[1300:]
        score = parzen_score(samples, test, validation)
        values = parzen_log_likelihood(test, samples, score.sigma)
        np.testing.assert_allclose(score.mean, values.mean(), rtol=1e-12)
        expected = values.std(ddof=1) / np.sqrt(len(test))
        np.testing.assert_allclose(score.standard_error, expected, rtol=1e-12)
        assert score.sigma == select_sigma(validation, samples)[0]
        assert score.num_samples == 1000 and not score.sigma_at_edge

    def test_given_sigma(self, digits):
        score = parzen_score(digits[:500], digits[500:600], sigma=0.1)
        assert score.sigma == 0.1 and not score.sigma_at_edge

    def test_warns_at_the_ends_of_the_grid(self, digits):
        samples, test, validation = digits[:500], digits[500:600], digits[600:700]
        for grid, edge in ((np.linspace(0.3, 1, 5), 0.3), ([0.01, 0.03], 0.03)):
            with pytest.warns(UserWarning, match="at an end of the grid.*`sigmas`"):
                score = parzen_score(samples, test, validation, sigmas=grid)
            assert score.sigma == edge and score.sigma_at_edge
            quiet = parzen_score(
                samples, test, validation, sigmas=grid, warn_at_edge=False
            )
            assert quiet == score

    def test_printed(self):
        score = ParzenScore(230.61, 1.93, 0.16681, 10_000, False)
        assert str(score) == "230.6 +- 1.9 nats (sigma 0.167, 10,000 samples)"
        at_edge = dataclasses.replace(score, sigma_at_edge=True)
        assert "sigma is at an end of its grid" in str(at_edge)

    def test_as_dict_is_fit_for_json(self, digits):
        score = parzen_score(digits[:500], digits[500:600], digits[600:700])
        received = json.loads(json.dumps(score.as_dict()))
        assert received == {
            "mean": score.mean,
            "standard_error": score.standard_error,
            "sigma": score.sigma,
            "samples": 500,
            "sigma_at_edge": False,
        }

    @pytest.mark.parametrize("given", [{}, {"sigma": 1.0, "validation": np.ones(9)}])
    def test_validation_or_sigma(self, given):
        with pytest.raises(ValueError, match="Exactly one of `validation`"):
            parzen_score(np.ones((3, 2)), np.ones((3, 2)), **given)

    def test_one_test_example_is_too_few(self):
        with pytest.raises(ValueError, match="at least two examples.*Received: 1"):
            parzen_score(np.ones((3, 2)), np.ones((1, 2)), sigma=1.0)


class TestParzenFolds:
    def test_sigma_per_fold_and_error_over_folds(self, digits):
        samples = digits[:900]
        # A blurred fold needs another sigma than a sharp one.
        folds = [
            (digits[900:1000], digits[1000:1200]),
            (digits[1200:1300] + 0.15, digits[1300:1500] + 0.15),
            (digits[1500:1600], digits[1600:1797]),
        ]
        score = parzen_folds(samples, folds)
        alone = [parzen_score(samples, test, valid) for valid, test in folds]
        means = np.array([one.mean for one in alone])
        assert score.sigma == tuple(one.sigma for one in alone)
        assert len(set(score.sigma)) > 1
        np.testing.assert_allclose(score.mean, means.mean(), rtol=1e-12)
        expected = np.sqrt(((means - means.mean()) ** 2).sum() / 2 / 3)
        np.testing.assert_allclose(score.standard_error, expected, rtol=1e-12)
        assert json.loads(json.dumps(score.as_dict()))["sigma"] == list(score.sigma)
        assert "(sigma 0.129, 0.215, 0.129, 900 samples)" in str(score)

    def test_warns_once_for_all_folds(self, digits):
        folds = [(digits[500:550], digits[550:600])] * 3
        with pytest.warns(UserWarning, match="at an end of the grid") as caught:
            score = parzen_folds(digits[:500], folds, sigmas=[0.5, 1.0])
        assert len(caught) == 1 and score.sigma_at_edge

    def test_one_fold_is_too_few(self, digits):
        with pytest.raises(ValueError, match="at least two pairs.*Received: 1"):
            parzen_folds(digits[:9], [(digits[9:20], digits[20:30])])


class TestParzenCeiling:
    def test_is_the_score_of_training_examples(self, digits):
        train, test, validation = digits[:1000], digits[1000:1400], digits[1400:]
        expected = parzen_score(train[:300], test, validation)
        received = parzen_ceiling(train, test, validation, num_samples=300, seed=None)
        assert received == expected

    def test_draws_by_seed(self, digits):
        train, test = digits[:1000], digits[1000:1400]
        scores = [
            parzen_ceiling(train, test, num_samples=300, seed=seed, sigma=0.129)
            for seed in (0, 0, 1)
        ]
        assert scores[0] == scores[1] and scores[0].num_samples == 300
        assert scores[0].mean != scores[2].mean

    def test_takes_all_when_there_are_few(self, digits):
        train, test = digits[:1000], digits[1000:1400]
        score = parzen_ceiling(train, test, sigma=0.129)
        assert score == parzen_score(train, test, sigma=0.129)
        assert score.num_samples == 1000

    def test_mnist(self, mnist_data):
        start = time.perf_counter()
        score = parzen_ceiling(
            mnist_data.train, mnist_data.test, mnist_data.validation, seed=None
        )
        seconds = time.perf_counter() - start
        # 243.5689 +- 2.1112 by scipy's cdist and logsumexp on the same images, all in
        # float64. Theis et al. (2015) have 243 for 10,000 true training images.
        assert abs(score.mean - 243.5689) < 1e-3
        assert abs(score.standard_error - 2.1112) < 1e-3
        assert score.sigma == SIGMA_GRID[2] and score.num_samples == 10_000
        assert seconds < 60  # about 4 on two idle cores


class TestParzenMetric:
    @pytest.mark.parametrize("batch_size", [1, 37, 150])
    def test_any_split_into_batches_gives_the_score(self, digits, batch_size):
        samples, test = digits[:400], digits[400:550]
        expected = parzen_score(samples, test, sigma=0.05)
        metric = ParzenLogLikelihood(samples, 0.05)
        for start in range(0, 150, batch_size):
            metric.update_state(test[start : start + batch_size])
        np.testing.assert_allclose(metric.result(), expected.mean, rtol=1e-12)
        np.testing.assert_allclose(
            metric.standard_error(), expected.standard_error, rtol=1e-10
        )

    def test_in_a_graph(self, digits):
        samples, test = digits[:400], digits[400:500]
        metric = ParzenLogLikelihood(samples, 0.1)
        update = tf.function(metric.update_state)
        for batch in tf.data.Dataset.from_tensor_slices(test).batch(33):
            update(batch)
        expected = parzen_score(samples, test, sigma=0.1).mean
        np.testing.assert_allclose(metric.result(), expected, rtol=1e-12)

    def test_reset(self, digits):
        metric = ParzenLogLikelihood(digits[:50], 0.1)
        assert float(metric.result()) == 0.0
        metric.update_state(digits[50:60])
        metric.reset_state()
        metric.update_state(digits[60:70])
        expected = parzen_score(digits[:50], digits[60:70], sigma=0.1).mean
        np.testing.assert_allclose(metric.result(), expected, rtol=1e-12)

    def test_round_trip(self, digits):
        metric = ParzenLogLikelihood(digits[:50], 0.1, name="likelihood")
        config = keras.saving.serialize_keras_object(metric)
        copy = keras.saving.deserialize_keras_object(json.loads(json.dumps(config)))
        assert copy.name == "likelihood" and copy.sigma == 0.1
        np.testing.assert_array_equal(copy.samples, metric.samples)
        plain = ParzenLogLikelihood.from_config(metric.get_config())
        np.testing.assert_array_equal(plain.samples, metric.samples)

    def test_bad_arguments_fail_at_once(self):
        with pytest.raises(ValueError, match="must be positive"):
            ParzenLogLikelihood(np.ones((3, 2)), 0.0)
        with pytest.raises(ValueError, match="`samples` must be finite"):
            ParzenLogLikelihood(np.full((3, 2), np.nan), 1.0)
        metric = ParzenLogLikelihood(np.ones((3, 2)), 1.0)
        with pytest.raises(ValueError, match="`examples` must be finite"):
            metric.update_state(np.full((3, 2), np.nan))


def test_no_numerical_warnings_on_extreme_input():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        received = parzen_log_likelihood(
            np.array([[0.0], [1e6], [-1e6]]), np.array([[0.0], [1e6]]), [1e-3, 1e3]
        )
    assert np.isfinite(received).all()
