import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import norm, wasserstein_distance

from keras_gan.metrics import sliced_wasserstein, sliced_wasserstein_of_images


def test_of_one_feature_it_is_the_wasserstein_distance():
    a, b = np.random.default_rng(0).normal(size=(2, 300, 1))
    expected = wasserstein_distance(a[:, 0], 3 * b[:, 0])
    mean, error = sliced_wasserstein(a, 3 * b)
    assert mean == pytest.approx(expected, rel=1e-9)
    assert error == pytest.approx(0, abs=1e-9)


def test_of_a_shift_it_is_the_mean_part_along_a_direction():
    # E |u . c| over unit vectors u in the plane is 2 |c| / pi.
    a = np.random.default_rng(0).normal(size=(500, 2)).astype("float32")
    shift = np.array([3, 4], "float32")
    mean, error = sliced_wasserstein(a, a + shift, num_directions=2_000)
    assert 0 < error < 0.05
    assert mean == pytest.approx(10 / np.pi, abs=4 * error)


def test_it_sees_clusters_of_equal_mean_and_covariance():
    rng = np.random.default_rng(0)
    gaussian, other = rng.normal(size=(2, 4_000, 2))
    corners = rng.choice([-1.0, 1.0], size=(4_000, 2))
    assert sliced_wasserstein(gaussian, corners).mean > 0.2
    assert sliced_wasserstein(gaussian, other).mean < 0.05
    assert sliced_wasserstein(gaussian, gaussian) == (0.0, 0.0)


def noise(count=60, size=32, channels=1, seed=0):
    shape = (count, size, size, channels)
    return np.random.default_rng(seed).uniform(size=shape).astype("float32")


def test_equal_images_and_images_of_one_law():
    equal = sliced_wasserstein_of_images(noise(), noise())
    assert equal == (0.0, {32: 0.0, 16: 0.0})
    alike = sliced_wasserstein_of_images(noise(), noise(seed=1))
    assert [*alike.by_size] == [32, 16]
    assert 0 < min(alike.by_size.values()) and max(alike.by_size.values()) < 30
    assert alike.mean == pytest.approx(np.mean([*alike.by_size.values()]))


def test_channels_are_standardized():
    images = noise(channels=3)
    moved = images * np.array([2, 30, 0.5], "float32") + np.array([1, -9, 0], "float32")
    distance = sliced_wasserstein_of_images(images, moved)
    assert distance.mean == pytest.approx(0, abs=0.01)


def test_of_patches_that_are_one_value():
    # A patch is 49 times one standardized number: +-1, or N(0, 1), whose distance is
    # E ||x| - 1|. Along a direction u it is |sum u| = 7 |u . c| times that, for a unit
    # vector c, and E |u . c| in 49 dimensions is Gamma(49 / 2) / (sqrt(pi) Gamma(25)).
    bits = np.tile([-1.0, 1.0], 100)[:, None, None, None]
    numbers = norm.ppf((np.arange(200) + 0.5) / 200)[:, None, None, None]
    sets = (np.broadcast_to(each, (200, 7, 7, 1)) for each in (bits, numbers))
    distance = sliced_wasserstein_of_images(*sets, num_directions=512).mean
    apart = 4 * norm.pdf(1) + 4 * norm.cdf(1) - 3 - np.sqrt(2 / np.pi)
    along = 7 * np.exp(gammaln(24.5) - gammaln(25)) / np.sqrt(np.pi)
    assert distance == pytest.approx(1e3 * apart * along, rel=0.1)


def test_the_size_at_which_images_differ_shows():
    # Every other pixel the negative of its neighbour: details of the finest size alone.
    checks = (np.indices((32, 32)).sum(0) % 2 * 2 - 1)[..., None]
    smooth = np.random.default_rng(1).normal(size=(100, 8, 8, 1))
    smooth = smooth.repeat(4, axis=1).repeat(4, axis=2)
    by_size = sliced_wasserstein_of_images(smooth, smooth + 2 * checks).by_size
    assert by_size[32] > 10 * by_size[16]


def test_seeds_and_any_range():
    a, b = noise(50), noise(50, seed=1)
    first = sliced_wasserstein_of_images(a, b, num_directions=64)
    assert first == sliced_wasserstein_of_images(a, b, num_directions=64)
    assert first != sliced_wasserstein_of_images(a, b, num_directions=64, seed=1)
    scaled = sliced_wasserstein_of_images(255 * a, 255 * b, num_directions=64)
    assert scaled.mean == pytest.approx(first.mean, rel=1e-3)


def test_constant_images_have_a_distance():
    constant = np.full((20, 16, 16, 1), 0.5)
    distance = sliced_wasserstein_of_images(constant, noise(20, 16), num_directions=32)
    assert 100 < distance.mean < 1_000  # E |N(0, 1)|, and its like, times 1,000


def test_bad_input():
    with pytest.raises(ValueError, match="as many rows of one shape"):
        sliced_wasserstein(np.zeros((5, 2)), np.zeros((6, 2)))
    with pytest.raises(ValueError, match="as many rows of one shape"):
        sliced_wasserstein_of_images(noise(5), noise(6))
    with pytest.raises(ValueError, match="at least 7 pixels a side"):
        sliced_wasserstein_of_images(noise(5, 6), noise(5, 6))
    with pytest.raises(ValueError, match="num_directions=0"):
        sliced_wasserstein(np.zeros((5, 2)), np.zeros((5, 2)), num_directions=0)
