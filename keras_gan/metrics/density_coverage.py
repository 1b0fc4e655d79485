"""How densely images lie among the real ones, and how many of those they cover."""

import typing

from keras_gan.arguments import check_integer
from keras_gan.metrics.balls import overlap, squared_radii
from keras_gan.metrics.checks import checked_features


class DensityCoverage(typing.NamedTuple):
    """How generated features lie in balls around real ones.

    Args:
        density: float, 0 or more; 1 is expected for features of one law.
        coverage: float in [0, 1], the share of real features with a generated one
            near.
    """

    density: float
    coverage: float


def density_coverage(features, real_features, k=5):
    """Computes in how many balls around real features generated ones lie.

    Around each real feature lies a ball that reaches just to its k-th nearest
    neighbour. Density is the mean number of balls that a generated feature lies in,
    over k; coverage the share of balls with a generated feature in them. An outlier
    among the real features adds one ball, so neither is fooled by it as
    `precision_recall` is. Of n images of one law each, coverage is about
    `1 - 1 / 2^k`, .969 for k = 5.

    Takes about the time of float32 products of all pairs, and memory for a copy of the
    features.

    Args:
        features: float array `(count, features)`, of generated images.
        real_features: float array `(count, features)`.
        k: int, which neighbour a ball reaches to.

    Returns:
        A `DensityCoverage`.

    Raises:
        TypeError: if features are not floating-point numbers.
        ValueError: if they are not finite, differ in number, or if there are no more
            real ones than `k`.

    Example:
        >>> real = np.array([[0.0], [1.0], [3.0]])
        >>> density_coverage(np.array([[0.5]]), real, k=1)
        DensityCoverage(density=2.0, coverage=0.6666666666666666)

    Reference: [Naeem et al., 2020](https://arxiv.org/abs/2002.09797)
    """
    k = check_integer("k", k, 1)
    fake, real = checked_features(features=features, real_features=real_features)
    checked_features(k + 1, real_features=real)
    found = overlap(real, squared_radii(real, k), fake, closed=False)
    return DensityCoverage(found.pairs / (k * len(fake)), float(found.balls.mean()))
