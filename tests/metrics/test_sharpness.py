import numpy as np
import pytest
import scipy.ndimage

from keras_gan import metrics
from keras_gan.metrics import laplacian_energy, sharpness

RANDOM = np.random.default_rng(0)


def test_energy_is_that_of_scipy_s_laplacian():
    images = RANDOM.random((5, 7, 9, 2), dtype="float32")
    laplacian = scipy.ndimage.laplace(images.astype("float64"), axes=(1, 2))
    expected = np.mean(laplacian[:, 1:-1, 1:-1] ** 2, axis=(1, 2, 3))
    np.testing.assert_allclose(laplacian_energy(images), expected, rtol=1e-12)


def test_flat_and_evenly_rising_images_have_none():
    rise = np.broadcast_to(np.linspace(0, 1, 9)[None, None, :, None], (1, 6, 9, 1))
    np.testing.assert_allclose(laplacian_energy(rise), 0, atol=1e-30)
    point = np.zeros((1, 5, 5, 1))
    point[0, 2, 2] = 1
    np.testing.assert_allclose(laplacian_energy(point), (16 + 4) / 9)


def test_real_images_blurred_and_noisy(mnist_data):
    real, other = mnist_data.test[:1000], mnist_data.train[:1000]
    ceiling = sharpness(other, real)
    assert ceiling.mean == pytest.approx(1, abs=0.1)
    assert ceiling.spread == pytest.approx(1, abs=0.1)
    assert ceiling.distance < 0.06
    blurred = scipy.ndimage.gaussian_filter(other, 1, axes=(1, 2))
    assert sharpness(blurred, real).mean < 0.2
    noisy = other + RANDOM.normal(0, 0.2, other.shape).astype("float32")
    assert sharpness(noisy, real).mean > 2
    alike = sharpness(np.repeat(other[:1], 100, axis=0), real)
    assert alike.spread < 1e-12 and alike.distance > 0.4
    assert sharpness(real, real) == (1, 1, 0)  # divided by itself


def test_what_is_no_image_is_told():
    with pytest.raises(ValueError, match="at least 3 x 3 pixels. Received: an array"):
        laplacian_energy(np.zeros((4, 2, 8, 1)))
    with pytest.raises(ValueError, match="all with a Laplacian energy of 0"):
        sharpness(RANDOM.random((4, 8, 8, 1)), np.zeros((3, 8, 8, 1)))
    with pytest.raises(ValueError, match="same shape"):
        metrics.sharpness(RANDOM.random((4, 8, 8, 1)), RANDOM.random((4, 8, 8, 3)))
