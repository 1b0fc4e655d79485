"""Originals above what several methods make of them."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from keras_gan.plots.image_grid import as_images, image_grid

TEXT_SIZE, MARGIN = 14, 6  # pixels


def reconstructions(
    images, methods, value_range=(0, 1), scale=None, image_shape=None, to_pictures=None
):
    """Lay originals out in a row, and below them a row for each method.

    Values that stray from `value_range`, as those of principal components do, are
    clipped. Pass images from the front, in order and without a choice.

    Args:
        images: array `(count, height, width, channels)` or `(count, features)`, the
            originals.
        methods: dict from a name, printed beside its row, to an array of the same
            shape, its reconstructions.
        value_range: pair, the values of black and of white.
        scale: int, the factor to enlarge images by; see `image_grid`.
        image_shape: tuple, the shape of one image, for flat vectors.
        to_pictures: callable that all images pass before they are drawn, such as
            `keras_gan.datasets.ImageData.pictures`; None for none.

    Returns:
        A uint8 array, `(H, W, 3)`.

    Raises:
        ValueError: if a method has another number or shape of images, or the images
            are not usable.

    Example:
        >>> picture = keras_gan.plots.reconstructions(
        ...     test[:10], {"G(E(x))": gan.reconstruct(test[:10])}
        ... )
    """
    rows = {"originals": as_images(images, image_shape)}
    for name, made in methods.items():
        rows[name] = as_images(made, image_shape)
        if rows[name].shape != rows["originals"].shape:
            raise ValueError(
                "A method reconstructs each of the originals. Received: methods"
                f"[{name!r}] of shape {np.shape(made)} for images of shape "
                f"{np.shape(images)}."
            )
    every = np.concatenate(list(rows.values())).clip(*value_range)
    if to_pictures is not None:
        every = to_pictures(every)
    columns = len(rows["originals"])
    grid = image_grid(every, columns, value_range=value_range, scale=scale)
    if grid.ndim == 2:
        grid = np.stack([grid] * 3, axis=-1)
    return np.concatenate([_names(list(rows), len(grid)), grid], axis=1)


def _names(names, height):
    """A column of names, each in the middle of its row."""
    font = ImageFont.load_default(TEXT_SIZE)
    width = max(round(font.getlength(name)) for name in names) + 2 * MARGIN
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    for index, name in enumerate(names):
        middle = (index + 0.5) * height / len(names)
        draw.text((width - MARGIN, middle), name, "black", font, anchor="rm")
    return np.asarray(picture)
