"""The distance between two clouds of features, by a polynomial kernel."""

import numpy as np

from keras_gan.arguments import check_integer
from keras_gan.metrics.checks import checked_features
from keras_gan.metrics.estimate import Estimate


def kernel_distance(
    features, other_features, num_subsets=100, subset_size=1000, seed=0
):
    """The squared maximum mean discrepancy under the kernel `(x . y / d + 1)^3`.

    Unbiased at any number of images, so it suits few of them, where a Frechet distance
    is too large. With the features of an Inception network it is the "KID". The mean
    over random subsets X and Y of m rows of
    `sum k(x, x') / (m (m - 1)) + sum k(y, y') / (m (m - 1)) - 2 sum k(x, y) / m^2`,
    where x' is not x; in float64.

    Subsets of the same n rows overlap, so that their mean is less certain than their
    spread s suggests. The standard error is `s sqrt(1 / subsets + m / (n - m))`, which
    counts the rows themselves. It is up to twice too large where the laws are equal.

    Args:
        features: float array `(count, features)`, such as of generated images.
        other_features: float array `(count, features)`, such as of real images.
        num_subsets: int, how many pairs of subsets.
        subset_size: int, how many rows each has, at least 2.
        seed: int, of the choice of rows.

    Returns:
        An `Estimate`. Its mean is about 0, on either side, for features of one law.
        The standard error is NaN if a subset is all there is.

    Raises:
        TypeError: if features are not floating-point numbers.
        ValueError: if they are not finite, differ in number, or are fewer than
            `subset_size`.

    Example:
        >>> a, b = np.array([[1.0, 0], [0, 1]]), np.array([[1.0, 1], [0, 0]])
        >>> kernel_distance(a, b, num_subsets=1, subset_size=2).mean
        -2.375

    Reference: [Binkowski et al., 2018](https://arxiv.org/abs/1801.01401)
    """
    check_integer("num_subsets", num_subsets, 1)
    check_integer("subset_size", subset_size, 2)
    features, others = checked_features(
        subset_size, features=features, other_features=other_features
    )
    rng = np.random.default_rng(seed)

    def subset(rows):
        chosen = rng.choice(len(rows), subset_size, replace=False)
        return rows[chosen].astype("float64")

    values = [
        _discrepancy(subset(features), subset(others)) for _ in range(num_subsets)
    ]
    left = min(len(features), len(others)) - subset_size
    if not left or num_subsets == 1:
        return Estimate(float(np.mean(values)), float("nan"))
    spread = np.std(values, ddof=1)
    error = spread * (1 / num_subsets + subset_size / left) ** 0.5
    return Estimate(float(np.mean(values)), float(error))


def _discrepancy(x, y):
    """The unbiased estimate from as many rows of each."""
    count = len(x)
    own = sum(_kernel(z, z).sum() - _kernel_with_itself(z).sum() for z in (x, y))
    return own / (count * (count - 1)) - 2 * _kernel(x, y).mean()


def _kernel(x, y):
    values = x @ y.T
    values /= x.shape[1]
    values += 1
    return values * values * values


def _kernel_with_itself(x):
    return (np.einsum("ij,ij->i", x, x) / x.shape[1] + 1) ** 3
