"""Tests of whether generated and real features are of one law."""

import math
import typing

import numpy as np
from scipy.stats import norm

from keras_gan.metrics.checks import checked_features
from keras_gan.metrics.k_nearest import k_nearest_others


class ClassifierTest(typing.NamedTuple):
    """How well a classifier tells generated features from real ones.

    Args:
        accuracy: float in [0, 1], on features that it did not learn from.
        p_value: float, how often features of one law give as much or more.
    """

    accuracy: float
    p_value: float


class NearestNeighbourTest(typing.NamedTuple):
    """How often a feature's nearest other is of its own kind.

    Args:
        accuracy: float in [0, 1], of all features.
        real_accuracy: float in [0, 1], of the real ones. It is low where real
            features are nearer to generated ones than to each other.
        fake_accuracy: float in [0, 1], of the generated ones. It is high where they lie
            in clusters, as of few modes.
        p_value: float, how often features of one law give an accuracy as far from one
            half, on either side.
    """

    accuracy: float
    real_accuracy: float
    fake_accuracy: float
    p_value: float


def classifier_test(features, real_features, seed=0):
    """Tests whether a linear classifier can tell generated features from real ones.

    Logistic regression learns from one half of both sets, standardized, and is asked
    about the n features of the other half. Under one law its accuracy is about
    `N(1/2, 1 / (4 n))`, from which the p-value follows, for more than one half. It
    sees what is linear in the features.

    Args:
        features: float array `(count, features)`, of generated images.
        real_features: float array `(count, features)`. Of the larger set as many are
            drawn as the smaller has.
        seed: int, of the halves.

    Returns:
        A `ClassifierTest`.

    Raises:
        TypeError: if features are not floating-point numbers.
        ValueError: if they are not finite, differ in number, or are fewer than four.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> x, y = rng.normal(size=(2, 1000, 3))
        >>> classifier_test(x, y + 1).p_value < 1e-9
        True

    Reference: [Lopez-Paz and Oquab, 2017](https://arxiv.org/abs/1610.06545)
    """
    # scikit-learn takes a second to import.
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    fake, real = _equal_numbers(4, features, real_features, seed)
    half = len(fake) // 2
    classes = np.repeat([0, 1], half)
    classifier = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000))
    classifier.fit(np.concatenate([fake[:half], real[:half]]), classes)
    fake, real = fake[half:], real[half:]
    classes = np.repeat([0, 1], len(fake))
    accuracy = classifier.score(np.concatenate([fake, real]), classes)
    z = (accuracy - 0.5) * 2 * math.sqrt(len(classes))
    return ClassifierTest(float(accuracy), float(norm.sf(z)))


def nearest_neighbour_test(features, real_features, seed=0):
    """Tests whether the nearest neighbour of a feature tells of which kind it is.

    The leave-one-out accuracy of a 1-nearest-neighbour classifier on both sets
    together. About one half for features of one law; nearer to 1 where they can be told
    apart; below one half where generated features are nearer to real ones than those
    are to each other, as copies of the real images are.

    The p-value takes the neighbours as they are and the kinds as drawn at random: the
    exact mean `(n - 1) / (2 n - 1)` and variance over all such draws, and a Gaussian.

    Args:
        features: float array `(count, features)`, of generated images.
        real_features: float array `(count, features)`. Of the larger set as many are
            drawn as the smaller has.
        seed: int, of that choice.

    Returns:
        A `NearestNeighbourTest`.

    Raises:
        TypeError: if features are not floating-point numbers.
        ValueError: if they are not finite, differ in number, or are fewer than two.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> x, y = rng.normal(size=(2, 1000, 3))
        >>> nearest_neighbour_test(x, y + 9).accuracy
        1.0

    References:
        [Xu et al., 2018](https://arxiv.org/abs/1806.07755),
        [Schilling, 1986](https://doi.org/10.1080/01621459.1986.10478337)
    """
    fake, real = _equal_numbers(2, features, real_features, seed)
    count = len(real)
    nearest, _ = k_nearest_others(np.concatenate([real, fake]), 1)
    nearest = nearest[:, 0]
    is_real = np.arange(2 * count) < count
    is_same = is_real == is_real[nearest]
    mean, variance = _moments_of_same(nearest)
    z = (is_same.sum() - mean) / math.sqrt(variance) if variance > 0 else 0.0
    return NearestNeighbourTest(
        float(is_same.mean()),
        float(is_same[:count].mean()),
        float(is_same[count:].mean()),
        float(2 * norm.sf(abs(z))),
    )


def _equal_numbers(least, features, real_features, seed):
    """As many of both, in random order."""
    fake, real = checked_features(least, features=features, real_features=real_features)
    rng, count = np.random.default_rng(seed), min(len(fake), len(real))
    return [each[rng.permutation(len(each))[:count]] for each in (fake, real)]


def _moments_of_same(nearest):
    """Mean and variance of how many rows are of their neighbour's kind.

    Half of the rows, at random, are of one kind. Two of the N arrows from a row to its
    neighbour join two, three or four rows.
    """
    total = len(nearest)
    n = total / 2
    of_two = (n - 1) / (total - 1)  # two rows are of one kind
    of_three = of_two * (n - 2) / (total - 2)  # three are
    # Two pairs of four rows are, each of one kind: the same, or one of each.
    ways = (n - 2) * (n - 3) + n * (n - 1)
    of_four = of_two * ways / ((total - 2) * (total - 3))
    mutual = int((nearest[nearest] == np.arange(total)).sum())
    arriving = np.bincount(nearest, minlength=total)
    joined = int((arriving * (arriving - 1)).sum()) + 2 * (total - mutual)
    others = total * (total - 1) - mutual - joined
    square = (total + mutual) * of_two + joined * of_three + others * of_four
    return total * of_two, square - (total * of_two) ** 2
