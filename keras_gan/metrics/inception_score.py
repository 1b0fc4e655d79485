"""How clear and how varied a classifier finds images."""

import numpy as np
from scipy.special import rel_entr

from keras_gan.arguments import check_integer
from keras_gan.metrics.checks import checked_features
from keras_gan.metrics.estimate import Estimate

TOLERANCE = 1e-3  # what float16 makes of a sum of one


def inception_score(probabilities, splits=10, seed=0):
    """The exponential of the mean divergence of an image's classes from all images'.

    `exp E_x KL(p(y | x), p(y))`, where p(y) is the mean over the images of a split. It
    is 1 where all images look alike to the classifier, and the number of classes where
    each image is of one class and the classes are as frequent. It does not look at
    real images and is blind to copies within a class. Scores over other classifiers
    are not comparable.

    Args:
        probabilities: float array `(count, classes)`, of each image the probability of
            each class.
        splits: int, the images are split in so many portions, each with its score.
        seed: int, of the order in which images are split.

    Returns:
        An `Estimate` over splits. Papers give the standard deviation of ten splits,
        which is sqrt(10) times its standard error.

    Raises:
        TypeError: if probabilities are not floating-point numbers.
        ValueError: if they are negative, do not sum to 1, or if there are fewer images
            than splits.

    Example:
        >>> ten_of_each = np.eye(10)[np.arange(100) % 10]
        >>> round(inception_score(ten_of_each, splits=1).mean, 6)
        10.0

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498)
    """
    check_integer("splits", splits, 1)
    (probabilities,) = checked_features(splits, probabilities=probabilities)
    _check_probabilities(probabilities)
    order = np.random.default_rng(seed).permutation(len(probabilities))
    scores = []
    for rows in np.array_split(order, splits):
        portion = probabilities[rows].astype("float64")
        of_all = portion.mean(axis=0)
        scores.append(np.exp(rel_entr(portion, of_all).sum(axis=1).mean()))
    return Estimate.of(scores)


def _check_probabilities(probabilities):
    sums = probabilities.sum(axis=1, dtype="float64")
    if probabilities.min() < 0 or np.abs(sums - 1).max() > TOLERANCE:
        raise ValueError(
            "`probabilities` must not be negative, and must sum to 1 over the classes. "
            f"Received: a least value of {probabilities.min():.3g}, sums from "
            f"{sums.min():.3g} to {sums.max():.3g}. Pass the softmax of logits."
        )
