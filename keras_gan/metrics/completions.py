"""What completions of images are held against, and how much they differ."""

import math

import numpy as np

from keras_gan.arguments import check_integer
from keras_gan.metrics.nearest_neighbours import flat_images, nearest_neighbours

BLOCK = 500  # images that meet all training images at a time


def mean_completion(images, mask, train):
    """Fills the hole with the mean of the training images.

    Args:
        images: array `(count, height, width, channels)`.
        mask: array `(height, width, 1)`, 1 where a pixel is known, 0 in the hole.
        train: array like `images`.

    Returns:
        A float32 array like `images`.
    """
    mean = train.mean(axis=0, dtype="float64").astype("float32")
    return _filled(images, mask, mean)


def nearest_completion(images, mask, train):
    """Fills the hole as in the training image that is nearest by the known pixels.

    Args:
        images: array `(count, height, width, channels)`.
        mask: array `(height, width, 1)`, with a pixel that is known.
        train: array like `images`.

    Returns:
        A float32 array like `images`.
    """
    known = _pixels(mask, images, 1)
    indices, _ = nearest_neighbours(images[:, known], train[:, known])
    return _filled(images, mask, train[indices])


def biharmonic_completion(images, mask):
    """Continues the known pixels smoothly into the hole: no bend at its edge.

    Args:
        images: array `(count, height, width, channels)` in [0, 1].
        mask: array `(height, width, 1)`, with a pixel that is known.

    Returns:
        A float32 array like `images`, in [0, 1].

    Raises:
        ImportError: without the package `scikit-image`.

    Reference: [Damelin and Hoang, 2018](https://doi.org/10.1155/2018/3950312)
    """
    try:
        from skimage.restoration import inpaint_biharmonic
    except ImportError as error:
        raise ImportError(
            "Biharmonic inpainting takes the package scikit-image, which is not "
            "installed. Run `pip install scikit-image`."
        ) from error
    # It solves one linear system for all channels: the images are its channels.
    height, width, _ = mask.shape
    stack = np.moveaxis(np.asarray(images, "float64"), 0, -1)
    hole = np.asarray(mask)[..., 0] < 0.5
    filled = inpaint_biharmonic(stack.reshape(height, width, -1), hole, channel_axis=-1)
    filled = np.moveaxis(filled.reshape(stack.shape), -1, 0).clip(0, 1)
    return _filled(images, mask, filled.astype("float32"))


def spread_in_hole(completions, mask):
    """How far the completions of an image lie from each other.

    Args:
        completions: array `(count, n, height, width, channels)`, n of at least two.
        mask: array `(height, width, 1)`, 0 in the hole.

    Returns:
        float64 array `(count,)`: for each image the mean Euclidean distance, over the
        hole, between two of its n completions.

    Raises:
        ValueError: if there are fewer than two of each image.
    """
    completions = np.asarray(completions)
    check_integer("n, the completions of an image,", completions.shape[1], 2)
    hole = completions[:, :, _pixels(mask, completions[:, 0], 0)].astype("float64")
    n = hole.shape[1]
    pairs = [(i, j) for i in range(n) for j in range(i)]
    distances = [np.linalg.norm(hole[:, i] - hole[:, j], axis=1) for i, j in pairs]
    return np.mean(distances, axis=0)


def similar_completions(images, mask, train, n):
    """The n training images that are nearest to each image by the known pixels.

    Their holes show how much the data leaves open, a little too much where they are
    less like the image than it is like itself.

    Args:
        images: array `(count, height, width, channels)`.
        mask: array `(height, width, 1)`, with a pixel that is known.
        train: array like `images`.
        n: int, how many for each.

    Returns:
        An array `(count, n, height, width, channels)`.
    """
    check_integer("n", n, 1)
    known = _pixels(mask, images, 1)
    queries = flat_images(images[:, known], "images")
    examples = flat_images(train[:, known], "train")
    norms = np.einsum("ij,ij->i", examples, examples)
    chosen = []
    for start in range(0, len(queries), BLOCK):
        # |q - e|^2 without its |q|^2, which no comparison needs
        partial = norms - 2 * queries[start : start + BLOCK] @ examples.T
        chosen.append(np.argpartition(partial, n - 1, axis=1)[:, :n])
    return train[np.concatenate(chosen)]


def _pixels(mask, images, wanted):
    """Which values of an image are known (1), or in the hole (0), as a boolean."""
    mask = np.asarray(mask)
    if mask.shape != (*images.shape[1:3], 1):
        raise ValueError(
            f"The mask of these images has the shape {(*images.shape[1:3], 1)}. "
            f"Received: a mask of shape {mask.shape}."
        )
    chosen = np.broadcast_to((mask > 0.5) == bool(wanted), images.shape[1:])
    if not chosen.any():
        part = "known" if wanted else "hidden"
        raise ValueError(
            f"At least one pixel must be {part}. Received: a mask of "
            f"{math.prod(mask.shape)} values that are all {1 - wanted}."
        )
    return chosen


def _filled(images, mask, filling):
    return np.where(np.asarray(mask) > 0.5, images, filling).astype("float32")
