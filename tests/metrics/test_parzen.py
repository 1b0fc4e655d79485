import dataclasses
import json
import time

import numpy as np
import pytest
from sklearn.datasets import load_digits

from keras_gan.metrics import (
    SIGMA_GRID,
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

    def test_over_folds(self, digits):
        train = digits[:500]
        folds = [(digits[500:600], digits[600:700]), (digits[700:800], digits[800:900])]
        received = parzen_ceiling(train, folds=folds, num_samples=300, seed=None)
        assert received == parzen_folds(train[:300], folds)

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({}, "test=None, validation=None, folds=None"),
            ({"test": np.ones((2, 3)), "folds": []}, "test=an array.*folds=a sequence"),
            ({"validation": np.ones((2, 3)), "folds": []}, "validation=an array"),
        ],
    )
    def test_test_or_folds(self, given, message):
        with pytest.raises(ValueError, match=f"Exactly one of `test`.*{message}"):
            parzen_ceiling(np.ones((2, 3)), **given)

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
