"""Checks of image arrays, shared by everything that takes real images."""

import math

import numpy as np

from keras_gan.datasets.stored_images import StoredImages

ROUNDING = 1e-5  # of a range, how far beyond it values may lie
# What images come from, and how they are changed there.
SOURCES = {
    "array": "Pass `{change}`.",
    "dataset": "Pass `{argument}.map(lambda images: {change})`.",
    "dataset of pairs": (
        "Pass `{argument}.map(lambda images, labels: ({change}, labels))`."
    ),
    "dataset of dicts": (
        'Pass `{argument}.map(lambda batch: {{**batch, "images": {change}}})`, where '
        '`images` is `batch["images"]`.'
    ),
    "PyDataset": "Have its `__getitem__` return `{change}`.",
}


def check_images(
    images, value_range=None, shape=None, argument="images", source="array"
):
    """Raise an error that names the fix unless `images` can be trained on.

    Args:
        images: floating-point array of shape `(count, ...)`: images
            `(count, height, width, channels)` or vectors `(count, features)`.
        value_range: optional pair `(low, high)` that the values must lie in,
            usually the range that the generator's output can take.
        shape: optional tuple, the expected shape of one image.
        argument: str, what the error messages call the array.
        source: str, what the images came from, one of `SOURCES`, which errors advise to
            mend.

    Raises:
        TypeError: if the values are not floating-point numbers.
        ValueError: if the array is empty, has fewer than two dimensions, holds
            NaN or infinity, leaves `value_range`, or is not of `shape`.

    Example:
        >>> check_images(np.zeros((2, 28, 28, 1)), (0, 1), (28, 28, 1))
    """
    if isinstance(images, StoredImages):  # numbers in [0, 1], whatever they are
        _check_shape(images, shape, argument, source)
        if value_range in (None, (0, 1)):
            return
    images = np.asarray(images)
    check_dtype(images.dtype, argument, source)
    _check_shape(images, shape, argument, source)
    # NaN and infinities survive into the minimum or the maximum, so no mask of
    # the size of the images is needed for the good case.
    low, high = float(images.min()), float(images.max())
    if not np.isfinite([low, high]).all():
        raise ValueError(_describe_non_finite(images, argument))
    if value_range is not None:
        _check_range(low, high, value_range, argument, source)


def advice(change, argument, source="array"):
    """How to change images where they come from.

    Args:
        change: str, an expression of images, which stand in it as `{x}`.
        argument: str, what the user passed them as.
        source: str, one of `SOURCES`.

    Returns:
        A sentence.
    """
    change = change.replace("{x}", argument if source == "array" else "images")
    return SOURCES[source].format(argument=argument, change=change)


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
            + _suggest_rescaling(low, high, (lowest, highest), argument, "array")
        )


def check_dtype(dtype, argument, source="array"):
    """Raises TypeError unless images are of floating-point numbers.

    Args:
        dtype: NumPy dtype.
        argument: str, what the error message calls the images.
        source: str, one of `SOURCES`.
    """
    if np.issubdtype(dtype, np.floating):
        return
    in_floats = "{x}.astype('float32')"
    if source.startswith("dataset"):
        in_floats = "tf.cast({x}, 'float32')"
    if np.issubdtype(dtype, np.integer):
        fix = (
            f"{advice(in_floats + ' / 255', argument, source)} That is for bytes from "
            "0 to 255 and a generator of images in [0, 1]."
        )
    else:
        fix = f"{advice(in_floats, argument, source)} That is for numbers."
    raise TypeError(
        f"`{argument}` must hold floating-point numbers. "
        f"Received: {argument}.dtype={np.dtype(dtype).name}. {fix}"
    )


def _check_shape(images, shape, argument, source):
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
            + _suggest_shape(images.shape[1:], tuple(shape), argument, source)
        )


def _suggest_shape(received, expected, argument, source):
    is_dataset = source.startswith("dataset")
    if len(expected) == 3 and received == (expected[2], *expected[:2]):
        change = "{x}.transpose(0, 2, 3, 1)"
        if is_dataset:
            change = "tf.transpose({x}, (0, 2, 3, 1))"
        return f"The channels come first. {advice(change, argument, source)}"
    # Other axes of as many values would mix up the pixels.
    if [n for n in received if n > 1] == [n for n in expected if n > 1] or (
        1 in (len(received), len(expected))
        and math.prod(received) == math.prod(expected)
    ):
        shape = (-1, *expected)
        change = (
            f"tf.reshape({{x}}, {shape})" if is_dataset else f"{{x}}.reshape({shape})"
        )
        return advice(change, argument, source)
    return "Resize the images, or build the networks for the shape received."


def _describe_non_finite(images, argument):
    bad = ~np.isfinite(images).reshape(len(images), -1).all(axis=1)
    return (
        f"`{argument}` must be finite. Received: NaN or infinity in {bad.sum():,} "
        f"of {len(images):,} images, first at index {bad.argmax()}. "
        "Remove these images, or repair them where they were made."
    )


def _check_range(low, high, value_range, argument, source):
    expected_low, expected_high = value_range
    if expected_low <= low and high <= expected_high:
        return
    raise ValueError(
        f"`{argument}` must lie between {expected_low:g} and {expected_high:g}. "
        f"Received: values from {low:.6g} to {high:.6g}. "
        + _suggest_rescaling(low, high, tuple(value_range), argument, source)
    )


def _suggest_rescaling(low, high, value_range, argument, source):
    """How a usual range of pixels becomes `value_range`."""
    if 0 <= low and 1 < high <= 255:
        change = {(0, 1): "{x} / 255", (-1, 1): "{x} / 127.5 - 1"}.get(value_range)
    elif value_range == (0, 1) and -1 <= low and high <= 1:
        change = "({x} + 1) / 2"
    elif value_range == (-1, 1) and 0 <= low and high <= 1:
        change = "2 * {x} - 1"
    else:
        change = None
    if change is None:
        return "Rescale the images to that range."
    return advice(change, argument, source)
