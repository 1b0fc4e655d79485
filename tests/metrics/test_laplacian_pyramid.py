import numpy as np
import pytest
import scipy.ndimage

from keras_gan.metrics.laplacian_pyramid import laplacian_pyramid

# The filter of progressive growing's sliced_wasserstein.py, as one of two dimensions.
FILTER = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256


def blurred(image):
    return scipy.ndimage.convolve(image, FILTER, mode="mirror")


@pytest.mark.parametrize("height, width", [(32, 32), (27, 18)])
def test_levels_are_what_halving_loses(height, width):
    images = np.random.default_rng(0).normal(size=(3, height, width, 2))
    fine, coarse = laplacian_pyramid(images, 2)
    for number, channel in [(0, 0), (2, 1)]:
        image = images[number, :, :, channel]
        half = blurred(image)[::2, ::2]
        doubled = np.zeros_like(image)
        doubled[::2, ::2] = half
        expected = image - 4 * blurred(doubled)
        np.testing.assert_allclose(coarse[number, :, :, channel], half, atol=1e-6)
        np.testing.assert_allclose(fine[number, :, :, channel], expected, atol=1e-6)


def test_one_level_is_the_images_themselves():
    images = np.random.default_rng(0).normal(size=(2, 8, 8, 1))
    (level,) = laplacian_pyramid(images, 1)
    np.testing.assert_array_equal(level, images)


def test_flat_images_have_no_details():
    fine, middle, coarse = laplacian_pyramid(np.full((1, 64, 64, 3), 0.7), 3)
    np.testing.assert_allclose(fine, 0, atol=1e-6)
    np.testing.assert_allclose(middle, 0, atol=1e-6)
    np.testing.assert_allclose(coarse, 0.7, atol=1e-6)
    assert coarse.shape == (1, 16, 16, 3)
