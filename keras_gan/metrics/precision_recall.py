"""How realistic images are, and how much of the real ones they reach."""

import typing

from keras_gan.arguments import check_integer
from keras_gan.metrics.balls import overlap, squared_radii
from keras_gan.metrics.checks import checked_features


class PrecisionRecall(typing.NamedTuple):
    """Shares of generated and of real images.

    Args:
        precision: float in [0, 1], the share of generated features that are among the
            real ones.
        recall: float in [0, 1], the share of real features that are among the
            generated ones.
    """

    precision: float
    recall: float


def precision_recall(features, real_features, k=3):
    """Computes which share of images lies among those of the other kind.

    Around each feature lies a ball that reaches to its k-th nearest neighbour of the
    same kind. Precision is the share of generated features in some ball of the real
    ones, recall the share of real features in some ball of the generated ones. Both
    grow with the number of images, so compare at the same. An outlier's ball is large:
    `density_coverage` minds that.

    Takes about the time of float32 products of all pairs, and memory for a copy of the
    features.

    Args:
        features: float array `(count, features)`, of generated images.
        real_features: float array `(count, features)`.
        k: int, which neighbour a ball reaches to.

    Returns:
        A `PrecisionRecall`.

    Raises:
        TypeError: if features are not floating-point numbers.
        ValueError: if they are not finite, differ in number, or are no more than `k`.

    Example:
        >>> real = np.array([[0.0], [1.0], [2.0], [3.0]])
        >>> precision_recall(np.array([[0.5], [0.6], [9.0], [9.5]]), real, k=1)
        PrecisionRecall(precision=0.5, recall=0.0)

    Reference: [Kynkaanniemi et al., 2019](https://arxiv.org/abs/1904.06991)
    """
    k = check_integer("k", k, 1)
    fake, real = checked_features(k + 1, features=features, real_features=real_features)
    found = overlap(real, squared_radii(real, k), fake, squared_radii(fake, k))
    return PrecisionRecall(float(found.points.mean()), float(found.centres.mean()))
