"""Samples beside the training images that they resemble most."""

import numpy as np

from keras_gan.arguments import check_integers
from keras_gan.datasets import StoredImages
from keras_gan.metrics.nearest_neighbours import nearest_neighbours
from keras_gan.plots.image_grid import as_images, image_grid

FRAME_COLOUR = (240, 170, 0)
FRAME = 3  # pixels
GAP = 6  # pixels of white between the samples and the frame


def nearest_examples(
    samples,
    train,
    rows=4,
    columns=5,
    value_range=(0, 1),
    scale=None,
    image_shape=None,
    to_pictures=None,
):
    """Samples in rows, each row ended by a real neighbour of its last sample.

    The framed column on the right shows the training image at the smallest Euclidean
    distance from the sample next to it: where the two differ, the generator has not
    copied. The samples are taken from the front, in order and without a choice, so
    pass them as they were drawn.

    Args:
        samples: array, `(count, height, width, channels)` or `(count, features)`, at
            least `rows * columns` generated images.
        train: array, training images, with as many values each as a sample.
        rows: int, number of rows.
        columns: int, number of samples in a row.
        value_range: pair, the values of black and of white.
        scale: int, the factor to enlarge images by; see `image_grid`.
        image_shape: tuple, the shape of one image, for flat vectors.
        to_pictures: callable that samples and neighbours pass before they are drawn,
            such as `keras_gan.datasets.ImageData.pictures`; None for none. Neighbours
            are looked for before.

    Returns:
        A uint8 array, `(H, W, 3)`.

    Raises:
        ValueError: if `rows` or `columns` is not positive, if there are too few
            samples, or if the images are not usable or not in `value_range`.

    Reference:
        Figure 2 of [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    rows, columns = check_integers(1, rows=rows, columns=columns)
    if len(samples) < rows * columns:
        raise ValueError(
            f"{rows} rows of {columns} need {rows * columns} samples. Received: "
            f"{len(samples)} samples. Draw more, or ask for fewer rows or columns."
        )
    samples = as_images(samples[: rows * columns], image_shape)
    last_of_rows = samples[columns - 1 :: columns]
    if not isinstance(train, StoredImages):  # of which only the nearest are read
        train = np.asarray(train)
    nearest, _ = nearest_neighbours(last_of_rows, train)
    neighbours = train[nearest].reshape(last_of_rows.shape)
    if to_pictures is not None:
        samples, neighbours = to_pictures(samples), to_pictures(neighbours)
    left = image_grid(samples, columns, value_range=value_range, scale=scale)
    right = image_grid(neighbours, 1, value_range=value_range, scale=scale)
    return _side_by_side(_in_colour(left), _framed(_in_colour(right)))


def _in_colour(grid):
    return grid if grid.ndim == 3 else np.stack([grid] * 3, axis=-1)


def _framed(grid):
    height, width, _ = grid.shape
    framed = np.empty((height + 2 * FRAME, width + 2 * FRAME, 3), dtype="uint8")
    framed[:] = FRAME_COLOUR
    framed[FRAME:-FRAME, FRAME:-FRAME] = grid
    return framed


def _side_by_side(left, right):
    height, width = right.shape[0], left.shape[1]
    whole = np.full((height, width + GAP + right.shape[1] + GAP, 3), 255, "uint8")
    whole[FRAME:-FRAME, :width] = left
    whole[:, width + GAP : -GAP] = right
    return whole
