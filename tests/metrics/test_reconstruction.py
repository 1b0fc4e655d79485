"""Scores of codes and reconstructions, against values worked by hand."""

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from keras_gan import datasets, metrics


def test_pixel_distance():
    images = np.array([[[0.0, 0.0]], [[1.0, 1.0]]])
    others = np.array([[[3.0, 4.0]], [[1.0, 2.0]]])  # at 5 and at 1
    mean, error = metrics.pixel_distance(images, others)
    assert mean == pytest.approx(3.0)
    assert error == pytest.approx(2.0)  # sqrt(8) / sqrt(2)
    assert metrics.pixel_distance(images, images) == (0.0, 0.0)
    to_one = metrics.pixel_distance(images, others[:1])  # 5 and sqrt(4 + 9)
    assert to_one.mean == pytest.approx((5 + 13**0.5) / 2)
    for wrong in (others[:, :, :1], np.zeros((3, 1, 2))):
        with pytest.raises(ValueError, match="compared pair by pair"):
            metrics.pixel_distance(images, wrong)


def test_r_squared():
    latents = np.random.default_rng(0).normal(size=(5_000, 3))
    assert metrics.r_squared(latents, latents).mean == 1.0
    means = np.broadcast_to(latents.mean(axis=0), latents.shape)
    assert metrics.r_squared(latents, means).mean == pytest.approx(0.0, abs=1e-12)
    # z + noise of a tenth of the variance, in one of three components none of z.
    noise = np.random.default_rng(1).normal(size=(5_000, 3)) * 0.1**0.5
    codes = latents + noise
    codes[:, 2] = 0.0
    mean, error = metrics.r_squared(latents, codes)
    assert mean == pytest.approx((0.9 + 0.9 + 0.0) / 3, abs=4 * error)
    assert 0.005 < error < 0.01
    with pytest.raises(ValueError, match="of the latents' shape"):
        metrics.r_squared(latents, codes[:, :2])


def test_nearest_neighbour_accuracy_on_digits_is_that_of_scikit_learn():
    data = datasets.digits()
    flat = [x.reshape(len(x), -1) for x in (data.train, data.test)]
    classifier = KNeighborsClassifier(1).fit(flat[0], data.labels["train"])
    expected = classifier.score(flat[1], data.labels["test"])
    assert 0.95 < expected < 1
    share, error = metrics.nearest_neighbour_accuracy(
        data.test, data.labels["test"], data.train, data.labels["train"]
    )
    assert share == pytest.approx(expected)
    by_hand = (share * (1 - share) / (len(data.test) - 1)) ** 0.5
    assert error == pytest.approx(by_hand)


def test_unknown_labels_are_left_out():
    examples = np.array([[0.0], [1.0], [2.0]])
    labels = np.array([0, -1, 1])
    scored = metrics.nearest_neighbour_accuracy(
        examples, np.array([0, 1, -1]), examples, labels
    )
    assert scored.mean == 0.5  # of 0 and 1; the latter is as near to 0 as to 2
    with pytest.raises(ValueError, match="labels, of which 0 are 0 or more"):
        metrics.nearest_neighbour_accuracy(examples, -labels - 2, examples, labels)
    with pytest.raises(ValueError, match="3 examples and 2 labels"):
        metrics.nearest_neighbour_accuracy(examples, labels[:2], examples, labels)
