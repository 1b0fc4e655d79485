import numpy as np
import pytest

from keras_gan.plots import image_grid, reconstructions

IMAGES = np.random.default_rng(0).random((3, 4, 4, 1))


def test_rows_are_the_originals_and_then_the_methods():
    methods = {"half": IMAGES / 2, "a longer name": np.zeros_like(IMAGES)}
    picture = reconstructions(IMAGES, methods)
    grid = image_grid(np.concatenate([IMAGES, *methods.values()]), columns=3)
    height, width = grid.shape
    assert picture.dtype == np.uint8
    assert picture.shape[0] == height and picture.shape[2] == 3
    np.testing.assert_array_equal(picture[:, -width:, 0], grid)
    names = picture[:, :-width]
    assert (names.min(axis=(1, 2)) < 128).sum() > 15  # text, on white
    thirds = np.array_split(names, 3)
    assert all(third.min() < 128 for third in thirds)
    longer = reconstructions(IMAGES, {"a much longer name": IMAGES})
    assert longer.shape[1] > reconstructions(IMAGES, {"b": IMAGES}).shape[1]


def test_colour_flat_images_and_values_that_stray():
    colour = np.random.default_rng(0).random((2, 4, 4, 3))
    picture = reconstructions(colour, {"same": colour})
    grid = image_grid(np.concatenate([colour, colour]), columns=2)
    np.testing.assert_array_equal(picture[:, -grid.shape[1] :], grid)
    flat = IMAGES.reshape(3, 16)
    strayed = reconstructions(flat, {"far": 9 * flat - 4}, image_shape=(4, 4))
    inside = reconstructions(IMAGES, {"far": (9 * IMAGES - 4).clip(0, 1)})
    np.testing.assert_array_equal(strayed, inside)


def test_images_are_shown_as_pictures():
    shown = reconstructions(
        IMAGES, {"a": IMAGES}, value_range=(0, 1), to_pictures=lambda x: 1 - x
    )
    expected = reconstructions(1 - IMAGES, {"a": 1 - IMAGES})
    np.testing.assert_array_equal(shown, expected)


@pytest.mark.parametrize("made", [IMAGES[:2], IMAGES[:, :3]])
def test_a_method_with_other_images(made):
    with pytest.raises(ValueError, match=r"methods\['short'\] of shape"):
        reconstructions(IMAGES, {"short": made})
