import numpy as np
import pytest
from scipy.ndimage import correlate1d

from keras_gan.metrics import ms_ssim


def pictures(count=30, size=32, channels=1, seed=0):
    """Smooth random images in [0, 1]."""
    rng = np.random.default_rng(seed)
    small = rng.uniform(size=(count, -(-size // 4), -(-size // 4), channels))
    return small.repeat(4, axis=1).repeat(4, axis=2)[:, :size, :size]


def by_hand(x, y, exponents):
    """Of two images (height, width), as in Wang et al., with windows of 11 pixels."""
    window = np.exp(-(np.arange(-5, 6) ** 2) / (2 * 1.5**2))
    window /= window.sum()

    def mean(z):
        return correlate1d(correlate1d(z, window, 0), window, 1)[5:-5, 5:-5]

    value = 1.0
    for level, exponent in enumerate(exponents):
        mx, my = mean(x), mean(y)
        vx, vy, c = mean(x * x) - mx**2, mean(y * y) - my**2, mean(x * y) - mx * my
        contrast = (2 * c + 0.03**2) / (vx + vy + 0.03**2)
        luminance = (2 * mx * my + 0.01**2) / (mx**2 + my**2 + 0.01**2)
        if level == len(exponents) - 1:
            contrast = contrast * luminance
        value *= max(contrast.mean(), 0) ** exponent
        x, y = (
            (z[::2, ::2] + z[1::2, ::2] + z[::2, 1::2] + z[1::2, 1::2]) / 4
            for z in (x, y)
        )
    return value


def test_golden_value():
    x, y = pictures(2, 64)
    y = 0.7 * x + 0.3 * y
    exponents = np.array([0.0448, 0.2856, 0.3001])
    expected = by_hand(x[..., 0], y[..., 0], exponents / exponents.sum())
    similarity = ms_ssim(x[None], y[None], num_pairs=1)
    assert 0.2 < expected < 0.95
    assert similarity.mean == pytest.approx(expected, abs=1e-4)
    assert similarity.scales == 3


@pytest.mark.parametrize(
    "size, scales", [(11, 1), (28, 2), (32, 2), (48, 3), (160, 4), (161, 5), (176, 5)]
)
def test_small_images_have_fewer_scales(size, scales):
    images = pictures(2, size)
    similarity = ms_ssim(images, images[::-1], num_pairs=2)
    assert similarity.scales == scales
    assert 0 <= similarity.mean < 1.0001


def test_images_that_are_all_alike():
    same = np.repeat(pictures(1, channels=3), 5, axis=0)
    mean, error, _ = ms_ssim(same, num_pairs=20)
    assert mean == pytest.approx(1, abs=1e-5)
    assert error == pytest.approx(0, abs=1e-6)


def test_no_image_meets_itself():
    two = pictures(2)
    mean, error, _ = ms_ssim(two, num_pairs=50)
    assert error == pytest.approx(0, abs=1e-6)  # there is one pair
    assert mean < 0.9


def test_less_variety_is_more_similar():
    varied = pictures(60)
    alike = 0.5 * varied + 0.5 * pictures(1, seed=1)
    one, other = ms_ssim(varied, num_pairs=200), ms_ssim(alike, num_pairs=200)
    assert other.mean > one.mean + 5 * (one.standard_error + other.standard_error)


def test_the_range_of_pixels_and_the_seed():
    images = pictures()
    first = ms_ssim(images, num_pairs=40)
    assert first == ms_ssim(images, num_pairs=40)
    assert first != ms_ssim(images, num_pairs=40, seed=1)
    in_bytes = ms_ssim(255 * images, num_pairs=40, max_value=255)
    assert in_bytes.mean == pytest.approx(first.mean, abs=1e-4)


def test_bad_input():
    with pytest.raises(ValueError, match="11 pixels a side or more"):
        ms_ssim(pictures(2, 10))
    with pytest.raises(ValueError, match="at least 2 of them"):
        ms_ssim(pictures(1))
    with pytest.raises(ValueError, match="of one size in both sets"):
        ms_ssim(pictures(2), pictures(2, 28))
    with pytest.raises(ValueError, match="max_value=0"):
        ms_ssim(pictures(2), max_value=0)
    with pytest.raises(TypeError, match="`images` must hold floating-point"):
        ms_ssim(np.zeros((2, 16, 16, 1), "uint8"))
