"""How many known modes samples find, and how near they come."""

import typing

import numpy as np
from scipy.spatial.distance import cdist

from keras_gan.arguments import check_number
from keras_gan.metrics.checks import checked_features

ROWS_AT_A_TIME = 10_000


class ModeCoverage(typing.NamedTuple):
    """Modes that were found, and the share of samples that are near one.

    Args:
        modes: int, how many modes have at least one sample of high quality.
        high_quality: float in [0, 1], the share of samples near a mode.
    """

    modes: int
    high_quality: float


def mode_coverage(samples, modes, sigma):
    """Counts the modes that samples find, where the modes are known Gaussians.

    A sample is of high quality if it lies within three sigma of the nearest mode; a
    mode is found if at least one such sample is nearest to it. A perfect sampler in
    the plane has `1 - exp(-9 / 2) = 98.89 %` of high quality.

    Args:
        samples: float array `(count, size)`.
        modes: float array `(num_modes, size)`, the middles.
        sigma: positive float, the standard deviation of each mode.

    Returns:
        A `ModeCoverage`.

    Raises:
        TypeError: if samples or modes are not floating-point numbers.
        ValueError: if they are not finite or differ in size, or if `sigma` is not
            positive.

    Example:
        >>> samples = np.array([[0.0, 0.02], [0.0, 0.04], [1.0, 0.0]])
        >>> mode_coverage(samples, np.array([[0.0, 0.0], [5.0, 5.0]]), sigma=0.01)
        ModeCoverage(modes=1, high_quality=0.3333333333333333)

    Reference: [Srivastava et al., 2017](https://arxiv.org/abs/1705.07761), section 5.1
    """
    sigma = check_number("sigma", sigma, "positive", lambda value: value > 0)
    samples, modes = checked_features(samples=samples, modes=modes)
    near, found = 0, np.zeros(len(modes), bool)
    for start in range(0, len(samples), ROWS_AT_A_TIME):
        distances = cdist(samples[start : start + ROWS_AT_A_TIME], modes)
        is_near = distances.min(axis=1) <= 3 * sigma
        found[distances.argmin(axis=1)[is_near]] = True
        near += int(is_near.sum())
    return ModeCoverage(int(found.sum()), near / len(samples))
