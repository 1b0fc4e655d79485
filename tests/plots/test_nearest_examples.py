import numpy as np
import pytest
from sklearn.datasets import load_digits

from keras_gan.plots import nearest_examples
from keras_gan.plots.nearest_examples import FRAME, FRAME_COLOUR, GAP

PADDING = 2  # the default of image_grid


def test_the_right_column_shows_the_neighbours_of_the_last_samples():
    train = np.linspace(0, 1, 11).reshape(11, 1, 1, 1)
    samples = np.array([0.5, 0.11, 0.9, 0.52, 0.3, 0.68]).reshape(6, 1, 1, 1)
    grid = nearest_examples(samples, train, rows=2, columns=3, scale=1)
    gray = grid[:, :, 0]
    rows = [FRAME + PADDING, FRAME + 2 * PADDING + 1]
    shown = [gray[row, PADDING :: PADDING + 1][:3] for row in rows]
    np.testing.assert_array_equal(
        shown, np.rint(samples.reshape(2, 3).astype("float32") * 255)
    )
    column = 3 * (PADDING + 1) + PADDING + GAP + FRAME + PADDING
    # of 0.9 it is 0.9, of 0.68 it is 0.7: 229.5 and 178.5 of 255
    np.testing.assert_allclose(gray[rows, column], [229.5, 178.5], atol=0.51)


def test_the_neighbours_are_framed():
    grid = nearest_examples(np.zeros((20, 8, 8, 1)), np.ones((3, 8, 8, 1)))
    assert grid.shape[2] == 3 and grid.dtype == np.uint8
    coloured = (grid == FRAME_COLOUR).all(axis=2)
    right = grid.shape[1] - GAP - 1
    left = 5 * (56 + PADDING) + PADDING + GAP
    assert coloured[:, right].all() and coloured[:, left].all()
    assert coloured[0, left:right].all() and coloured[-1, left:right].all()
    assert not coloured[:, :left].any()


def test_training_images_find_themselves():
    digits = load_digits().data / 16
    grid = nearest_examples(digits[:20], digits, image_shape=(8, 8))
    cell = 56
    left = PADDING + 4 * (cell + PADDING)
    right = left + cell + PADDING + GAP + FRAME + PADDING
    np.testing.assert_array_equal(
        grid[FRAME:-FRAME, left : left + cell], grid[FRAME:-FRAME, right : right + cell]
    )


def test_colour():
    images = np.random.default_rng(0).random((4, 8, 8, 3))
    grid = nearest_examples(images, images, rows=2, columns=2, scale=1)
    np.testing.assert_array_equal(
        grid[FRAME + PADDING, PADDING], np.rint(images[0, 0, 0] * 255)
    )


def test_images_are_changed_after_neighbours_are_found():
    train = np.array([0.1, 0.5, 0.9]).reshape(3, 1, 1, 1)
    arguments = {"rows": 1, "columns": 2, "scale": 1}
    samples = np.array([0.2, 0.6]).reshape(2, 1, 1, 1)
    # of 1 - 0.6 the neighbour would be 0.5 too, but of 0.6 / 3 it would be 0.1
    grid = nearest_examples(samples, train, to_pictures=lambda x: x / 3, **arguments)
    third = nearest_examples(samples / 3, train / 3, **arguments)
    np.testing.assert_array_equal(grid, third)
    right = grid[FRAME + PADDING, -GAP - FRAME - PADDING - 1]
    np.testing.assert_allclose(right, 255 * 0.5 / 3, atol=0.51)


def test_bad_input():
    images = np.zeros((20, 8, 8, 1))
    with pytest.raises(ValueError, match="need 20 samples. Received: 19"):
        nearest_examples(images[:19], images)
    with pytest.raises(ValueError, match="must be positive.*rows=0"):
        nearest_examples(images, images, rows=0)
    with pytest.raises(ValueError, match="same size"):
        nearest_examples(images, np.zeros((20, 7, 7, 1)))
