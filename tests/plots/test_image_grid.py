import numpy as np
import pytest

from keras_gan.plots import image_grid, nearest_examples


def test_golden_layout():
    # three images of one pixel, two in a row, a white pixel between and around
    images = np.array([0.0, 0.5, 1.0]).reshape(3, 1, 1, 1)
    grid = image_grid(images, columns=2, padding=1, scale=1)
    white = 255
    expected = [
        [white, white, white, white, white],
        [white, 0, white, 128, white],
        [white, white, white, white, white],
        [white, 255, white, white, white],
        [white, white, white, white, white],
    ]
    np.testing.assert_array_equal(grid, expected)
    assert grid.dtype == np.uint8


@pytest.mark.parametrize(
    "size, cell", [(8, 56), (28, 56), (48, 96), (56, 56), (64, 64), (9, 63)]
)
def test_small_images_are_enlarged(size, cell):
    grid = image_grid(np.zeros((1, size, size, 1)), padding=0)
    assert grid.shape == (cell, cell)


def test_enlarged_pixels_are_squares():
    image = np.array([[0.0, 1.0], [1.0, 0.0]])
    grid = image_grid(image[None], padding=0, scale=3)
    expected = np.kron([[0, 255], [255, 0]], np.ones((3, 3)))
    np.testing.assert_array_equal(grid, expected)


def test_columns_make_a_square_by_default():
    assert image_grid(np.zeros((10, 1, 1, 1)), scale=1, padding=0).shape == (3, 4)
    # and never leave empty columns
    assert image_grid(np.zeros((2, 1, 1)), columns=9, scale=1, padding=0).shape == (
        1,
        2,
    )


def test_value_range_and_clipping():
    images = np.array([-1.0, 0.0, 1.0, 7.0]).reshape(1, 1, 4)
    grid = image_grid(images, value_range=(-1, 1), padding=0, scale=1)
    np.testing.assert_array_equal(grid, [[0, 128, 255, 255]])


def test_images_of_another_range_are_no_black_picture():
    images = np.tanh(np.random.default_rng(0).normal(size=(4, 8, 8, 1)))
    message = r"in \[-1, 1\].*from -0\.9.* to 0\.9.*Pass value_range=\(-1, 1\)"
    with pytest.raises(ValueError, match=message):
        image_grid(images)
    with pytest.raises(ValueError, match=message):
        nearest_examples(images, images, rows=2, columns=2)
    assert image_grid(images, value_range=(-1, 1)).std() > 0


def test_values_that_stray_from_0_to_1_are_clipped():
    images = np.full((1, 20, 20), 0.5)
    images[0, 0, :4] = -0.9  # 1 % of the values
    images[0, 1] = -0.4
    grid = image_grid(images, padding=0, scale=1)
    assert (grid[:2] == np.array([[0] * 4 + [128] * 16, [0] * 20])).all()
    images[0, 2:9] = -3  # a generator without bounds
    assert (image_grid(images, padding=0, scale=1)[2:9] == 0).all()


def test_colour_and_flat_images():
    colours = np.random.default_rng(0).random((4, 5, 6, 3))
    grid = image_grid(colours, columns=2, scale=1)
    assert grid.shape == (2 * 7 + 2, 2 * 8 + 2, 3)
    np.testing.assert_array_equal(
        grid[2:7, 2:8], np.rint(colours[0].astype("float32") * 255)
    )
    flat = colours.reshape(4, -1)
    again = image_grid(flat, columns=2, scale=1, image_shape=(5, 6, 3))
    np.testing.assert_array_equal(again, grid)


def test_bytes_with_their_range():
    images = np.array([[[0, 100, 255]]], dtype="uint8")
    grid = image_grid(images, value_range=(0, 255), padding=0, scale=1)
    np.testing.assert_array_equal(grid, [[0, 100, 255]])


@pytest.mark.parametrize(
    "images, arguments, message",
    [
        (np.zeros((0, 8, 8, 1)), {}, "at least one image"),
        (np.zeros((2, 64)), {}, "need `image_shape`"),
        (np.zeros((2, 64)), {"image_shape": (8, 7)}, "as many values as an image"),
        (np.zeros((2, 8, 8, 2)), {}, "1 or 3 channels.*\\(2, 8, 8, 2\\)"),
        (np.full((2, 8, 8, 1), np.nan), {}, "must be finite"),
        (np.zeros((2, 8, 8, 1), "uint8"), {}, "value_range=\\(0, 255\\)"),
        (np.zeros((2, 8, 8, 1)), {"value_range": (1, 0)}, "`value_range` must be"),
        (np.zeros((2, 8, 8, 1)), {"columns": 0}, "`columns` must .* columns=0"),
        (np.zeros((2, 8, 8, 1)), {"scale": 1.5}, "`scale` must .* scale=1.5"),
        (np.zeros((2, 8, 8, 1)), {"padding": -1}, "`padding` must .* padding=-1"),
    ],
)
def test_bad_input(images, arguments, message):
    with pytest.raises(ValueError, match=message):
        image_grid(images, **arguments)
