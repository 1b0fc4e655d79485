"""How sharp images are, and whether samples are as sharp as the data."""

import typing

import numpy as np
import scipy.stats

from keras_gan.metrics.checks import check_same_shape, checked_rows


class Sharpness(typing.NamedTuple):
    """The Laplacian energies of samples beside those of real images.

    Args:
        mean: float, the mean energy over that of real images: below 1 for blurred
            samples, above for noisy ones.
        spread: float, the standard deviation of energies over that of real images.
        distance: float in [0, 1], the Kolmogorov-Smirnov distance between both
            distributions of energies; 0 where they are the same.
    """

    mean: float
    spread: float
    distance: float


def laplacian_energy(images):
    """The mean square of the discrete Laplacian of each image.

    The Laplacian at a pixel is the sum of its four neighbours less four times itself;
    it is zero where brightness is flat or rises evenly, and large at edges and in
    noise. Only pixels with four neighbours count.

    Args:
        images: float array `(count, height, width, channels)`, of at least 3 x 3
            pixels.

    Returns:
        float64 array `(count,)`.

    Raises:
        TypeError or ValueError: if they are no such images, or not finite.
    """
    images = checked_rows(images, "images")
    if images.ndim != 4 or min(images.shape[1:3]) < 3:
        raise ValueError(
            "A Laplacian is of images (count, height, width, channels) of at least "
            f"3 x 3 pixels. Received: an array of shape {images.shape}."
        )
    middle = images[:, 1:-1, 1:-1].astype("float64")
    laplacian = -4 * middle
    for rows, columns in [(0, 1), (2, 1), (1, 0), (1, 2)]:
        height, width = middle.shape[1:3]
        laplacian += images[:, rows : rows + height, columns : columns + width]
    return np.mean(np.square(laplacian), axis=(1, 2, 3))


def sharpness(samples, images):
    """Whether samples are as sharp as real images, and as unlike each other in that.

    Args:
        samples: float array `(count, height, width, channels)`.
        images: float array of real images, of the same size and range.

    Returns:
        A `Sharpness`.

    Raises:
        TypeError or ValueError: as `laplacian_energy`, or if sizes differ, or all real
            images have the same energy.

    Example:
        >>> sharpness(gan.sample(10_000), test_images).mean
        0.98
    """
    check_same_shape(np.asarray(images), np.asarray(samples))
    ours, real = laplacian_energy(samples), laplacian_energy(images)
    if not real.std():
        raise ValueError(
            "Real images must differ in sharpness to be held against. Received: "
            f"{len(real)} images, all with a Laplacian energy of {real[0]:g}."
        )
    return Sharpness(
        float(ours.mean() / real.mean()),
        float(ours.std() / real.std()),
        float(scipy.stats.ks_2samp(ours, real).statistic),
    )
