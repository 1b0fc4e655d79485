import sys

import numpy as np
import pytest
from skimage.restoration import inpaint_biharmonic

from keras_gan import metrics
from keras_gan.datasets import digits
from keras_gan.latents import masks

DATA = digits()
MASK = masks.half((8, 8, 1), "right")
SOME = DATA.test[:20]


def test_means_and_neighbours_fill_the_hole_alone():
    completed = {
        "mean": metrics.mean_completion(SOME, MASK, DATA.train),
        "nearest": metrics.nearest_completion(SOME, MASK, DATA.train),
        "biharmonic": metrics.biharmonic_completion(SOME, MASK),
    }
    for images in completed.values():
        assert images.dtype == np.float32
        np.testing.assert_array_equal(images[:, :, :4], SOME[:, :, :4])
        assert images.min() >= 0 and images.max() <= 1
    mean = DATA.train.mean(axis=0)
    np.testing.assert_allclose(
        completed["mean"][:, :, 4:],
        np.broadcast_to(mean[:, 4:], (20, 8, 4, 1)),
        atol=1e-5,
    )
    errors = {name: np.abs(images - SOME).mean() for name, images in completed.items()}
    assert errors["nearest"] < errors["mean"]
    assert errors["nearest"] < errors["biharmonic"]


def test_the_nearest_is_by_the_known_pixels():
    train = DATA.train.copy()
    train[7, :, :4] = SOME[3, :, :4]
    completed = metrics.nearest_completion(SOME, MASK, train)
    np.testing.assert_array_equal(completed[3], train[7])
    distances = ((train[:, None, :, :4] - SOME[None, :, :, :4]) ** 2).sum((2, 3, 4))
    only = (distances == distances.min(axis=0)).sum(axis=0) == 1
    nearest = train[distances.argmin(axis=0)]
    assert only.sum() > 15
    np.testing.assert_array_equal(completed[only, :, 4:], nearest[only, :, 4:])


def test_biharmonic_as_scikit_image_has_it_image_by_image():
    mask = 1 - np.zeros((8, 8, 1))
    mask[2:5, 3:6] = 0
    completed = metrics.biharmonic_completion(SOME, mask)
    for image, filled in zip(SOME, completed, strict=True):
        expected = inpaint_biharmonic(image[..., 0].astype("float64"), mask[..., 0] < 1)
        np.testing.assert_allclose(filled[..., 0], expected.clip(0, 1), atol=1e-5)


def test_biharmonic_continues_a_slope():
    slope = np.broadcast_to(np.arange(16) / 15, (1, 16, 16))[..., None]
    mask = np.ones((16, 16, 1))
    mask[5:11, 5:11] = 0
    filled = metrics.biharmonic_completion(slope, mask)
    np.testing.assert_allclose(filled, slope, atol=1e-4)


def test_biharmonic_without_scikit_image(monkeypatch):
    monkeypatch.setitem(sys.modules, "skimage.restoration", None)
    with pytest.raises(ImportError, match="pip install scikit-image"):
        metrics.biharmonic_completion(SOME, MASK)


def test_spread_is_the_mean_distance_over_the_hole():
    completions = np.zeros((2, 3, 8, 8, 1))
    completions[0, 1, 0, 4:8] = 1.0  # at distance 2 from the other two
    completions[0, 2, :, :4] = 5.0  # known, and does not count
    completions[1] = 1.0
    spread = metrics.spread_in_hole(completions, MASK)
    np.testing.assert_allclose(spread, [4 / 3, 0.0])


def test_similar_completions_are_the_nearest_by_the_known_pixels():
    similar = metrics.similar_completions(SOME, MASK, DATA.train, 4)
    assert similar.shape == (20, 4, 8, 8, 1)
    distances = ((DATA.train[:, None] - SOME) ** 2)[:, :, :, :4].sum((2, 3, 4))
    limit = np.sort(distances, axis=0)[3]
    found = ((similar - SOME[:, None]) ** 2)[..., :4, :].sum((2, 3, 4))
    assert (found <= limit[:, None] + 1e-4).all()
    assert (found.min(axis=1) <= np.min(distances, axis=0) + 1e-4).all()


def test_bad_arguments():
    with pytest.raises(ValueError, match=r"shape \(8, 8, 1\).*\(8, 8\)"):
        metrics.spread_in_hole(np.zeros((2, 3, 8, 8, 1)), MASK[..., 0])
    with pytest.raises(ValueError, match="must be hidden"):
        metrics.spread_in_hole(np.zeros((2, 3, 8, 8, 1)), np.ones((8, 8, 1)))
    with pytest.raises(ValueError, match="must be known"):
        metrics.nearest_completion(SOME, 0 * MASK, DATA.train)
    with pytest.raises(ValueError, match="2"):
        metrics.spread_in_hole(np.zeros((2, 1, 8, 8, 1)), MASK)
