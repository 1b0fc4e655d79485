"""How networks for photos go from a few pixels to all of them, by doubling."""

import math

import keras

from keras_gan.arguments import check_integer
from keras_gan.networks.sizes import check_sizes

SMALLEST, LARGEST = 8, 1024  # pixels of a side
MOST = 8  # how much wider than the first layer the widest is


def stages(image_shape, width):
    """The sizes and widths that a network for photos goes through.

    Args:
        image_shape: tuple `(height, width, channels)`.
        width: int, the channels next to the image.

    Returns:
        List of pairs `((height, width), channels)`, from the image's half size down to
        4 to 8 pixels of the longer side. Halves are rounded up.

    Raises:
        TypeError: if the shape is no triple of integers, or `width` no integer.
        ValueError: if a side has fewer than 8 or more than 1,024 pixels.
    """
    check_sizes(image_shape)
    check_integer("width", width, 1)
    sides = tuple(image_shape[:2])
    if len(image_shape) != 3 or not SMALLEST <= min(sides) <= max(sides) <= LARGEST:
        raise ValueError(
            "Networks for photos take images of the shape (height, width, channels), "
            f"with sides of {SMALLEST} to {LARGEST} pixels. Received: "
            f"image_shape={tuple(image_shape)}. Resize the images."
        )
    found = []
    for halvings in range(1, int(math.log2(max(sides) / 4)) + 1):
        size = tuple(math.ceil(side / 2**halvings) for side in sides)
        found.append((size, width * min(MOST, 2 ** (halvings - 1))))
    return found


def cropping(size, small):
    """A layer that cuts images of twice a small size to a size, or None for none.

    Args:
        size: pair of int, height and width, twice the small one or one pixel less.
        small: pair of int.
    """
    excess = [(0, 2 * old - new) for old, new in zip(small, size, strict=True)]
    return keras.layers.Cropping2D(excess) if any(sum(excess, ())) else None
