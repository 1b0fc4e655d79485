import numpy as np
import pytest

from keras_gan import baselines, datasets, metrics


@pytest.fixture(scope="module")
def digits():
    return datasets.digits()


def distortion(images, centroids):
    return metrics.nearest_neighbours(images, centroids)[1].mean()


def test_training_images_are_those_of_the_ceiling(digits):
    samples = baselines.training_images(digits.train, 400, seed=3)
    assert samples.shape == (400, 8, 8, 1) and samples.dtype == np.float32
    score = metrics.parzen_score(samples, digits.test, digits.validation)
    ceiling = metrics.parzen_ceiling(
        digits.train, digits.test, digits.validation, num_samples=400, seed=3
    )
    assert score == ceiling


def test_no_training_image_is_handed_out_twice(digits):
    samples = baselines.training_images(digits.train, len(digits.train), seed=0)
    np.testing.assert_array_equal(samples, digits.train)
    with pytest.raises(ValueError, match="Received: num_samples=1298, and 1,297 im"):
        baselines.training_images(digits.train, 1298, seed=0)


def test_one_centroid_is_the_mean(digits):
    centroid = baselines.kmeans(digits.train, 1, seed=0, epochs=20)[0]
    errors = digits.train.std(axis=0) / np.sqrt(20 * len(digits.train)) + 1e-6
    off = np.abs(centroid - digits.train.mean(axis=0)) / errors
    assert 0.5 < off.max() < 5


def test_centroids_lie_nearer_to_images_than_images_do(digits):
    centroids = baselines.kmeans(digits.train, 100, seed=0)
    assert centroids.shape == (100, 8, 8, 1) and centroids.dtype == np.float32
    assert (centroids >= digits.train.min(axis=0) - 1e-6).all()
    assert (centroids <= digits.train.max(axis=0) + 1e-6).all()
    images = baselines.training_images(digits.train, 100, seed=0)
    for part in (digits.train, digits.test):
        assert 0.4 < distortion(part, centroids) / distortion(part, images) < 0.8


def test_as_many_centroids_as_images_are_the_images(digits):
    images = np.unique(digits.train[:50], axis=0)
    centroids = baselines.kmeans(images, len(images), seed=0)
    np.testing.assert_allclose(centroids, images, atol=1e-6)


def test_one_minibatch_is_enough(digits):
    centroids = baselines.kmeans(digits.train[:30], 3, seed=0, epochs=1)
    assert distortion(digits.train[:30], centroids) < distortion(
        digits.train[:30], baselines.training_images(digits.train[:30], 3, seed=0)
    )


def test_centroids_follow_from_the_seed(digits):
    draws = [baselines.kmeans(digits.train, 20, seed) for seed in (1, 1, 2)]
    np.testing.assert_allclose(draws[0], draws[1], atol=1e-6)
    assert not np.allclose(draws[0], draws[2], atol=1e-3)
