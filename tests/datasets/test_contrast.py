import tracemalloc

import numpy as np
import pytest

from keras_gan import datasets
from keras_gan.datasets import GlobalContrastNormalization
from keras_gan.datasets.contrast import IMAGES_AT_A_TIME


def random_images(count, shape=(4, 3, 3)):
    return np.random.default_rng(0).random((count, *shape), "float32")


def test_golden():
    # Mean 0.25; what is left has the squared length 0.15^2 * 2 + 0.05^2 * 2 = 0.05.
    image = np.array([[0.1, 0.2], [0.3, 0.4]], "float32").reshape(1, 2, 2, 1)
    normalized = GlobalContrastNormalization(55.0)(image)
    length = 0.05**0.5
    expected = np.array([-0.15, -0.05, 0.05, 0.15]) * 55 / length
    np.testing.assert_allclose(normalized.ravel(), expected, rtol=1e-5)
    assert normalized.shape == image.shape and normalized.dtype == np.float32
    means, norms = GlobalContrastNormalization().statistics(image)
    np.testing.assert_allclose([means[0], norms[0]], [0.25, length], rtol=1e-6)


def test_all_channels_together_get_one_mean_and_one_length():
    images = random_images(2 * IMAGES_AT_A_TIME + 3)
    before = images.copy()
    normalized = GlobalContrastNormalization(7.0)(images)
    np.testing.assert_array_equal(images, before)
    flat = normalized.reshape(len(images), -1).astype("float64")
    np.testing.assert_allclose(flat.mean(axis=1), 0, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(flat, axis=1), 7, rtol=1e-6)
    alone = GlobalContrastNormalization(7.0)(images[-1:])
    np.testing.assert_array_equal(normalized[-1:], alone)


def test_light_and_contrast_do_not_matter():
    digits = datasets.digits().train[:50].astype("float64")
    contrast = GlobalContrastNormalization()
    np.testing.assert_allclose(
        contrast(digits), contrast(0.1 * digits + 0.7), atol=1e-4
    )


@pytest.mark.parametrize("level", [0.0, 0.1, 1 / 3, 1.0])
def test_even_images_come_to_zero(level):
    even = np.full((2, 32, 32, 3), level, "float32")
    assert np.abs(GlobalContrastNormalization(55.0)(even)).max() < 1e-2


def test_one_grey_level_in_one_pixel_is_contrast():
    images = np.zeros((1, 32, 32, 3), "float32")
    images[0, 5, 5, 1] = 1 / 255
    normalized = GlobalContrastNormalization(55.0)(images)
    np.testing.assert_allclose(np.linalg.norm(normalized), 55, rtol=1e-5)


def test_inverse_with_the_images_own_statistics():
    images = random_images(300)
    contrast = GlobalContrastNormalization(55.0)
    back = contrast.invert(contrast(images), *contrast.statistics(images))
    np.testing.assert_allclose(back, images, atol=1e-6)
    assert back.dtype == np.float32


def test_inverse_with_the_average_of_the_training_images():
    images = random_images(300)
    contrast = GlobalContrastNormalization(5.0).fit(images)
    means, norms = contrast.statistics(images)
    assert contrast.scale == 5.0
    assert contrast.mean == pytest.approx(means.mean())
    assert contrast.norm == pytest.approx(norms.mean())
    shown = contrast.invert(contrast(images))
    means, norms = contrast.statistics(shown)
    np.testing.assert_allclose(means, contrast.mean, rtol=1e-5)
    np.testing.assert_allclose(norms, contrast.norm, rtol=1e-5)


def test_takes_the_memory_of_one_copy():
    images = random_images(2000, (32, 32, 3))
    contrast = GlobalContrastNormalization()
    tracemalloc.start()
    normalized = contrast(images)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert normalized.nbytes <= peak < 1.5 * normalized.nbytes


def test_bad_input():
    with pytest.raises(ValueError, match="`scale` must be positive.*scale=0"):
        GlobalContrastNormalization(0)
    with pytest.raises(ValueError, match="means=None, norms=None.*call `fit`"):
        GlobalContrastNormalization().invert(random_images(2))
    with pytest.raises(TypeError, match="uint8"):
        GlobalContrastNormalization()(np.zeros((2, 4), "uint8"))
    with pytest.raises(ValueError, match="1 of 2 images, first at index 1"):
        GlobalContrastNormalization().fit(np.array([[0.0], [np.nan]]))
