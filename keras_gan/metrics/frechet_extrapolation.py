"""The Frechet distance that infinitely many generated images would have."""

import itertools

import numpy as np

from keras_gan.arguments import check_integer
from keras_gan.metrics.checks import checked_features
from keras_gan.metrics.estimate import Estimate
from keras_gan.metrics.feature_statistics import FeatureStatistics
from keras_gan.metrics.frechet import (
    as_statistics,
    distance_of_statistics,
    warn_of_few,
)


def extrapolated_frechet_distance(
    features, real_features, num_sizes=15, num_resamples=20, seed=0
):
    """Estimates the Frechet distance of infinitely many samples.

    The distance of N samples is too large by about c / N, where c depends on the
    generator. A line through the distances of 15 growing portions of the samples, as a
    function of 1 / N, meets 1 / N = 0 at the estimate. Its standard error is the
    standard deviation over bootstrap samples of the features, somewhat too large where
    samples are few. The real features are taken as they are: their own error is not in
    it, so hold generators against the same ones. It takes
    `num_sizes * (num_resamples + 1)` distances.

    Args:
        features: float array `(count, features)`, of generated images, in any order.
        real_features: float array `(count, features)`, or `FeatureStatistics`.
        num_sizes: int, to how many portions the line is fitted, at least 2. The
            smallest has a tenth of the samples or twice the features, whichever is
            more, and at most half of the samples.
        num_resamples: int, how many bootstrap samples, at least 2.
        seed: int, of the order and of the bootstrap.

    Returns:
        An `Estimate`. It may be below zero by some standard errors.

    Raises:
        TypeError: if features are not floating-point numbers.
        ValueError: if they are not finite, differ in number, or if there are fewer
            than `4 * num_sizes`.

    Warns:
        UserWarning: if there are fewer rows than twice the features.

    Example:
        >>> extrapolated_frechet_distance(extract(gan.sample(10_000)), real_features)

    Reference: [Chong and Forsyth, 2020](https://arxiv.org/abs/1911.07023)
    """
    check_integer("num_sizes", num_sizes, 2)
    check_integer("num_resamples", num_resamples, 2)
    (features,) = checked_features(4 * num_sizes, features=features)
    real = as_statistics(real_features, "real_features")
    count, num_features = features.shape
    warn_of_few(min(count, real.count), num_features, stacklevel=3)
    smallest = min(max(count // 10, 2 * num_features), count // 2)
    sizes = np.linspace(smallest, count, num_sizes).astype(int)
    rng = np.random.default_rng(seed)
    mean = _intercept(features, rng.permutation(count), real, sizes)
    # How often one row recurs moves all bootstrap values alike, not their spread.
    resampled = [
        _intercept(features, rng.integers(count, size=count), real, sizes)
        for _ in range(num_resamples)
    ]
    return Estimate(mean, float(np.std(resampled, ddof=1)))


def _intercept(features, order, real, sizes):
    """Where the line through the distances of so many rows meets 1 / N = 0."""
    statistics, distances = FeatureStatistics(), []
    for start, stop in itertools.pairwise([0, *sizes]):
        statistics.update(features[order[start:stop]])
        distances.append(distance_of_statistics(statistics, real))
    _, intercept = np.polyfit(1 / sizes, distances, 1)
    return float(intercept)
