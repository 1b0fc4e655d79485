"""The distance between two clouds of features, as between two Gaussians."""

import warnings

import numpy as np
from threadpoolctl import threadpool_limits

from keras_gan.metrics.checks import checked_features
from keras_gan.metrics.feature_statistics import FeatureStatistics

TOLERANCE = 1e-9  # of the traces, what the quick way may be off


def frechet_distance(features, other_features):
    """The squared Frechet distance between Gaussians fitted to features.

    `|m1 - m2|^2 + trace(S1 + S2 - 2 (S1 S2)^(1/2))`, of means and covariances that are
    unbiased and in float64. With the features of an Inception network this is the
    "FID"; scores over other networks, or other numbers of images, are not comparable.
    With few images the distance is too large; `extrapolated_frechet_distance` corrects
    for that.

    Args:
        features: float array `(count, features)`, such as of generated images, or
            `FeatureStatistics`.
        other_features: the same, such as of real images.

    Returns:
        A float, 0 for equal means and covariances.

    Raises:
        TypeError: if the features are not floating-point numbers.
        ValueError: if they are not finite, differ in number, or there are fewer than
            two rows.

    Warns:
        UserWarning: if there are fewer rows than twice the features.

    Example:
        >>> square = np.array([[0, 0], [2, 0], [0, 2], [2, 2]], "float64")
        >>> round(frechet_distance(square, 2 * square + 1), 4)
        10.6667

    Reference: [Heusel et al., 2017](https://arxiv.org/abs/1706.08500)
    """
    first, second = (
        as_statistics(features, "features"),
        as_statistics(other_features, "other_features"),
    )
    warn_of_few(min(first.count, second.count), len(first.mean), stacklevel=3)
    return distance_of_statistics(first, second)


def as_statistics(features, name):
    """The `FeatureStatistics` of features, or those that were passed.

    Args:
        features: float array `(count, features)`, or `FeatureStatistics`.
        name: str, how an error calls them.
    """
    if not isinstance(features, FeatureStatistics):
        (features,) = checked_features(2, **{name: features})
        features = FeatureStatistics(features)
    if features.count < 2:
        raise ValueError(
            f"`{name}` must be of at least two rows. Received: statistics of "
            f"{features.count}. Call `update` with more features."
        )
    return features


def warn_of_few(count, num_features, stacklevel):
    """Warns where a covariance is of too few rows to be taken for the true one."""
    if count < 2 * num_features:
        warnings.warn(
            f"A Frechet distance of {num_features} features is far too large with few "
            f"samples. Received: {count} rows, fewer than twice the features. Pass "
            f"{2 * num_features} or more, or use `kernel_distance`.",
            stacklevel=stacklevel,
        )


def distance_of_statistics(first, second):
    """The distance of two `FeatureStatistics`, each of at least two rows."""
    if first.mean.shape != second.mean.shape:
        raise ValueError(
            "Features must have as many columns on both sides. Received: "
            f"{len(first.mean)} and {len(second.mean)}."
        )
    difference = first.mean - second.mean
    covariances = first.covariance, second.covariance
    traces = sum(float(np.trace(covariance)) for covariance in covariances)
    shared = _trace_of_root(*covariances, TOLERANCE * traces)
    return float(difference @ difference + traces - 2 * shared)


def _trace_of_root(covariance, other, tolerance):
    """The trace of (S1 S2)^(1/2): the singular values of F1^T F2, where S = F F^T."""
    # Factorizations gain little by more cores, and lose much where these are busy.
    with threadpool_limits(1, user_api="blas"):
        try:
            product = np.linalg.cholesky(covariance).T @ np.linalg.cholesky(other)
        except np.linalg.LinAlgError:  # a covariance is singular
            return _nuclear_norm(_root(covariance) @ _root(other))
        # Eigenvalues take a fifth of the time, but are off by rounding of the largest.
        values = np.linalg.eigvalsh(product @ product.T)
        rounding = 10 * np.finfo("float64").eps * values[-1]
        roots = np.sqrt(values.clip(rounding))
        if (rounding / roots).sum() > tolerance:
            return _nuclear_norm(product)
        return float(roots.sum())


def _nuclear_norm(matrix):
    return float(np.linalg.svd(matrix, compute_uv=False).sum())


def _root(covariance):
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(values.clip(0)) @ vectors.T
