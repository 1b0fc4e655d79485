import numpy as np
import pytest

from keras_gan.metrics import (
    FeatureStatistics,
    extrapolated_frechet_distance,
    frechet_distance,
)


def test_it_corrects_for_few_samples():
    # N(0, I) from N(0.1, I) in 16 dimensions: 16 / 100. Few samples seem farther.
    rng = np.random.default_rng(0)
    real = FeatureStatistics(rng.normal(size=(100_000, 16)))
    samples = rng.normal(size=(1_000, 16)) + 0.1
    mean, error = extrapolated_frechet_distance(samples, real)
    assert 0.005 < error < 0.08
    assert mean == pytest.approx(0.16, abs=3 * error)
    assert frechet_distance(samples, real) > 0.16 + 0.04


def test_the_error_is_that_of_repeated_draws():
    rng = np.random.default_rng(0)
    real = FeatureStatistics(rng.normal(size=(50_000, 4)))
    estimates = [
        extrapolated_frechet_distance(rng.normal(size=(400, 4)) + 0.3, real, seed=seed)
        for seed in range(30)
    ]
    means, errors = np.transpose(estimates)
    assert 0.6 < errors.mean() / means.std(ddof=1) < 1.7
    assert means.mean() == pytest.approx(0.36, abs=4 * means.std() / 30**0.5)


def test_seeds():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 200, 3))
    first, same, other = (
        extrapolated_frechet_distance(a, b, num_resamples=3, seed=seed)
        for seed in (0, 0, 1)
    )
    assert first == same != other


def test_bad_input():
    a = np.random.default_rng(0).normal(size=(100, 3))
    with pytest.raises(ValueError, match="`features` must have at least 60 rows"):
        extrapolated_frechet_distance(a[:59], a)
    with pytest.raises(ValueError, match="Received: 3 and 2"):
        extrapolated_frechet_distance(a, a[:, :2])
    with pytest.raises(ValueError, match="num_sizes=1"):
        extrapolated_frechet_distance(a, a, num_sizes=1)
    with pytest.warns(UserWarning, match="100 rows, fewer than twice"):
        wide = np.random.default_rng(0).normal(size=(100, 60))
        extrapolated_frechet_distance(wide, wide, num_sizes=2, num_resamples=2)
