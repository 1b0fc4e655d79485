"""How alike images look to each other: a sign of collapse."""

import math
import typing

import numpy as np

from keras_gan.arguments import check_integer, check_number
from keras_gan.metrics.checks import checked_rows
from keras_gan.metrics.estimate import Estimate

# Of the scales, the finest first, from Wang et al., section 3.2.
EXPONENTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
WINDOW = 11  # pixels
PAIRS_AT_A_TIME = 100


class MsSsim(typing.NamedTuple):
    """The mean similarity of pairs of images.

    Args:
        mean: float in [0, 1].
        standard_error: float, over pairs.
        scales: int, how many scales it is of. Published figures are of 5.
    """

    mean: float
    standard_error: float
    scales: int


def ms_ssim(images, other_images=None, num_pairs=1000, max_value=1.0, seed=0):
    """Computes the mean multi-scale structural similarity of random pairs of images.

    1 for equal images. A generator whose pairs are more alike than those of real
    images, of the same class, lacks variety. It does not tell whether images look
    real. Contrast and structure are compared in windows of 11 pixels at 5 scales, each
    of half the size before, and luminance at the last:
    `l^a5 prod_j (c_j s_j)^a_j`.

    Five scales take images of 161 pixels. Smaller ones are compared at as many scales
    as have 11 pixels, with the first exponents, scaled to the sum of 1: two for 28x28,
    three for 48x48 and 64x64. Such values are comparable at one size only.

    Args:
        images: float array `(count, height, width, channels)`.
        other_images: float array of images of the same shape, or None. With them, a
            pair has an image of each set; without, two different images of `images`.
        num_pairs: int, how many random pairs.
        max_value: positive float, of a white pixel less a black one.
        seed: int, of the choice of pairs.

    Returns:
        An `MsSsim`.

    Raises:
        TypeError: if images are not floating-point numbers.
        ValueError: if they are not finite, smaller than 11 pixels, of different
            shapes, or if there are fewer than two.

    Example:
        >>> ms_ssim(gan.sample(1_000)), ms_ssim(test_images)

    References:
        [Wang et al., 2003](https://doi.org/10.1109/ACSSC.2003.1292216),
        [Odena et al., 2017](https://arxiv.org/abs/1610.09585), section 4.2
    """
    import tensorflow as tf

    check_integer("num_pairs", num_pairs, 1)
    check_number("max_value", max_value, "positive", lambda value: value > 0)
    images = checked_rows(images, "images")
    others = (
        images if other_images is None else checked_rows(other_images, "other_images")
    )
    _check_shapes(images, others, 2 if other_images is None else 1)
    exponents = EXPONENTS[: _num_scales(min(images.shape[1:3]))]
    exponents = [exponent / sum(exponents) for exponent in exponents]
    rng = np.random.default_rng(seed)
    first = rng.integers(len(images), size=num_pairs)
    second = rng.integers(len(others) - (other_images is None), size=num_pairs)
    if other_images is None:
        second += second >= first  # no image meets itself
    values = []
    for start in range(0, num_pairs, PAIRS_AT_A_TIME):
        pairs = slice(start, start + PAIRS_AT_A_TIME)
        a, b = (
            tf.convert_to_tensor(each[chosen[pairs]], "float32")
            for each, chosen in ((images, first), (others, second))
        )
        values += [*tf.image.ssim_multiscale(a, b, max_value, exponents).numpy()]
    return MsSsim(*Estimate.of(values), len(exponents))


def _num_scales(side):
    """At how many scales the shorter side has a window, at most five."""
    scales = 1
    while scales < len(EXPONENTS) and math.ceil(side / 2**scales) >= WINDOW:
        scales += 1
    return scales


def _check_shapes(images, others, least):
    is_wrong = images.ndim != 4 or min(images.shape[1:3]) < WINDOW
    if is_wrong or images.shape[1:] != others.shape[1:] or len(images) < least:
        raise ValueError(
            "Images must be of shape (count, height, width, channels), of one size in "
            f"both sets, {WINDOW} pixels a side or more, and at least {least} of them. "
            f"Received: the shapes {images.shape} and {others.shape}."
        )
