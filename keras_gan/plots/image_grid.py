"""Images side by side in one picture."""

import math

import numpy as np

from keras_gan.arguments import check_integer

SMALLEST_CELL = 56  # pixels; smaller images are enlarged to at least that
# Of images that are meant for [0, 1], at most this share of values is below this one.
STRAY, FAR_BELOW = 0.01, -0.5


def image_grid(
    images,
    columns=None,
    padding=2,
    value_range=(0, 1),
    scale=None,
    image_shape=None,
):
    """Lay images out in rows, from left to right and from top to bottom.

    Values that stray from `value_range` are clipped. Small images are enlarged by a
    whole number, every pixel becoming a square.

    Args:
        images: array, `(count, height, width, channels)` with 1 or 3 channels,
            `(count, height, width)`, or `(count, features)` with `image_shape`.
        columns: int, images per row. By default as many as make a square.
        padding: int, pixels of white between images and around them.
        value_range: pair, the values of black and of white.
        scale: int, the factor to enlarge by. By default the smallest that makes the
            longer side of an image 56 pixels or more.
        image_shape: tuple, `(height, width)` or `(height, width, channels)`, for
            images that come as flat vectors.

    Returns:
        A uint8 array, `(H, W)` for one channel and `(H, W, 3)` for three.

    Raises:
        ValueError: if the images are empty, have another shape, are not finite, or
            are integers with a `value_range` up to 1; if `value_range` is (0, 1), but
            they fill [-1, 1]; or if another argument is out of its range.

    Example:
        ```python
        save_png("samples.png", image_grid(gan.sample(64), columns=8))
        ```
    """
    images = as_images(images, image_shape)
    pixels = _to_bytes(images, value_range)
    columns = math.ceil(math.sqrt(len(pixels))) if columns is None else columns
    if scale is None:
        scale = math.ceil(SMALLEST_CELL / max(pixels.shape[1:3]))
    for name, value, low in (
        ("columns", columns, 1),
        ("scale", scale, 1),
        ("padding", padding, 0),
    ):
        check_integer(name, value, low, f"an integer of at least {low}")
    pixels = pixels.repeat(scale, axis=1).repeat(scale, axis=2)
    grid = _lay_out(pixels, columns, padding)
    return grid[:, :, 0] if grid.shape[2] == 1 else grid


def as_images(images, image_shape=None):
    """Images as an array `(count, height, width, channels)`.

    Args:
        images: array, as `image_grid` takes it.
        image_shape: tuple, the shape of one image, for flat vectors.

    Returns:
        The same values in four dimensions.

    Raises:
        ValueError: if that is not possible, or if there are no images.
    """
    images = np.asarray(images)
    if images.ndim < 2 or images.size == 0:
        raise ValueError(
            "`images` must hold at least one image, as an array of shape (count, "
            f"height, width, channels). Received: images.shape={images.shape}."
        )
    if image_shape is not None:
        if math.prod(image_shape) != math.prod(images.shape[1:]):
            raise ValueError(
                f"`image_shape` must have as many values as an image. Received: "
                f"image_shape={tuple(image_shape)}, images.shape={images.shape}."
            )
        images = images.reshape(len(images), *image_shape)
    if images.ndim == 2:
        raise ValueError(
            "Flat images need `image_shape`, for example image_shape=(28, 28, 1). "
            f"Received: images.shape={images.shape}."
        )
    if images.ndim == 3:
        images = images[..., None]
    if images.ndim != 4 or images.shape[3] not in (1, 3):
        raise ValueError(
            "Images must have shape (height, width, channels) with 1 or 3 channels. "
            f"Received: images.shape={images.shape}."
        )
    return images


def check_value_range(value_range):
    """Raises ValueError unless it is a pair of numbers, the greater one second."""
    if np.shape(value_range) != (2,) or not value_range[0] < value_range[1]:
        raise ValueError(
            "`value_range` must be a pair of the value of black and the greater one "
            f"of white. Received: value_range={value_range}."
        )


def _to_bytes(images, value_range):
    check_value_range(value_range)
    low, high = value_range
    if high <= 1 and np.issubdtype(images.dtype, np.integer):
        raise ValueError(
            f"Images of whole numbers would be black and white only. Received: "
            f"dtype={images.dtype}, value_range={value_range}. Pass "
            "value_range=(0, 255), or divide the images by 255."
        )
    if not np.isfinite(images).all():
        raise ValueError(
            "Images must be finite to be shown. Received: NaN or infinity in "
            "`images`. If a generator drew them, its weights have diverged."
        )
    if (low, high) == (0, 1) and _fills_minus_one_to_one(images):
        raise ValueError(
            "The images are in [-1, 1], so what is below 0 would be shown black. "
            f"Received: values from {images.min():.3g} to {images.max():.3g}, "
            f"value_range={value_range}. Pass value_range=(-1, 1)."
        )
    images = (images.astype("float32") - low) / (high - low)
    return np.rint(images.clip(0, 1) * 255).astype("uint8")


def _fills_minus_one_to_one(images):
    """Whether images are those of a generator that ends with tanh, or like them."""
    are_within = np.abs(images).max() <= 1 + 1e-5  # rounding
    return are_within and np.mean(images < FAR_BELOW) > STRAY


def _lay_out(pixels, columns, padding):
    count, height, width, channels = pixels.shape
    columns = min(columns, count)
    rows = math.ceil(count / columns)
    step_down, step_right = height + padding, width + padding
    grid = np.full(
        (rows * step_down + padding, columns * step_right + padding, channels),
        255,
        dtype="uint8",
    )
    for index, cell in enumerate(pixels):
        row, column = divmod(index, columns)
        top, left = padding + row * step_down, padding + column * step_right
        grid[top : top + height, left : left + width] = cell
    return grid
