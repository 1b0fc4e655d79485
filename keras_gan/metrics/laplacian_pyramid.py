"""Images as sums of details of one size each."""

import numpy as np
from scipy.ndimage import correlate1d

from keras_gan.arguments import check_integer

BINOMIAL = np.array([1, 4, 6, 4, 1], "float32") / 16


def laplacian_pyramid(images, num_levels):
    """Splits images into details, level by level, each of half the size before.

    A level is the images less what is left of them after they were halved and doubled
    again, with the binomial filter `(1, 4, 6, 4, 1) / 16`, mirrored at the edges. The
    last level is what remains.

    Args:
        images: float array `(count, height, width, channels)`.
        num_levels: int, at least 1.

    Returns:
        List of arrays, the largest first. Sides are halved and rounded up.

    Reference: [Burt and Adelson, 1983](https://doi.org/10.1109/TCOM.1983.1095851)
    """
    check_integer("num_levels", num_levels, 1)
    levels = [images]
    for _ in range(num_levels - 1):
        smaller = _blurred(levels[-1])[:, ::2, ::2]
        levels[-1] = levels[-1] - _doubled(smaller, levels[-1].shape)
        levels.append(smaller)
    return levels


def _doubled(images, shape):
    """Images of twice the size: pixels with zeros between them, blurred."""
    larger = np.zeros(shape, images.dtype)
    larger[:, ::2, ::2] = images
    return 4 * _blurred(larger)


def _blurred(images):
    rows = correlate1d(images, BINOMIAL, axis=1, mode="mirror")
    return correlate1d(rows, BINOMIAL, axis=2, mode="mirror")
