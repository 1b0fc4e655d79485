"""Wasserstein distances along random directions, of features and of image patches."""

import math
import typing

import numpy as np

from keras_gan.arguments import check_integer
from keras_gan.metrics.checks import checked_features, checked_rows
from keras_gan.metrics.estimate import Estimate
from keras_gan.metrics.laplacian_pyramid import laplacian_pyramid

PATCH, PATCHES_AN_IMAGE, SMALLEST = 7, 128, 16
DIRECTIONS_AT_A_TIME = 32
IMAGES_AT_A_TIME = 256


class SlicedWasserstein(typing.NamedTuple):
    """Distances of image patches, at each size of the pyramid.

    Args:
        mean: float, the mean over sizes, times 1,000.
        by_size: dict from an image's shorter side in pixels to the distance there,
            times 1,000. The largest has the finest details.
    """

    mean: float
    by_size: dict


def sliced_wasserstein(features, other_features, num_directions=512, seed=0):
    """Computes the mean Wasserstein distance of features along random directions.

    Along a direction both sets are numbers; sorted, the mean of `|a_i - b_i|` is their
    Wasserstein-1 distance. For features that may lie in clusters, which a Frechet
    distance takes for a Gaussian.

    Args:
        features: float array `(count, features)`, such as of generated images.
        other_features: float array of the same shape, such as of real images.
        num_directions: int, unit vectors, uniform on the sphere.
        seed: int, of the directions.

    Returns:
        An `Estimate`, with the standard error over directions, not over features.

    Raises:
        TypeError: if features are not floating-point numbers.
        ValueError: if they are not finite or differ in shape.

    Example:
        >>> x = np.random.default_rng(0).normal(size=(100, 1))
        >>> round(sliced_wasserstein(x, x + 2).mean, 6)
        2.0

    Reference: [Bonneel et al., 2015](https://doi.org/10.1007/s10851-014-0506-3)
    """
    check_integer("num_directions", num_directions, 1)
    pair = checked_features(features=features, other_features=other_features)
    _check_as_many(*pair)
    rng = np.random.default_rng(seed)
    return Estimate.of(_along_directions(*pair, num_directions, rng))


def sliced_wasserstein_of_images(images, real_images, num_directions=512, seed=0):
    """Compares the patches of images, at each size of a Laplacian pyramid.

    From each image 128 patches of 7x7 pixels, at random places, of each level of the
    pyramid down to 16 pixels; channels of each set are standardized; then the distance
    along random directions, times 1,000. Needs no network. At a size where it is
    small, patches look alike and vary alike. It does not see how patches are arranged.

    Memory holds `128 * 49` float32 values for each image and channel: pass some
    thousands of images; the paper took 16,384.

    Args:
        images: float array `(count, height, width, channels)`, generated, in any range.
        real_images: float array of the same shape. Two halves of the real images show
            what can be reached.
        num_directions: int, unit vectors, uniform on the sphere.
        seed: int, of places and directions.

    Returns:
        A `SlicedWasserstein`.

    Raises:
        TypeError: if images are not floating-point numbers.
        ValueError: if they are not finite, differ in shape, or are smaller than 7
            pixels.

    Example:
        >>> sliced_wasserstein_of_images(gan.sample(2_000), test_images[:2_000])

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), section 5
    """
    check_integer("num_directions", num_directions, 1)
    images = checked_rows(images, "images")
    real_images = checked_rows(real_images, "real_images")
    _check_as_many(images, real_images)
    _check_images(images)
    by_size, side = {}, min(images.shape[1:3])
    for level in range(_num_levels(side)):
        # The same places in both sets, so that sets that are equal are at no distance.
        patches = [
            _patches(each, level, np.random.default_rng([seed, level]))
            for each in (images, real_images)
        ]
        rng = np.random.default_rng([seed, level, 1])
        distance = np.mean(_along_directions(*patches, num_directions, rng))
        by_size[math.ceil(side / 2**level)] = float(1e3 * distance)
    return SlicedWasserstein(float(np.mean([*by_size.values()])), by_size)


def _along_directions(a, b, num_directions, rng):
    """The Wasserstein-1 distance of two matrices along each of some directions."""
    distances = []
    for start in range(0, num_directions, DIRECTIONS_AT_A_TIME):
        count = min(DIRECTIONS_AT_A_TIME, num_directions - start)
        directions = rng.normal(size=(a.shape[1], count))
        directions /= np.linalg.norm(directions, axis=0)
        directions = directions.astype(np.result_type(a, "float32"))
        # Sorting along rows that lie in one piece takes half the time.
        first, second = (np.sort(directions.T @ each.T, axis=1) for each in (a, b))
        distances += [*np.abs(first - second).mean(axis=1, dtype="float64")]
    return distances


def _patches(images, level, rng):
    """Patches of a level, standardized by channel: `(count * 128, 49 * channels)`."""
    blocks, num_levels = [], _num_levels(min(images.shape[1:3]))
    for start in range(0, len(images), IMAGES_AT_A_TIME):
        block = images[start : start + IMAGES_AT_A_TIME].astype("float32")
        blocks.append(_of_block(laplacian_pyramid(block, num_levels)[level], rng))
    patches = np.concatenate(blocks)
    means = patches.mean(axis=(0, 1), dtype="float64")
    deviations = patches.std(axis=(0, 1), dtype="float64")
    patches -= means.astype("float32")
    patches /= np.where(deviations > 0, deviations, 1).astype("float32")
    return patches.reshape(len(patches), -1)


def _of_block(images, rng):
    """Patches `(count * 128, 49, channels)` at random places of images."""
    count, height, width, channels = images.shape
    shape = (count, PATCHES_AN_IMAGE)
    rows = rng.integers(height - PATCH + 1, size=shape)
    columns = rng.integers(width - PATCH + 1, size=shape)
    windows = np.lib.stride_tricks.sliding_window_view(images, (PATCH, PATCH), (1, 2))
    chosen = windows[np.arange(count)[:, None], rows, columns]
    return np.moveaxis(chosen, 2, -1).reshape(-1, PATCH * PATCH, channels)


def _num_levels(side):
    """How many levels of the pyramid are not below 16 pixels, at least one."""
    levels = 1
    while math.ceil(side / 2**levels) >= SMALLEST:
        levels += 1
    return levels


def _check_as_many(a, b):
    if a.shape != b.shape:
        raise ValueError(
            "Both sets must have as many rows of one shape, to be sorted side by side. "
            f"Received: the shapes {a.shape} and {b.shape}. Pass the first rows of the "
            "larger set."
        )


def _check_images(images):
    if images.ndim != 4 or min(images.shape[1:3]) < PATCH:
        raise ValueError(
            "Images must be of shape (count, height, width, channels), of at least "
            f"{PATCH} pixels a side. Received: images.shape={images.shape}."
        )
