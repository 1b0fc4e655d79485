"""Checks of image arrays, shared by everything that takes real images."""

import math

import numpy as np

ROUNDING = 1e-5  # of a range, how far beyond it values may lie


def check_images(images, value_range=None, shape=None, argument="images"):
    """Raise an error that names the fix unless `images` can be trained on.

    Args:
        images: floating-point array of shape `(count, ...)`: images
            `(count, height, width, channels)` or vectors `(count, features)`.
        value_range: optional pair `(low, high)` that the values must lie in,
            usually the range that the generator's output can take.
        shape: optional tuple, the expected shape of one image.
        argument: str, what the error messages call the array.

    Raises:
        TypeError: if the values are not floating-point numbers.
        ValueError: if the array is empty, has fewer than two dimensions, holds
            NaN or infinity, leaves `value_range`, or is not of `shape`.

    Example:
        >>> check_images(np.zeros((2, 28, 28, 1)), (0, 1), (28, 28, 1))
    """
    images = np.asarray(images)
    _check_dtype(images, argument)
    _check_shape(images, shape, argument)
    # NaN and infinities survive into the minimum or the maximum, so no mask of
    # the size of the images is needed for the good case.
    low, high = float(images.min()), float(images.max())
    if not np.isfinite([low, high]).all():
        raise ValueError(_describe_non_finite(images, argument))
    if value_range is not None:
        _check_range(low, high, value_range, argument)


def check_scale(images, image_shape, value_range, argument="images"):
    """Raise an error unless real images can be compared with a generator's.

    Images in [0, 1] are refused for a generator of images in [-1, 1]: they lie within
    its range, but no comparison with them means anything.

    Args:
        images: floating-point array `(count, ...)`, finite; flat images will do.
        image_shape: tuple, the shape of a generated image.
        value_range: pair `(low, high)`, the range of the generator's values, or None
            where there are no bounds.
        argument: str, what the error messages call the array.

    Raises:
        ValueError: if images have another number of values than those of the
            generator, lie outside its range, or are in another scale.

    Example:
        >>> check_scale(np.zeros((2, 784)), (28, 28, 1), (0, 1))
    """
    images = np.asarray(images)
    if math.prod(images.shape[1:]) != math.prod(image_shape):
        raise ValueError(
            f"Each of `{argument}` must have as many values as a generated image, of "
            f"shape {tuple(image_shape)}. Received: {argument}.shape={images.shape}. "
            "Resize the images, or build the networks for the shape received."
        )
    if value_range is None:
        return
    low, high = float(images.min()), float(images.max())
    lowest, highest = value_range
    slack = ROUNDING * (highest - lowest)
    is_inside = lowest - slack <= low and high <= highest + slack
    if not is_inside or lowest < 0 <= low:
        raise ValueError(
            f"`{argument}` must be on the generator's scale, from {lowest:g} to "
            f"{highest:g}. Received: values from {low:.6g} to {high:.6g}. "
            + _suggest_rescaling(low, high, (lowest, highest), argument)
        )


def _check_dtype(images, argument):
    if np.issubdtype(images.dtype, np.floating):
        return
    if np.issubdtype(images.dtype, np.integer):
        fix = (
            f"For bytes from 0 to 255, pass `{argument}.astype('float32') / 255`, "
            "or rescale to the range of your generator."
        )
    else:
        fix = f"Pass `{argument}.astype('float32')`, if the values are numbers."
    raise TypeError(
        f"`{argument}` must hold floating-point numbers. "
        f"Received: {argument}.dtype={images.dtype}. {fix}"
    )


def _check_shape(images, shape, argument):
    received = f"Received: {argument}.shape={images.shape}."
    if images.ndim < 2:
        raise ValueError(
            f"`{argument}` must have the shape (count, height, width, channels) "
            f"or (count, features). {received} "
            f"For a single image, pass `{argument}[None]`."
        )
    if images.size == 0:
        raise ValueError(f"`{argument}` is empty. {received} Pass at least one image.")
    if shape is not None and images.shape[1:] != tuple(shape):
        raise ValueError(
            f"Each of `{argument}` must have the shape {tuple(shape)}. {received} "
            + _suggest_reshape(images.shape[1:], tuple(shape), argument)
        )


def _suggest_reshape(received, expected, argument):
    if np.prod(received) == np.prod(expected):
        return f"Pass `{argument}.reshape((-1, *{expected}))`."
    return "Resize the images, or build the networks for the shape received."


def _describe_non_finite(images, argument):
    bad = ~np.isfinite(images).reshape(len(images), -1).all(axis=1)
    return (
        f"`{argument}` must be finite. Received: NaN or infinity in {bad.sum():,} "
        f"of {len(images):,} images, first at index {bad.argmax()}. "
        "Remove these images, or repair them where they were made."
    )


def _check_range(low, high, value_range, argument):
    expected_low, expected_high = value_range
    if expected_low <= low and high <= expected_high:
        return
    raise ValueError(
        f"`{argument}` must lie between {expected_low:g} and {expected_high:g}. "
        f"Received: values from {low:.6g} to {high:.6g}. "
        + _suggest_rescaling(low, high, tuple(value_range), argument)
    )


def _suggest_rescaling(low, high, value_range, argument):
    """The expression that maps a usual range of pixels to `value_range`."""
    if 0 <= low and 1 < high <= 255:
        expression = {
            (0, 1): f"{argument} / 255",
            (-1, 1): f"{argument} / 127.5 - 1",
        }.get(value_range)
    elif value_range == (0, 1) and -1 <= low and high <= 1:
        expression = f"({argument} + 1) / 2"
    elif value_range == (-1, 1) and 0 <= low and high <= 1:
        expression = f"2 * {argument} - 1"
    else:
        expression = None
    if expression is None:
        return "Rescale the images to that range."
    return f"Pass `{expression}`."
