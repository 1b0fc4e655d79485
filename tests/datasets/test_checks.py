import numpy as np
import pytest

from keras_gan.datasets import check_images
from keras_gan.datasets.checks import check_scale


def good_images():
    return np.linspace(0, 1, 3 * 4 * 4, dtype="float32").reshape(3, 4, 4, 1)


def test_good_images_pass():
    check_images(good_images(), (0, 1), (4, 4, 1))
    check_images(good_images().reshape(3, 16).astype("float64"), shape=(16,))


@pytest.mark.parametrize("position", [0, 20, 47])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_one_bad_pixel_anywhere_is_found(position, value):
    images = good_images()
    images.flat[position] = value
    index = position // 16
    with pytest.raises(ValueError, match=f"1 of 3 images, first at index {index}"):
        check_images(images)


def test_bytes_get_the_division():
    images = (good_images() * 255).astype("uint8")
    with pytest.raises(TypeError, match=r"dtype=uint8.*astype\('float32'\) / 255"):
        check_images(images)


def test_other_dtypes_are_refused():
    with pytest.raises(TypeError, match="dtype=bool"):
        check_images(good_images() > 0.5)


@pytest.mark.parametrize(
    ("scale", "shift", "value_range", "fix"),
    [
        (255, 0, (0, 1), r"from 0 to 255. Pass `images / 255`"),
        (255, 0, (-1, 1), r"from 0 to 255. Pass `images / 127.5 - 1`"),
        (2, -1, (0, 1), r"from -1 to 1. Pass `\(images \+ 1\) / 2`"),
        (1000, -500, (0, 1), r"from -500 to 500. Rescale"),
        (1, 1e-3, (0, 1), r"from 0.001 to 1.001."),
    ],
)
def test_values_out_of_range_get_the_fix(scale, shift, value_range, fix):
    with pytest.raises(ValueError, match=fix):
        check_images(good_images() * scale + shift, value_range)


@pytest.mark.parametrize(
    ("scale", "shift", "value_range"),
    [(1, 0, (0, 1)), (2, -1, (-1, 1)), (1.000001, 0, (0, 1)), (255, -9, None)],
)
def test_images_on_the_scale_of_a_generator(scale, shift, value_range):
    images = good_images() * scale + shift
    check_scale(images, (4, 4, 1), value_range)
    check_scale(images.reshape(3, 16), (4, 4, 1), value_range)


@pytest.mark.parametrize(
    ("scale", "shift", "value_range", "fix"),
    [
        (1, 0, (-1, 1), r"from -1 to 1.*from 0 to 1. Pass `2 \* images - 1`"),
        (255, 0, (-1, 1), r"Pass `images / 127.5 - 1`"),
        (2, -1, (0, 1), r"Pass `\(images \+ 1\) / 2`"),
        (1.0001, 0, (0, 1), r"from 0 to 1.0001"),
    ],
)
def test_images_on_another_scale_than_a_generator(scale, shift, value_range, fix):
    with pytest.raises(ValueError, match=f"generator's scale, .*{fix}"):
        check_scale(good_images() * scale + shift, (4, 4, 1), value_range)


def test_images_of_another_size_than_a_generators():
    with pytest.raises(ValueError, match=r"`x`.*\(8, 8, 1\).*x.shape=\(3, 4, 4, 1\)"):
        check_scale(good_images(), (8, 8, 1), (0, 1), "x")


def test_another_shape_of_the_same_size_gets_the_reshape():
    with pytest.raises(ValueError, match=r"reshape\(\(-1, 16\)\)"):
        check_images(good_images(), shape=(16,))
    with pytest.raises(ValueError, match=r"\(8, 8, 1\).*\(3, 4, 4, 1\).*Resize"):
        check_images(good_images(), shape=(8, 8, 1))


def test_empty_and_flat_arrays_are_refused():
    with pytest.raises(ValueError, match=r"empty. Received: images.shape=\(0, 4\)"):
        check_images(np.zeros((0, 4)))
    with pytest.raises(ValueError, match=r"Received: images.shape=\(4,\)"):
        check_images(np.zeros(4))


def test_the_argument_is_called_by_its_name():
    with pytest.raises(ValueError, match="`validation` is empty"):
        check_images(np.zeros((0, 4)), argument="validation")
