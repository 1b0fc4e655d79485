"""The distance between two clouds of features, as between two Gaussians."""

import numpy as np

from keras_gan.metrics.checks import checked_rows


def frechet_distance(features, other_features):
    """The squared Frechet distance between Gaussians fitted to features.

    `|m1 - m2|^2 + trace(S1 + S2 - 2 (S1 S2)^(1/2))`, of means and covariances that are
    unbiased and in float64. With the features of an Inception network this is the
    "FID"; scores over other networks, or other numbers of images, are not comparable.
    With few images the distance is too large.

    Args:
        features: float array `(count, features)`, such as of generated images.
        other_features: float array `(count, features)`, such as of real images.

    Returns:
        A float, 0 for equal means and covariances.

    Raises:
        TypeError: if the features are not floating-point numbers.
        ValueError: if they are not finite, differ in number, or there are fewer than
            two rows.

    Example:
        >>> square = np.array([[0, 0], [2, 0], [0, 2], [2, 2]], "float64")
        >>> round(frechet_distance(square, 2 * square + 1), 4)
        10.6667

    Reference: [Heusel et al., 2017](https://arxiv.org/abs/1706.08500)
    """
    features = checked_rows(features, "features").astype("float64")
    other = checked_rows(other_features, "other_features").astype("float64")
    if features.ndim != 2 or features.shape[1:] != other.shape[1:]:
        raise ValueError(
            "Features must be two matrices (count, features) of as many columns. "
            f"Received: the shapes {features.shape} and {other.shape}."
        )
    if min(len(features), len(other)) < 2:
        raise ValueError(
            "A covariance needs at least two rows. Received: the shapes "
            f"{features.shape} and {other.shape}."
        )
    difference = features.mean(axis=0) - other.mean(axis=0)
    covariance, of_other = (np.atleast_2d(np.cov(x.T)) for x in (features, other))
    # The eigenvalues of (S1 S2)^(1/2) are the singular values of S1^(1/2) S2^(1/2),
    # which lose no digits where a covariance is singular.
    shared = np.linalg.svd(_root(covariance) @ _root(of_other), compute_uv=False).sum()
    trace = np.trace(covariance) + np.trace(of_other) - 2 * shared
    return float(difference @ difference + trace)


def _root(covariance):
    values, vectors = np.linalg.eigh(covariance)
    return vectors * np.sqrt(values.clip(0)) @ vectors.T
