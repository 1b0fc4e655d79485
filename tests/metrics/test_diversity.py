import numpy as np
import pytest
from scipy.spatial.distance import pdist
from sklearn.datasets import load_digits

from keras_gan.metrics.diversity import distinct_neighbours, mean_pairwise_distance


def test_distinct_neighbours_counts_what_is_reached():
    examples = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]])
    # nearest: 0, 0, 1, 4
    assert distinct_neighbours([[0.1], [0.2], [0.9], [4.3]], examples) == 3 / 4
    assert distinct_neighbours(np.full((4, 1), 2.0), examples) == 1 / 4


def test_distinct_neighbours_of_few_examples_can_reach_one():
    examples = np.array([[0.0], [1.0]])
    samples = np.linspace(0, 1, 50)[:, None]
    assert distinct_neighbours(samples, examples) == 1


def test_distinct_neighbours_of_real_digits():
    # 391 distinct of 500, counted with scipy's cdist
    images = load_digits().data.astype("float32") / 16
    images = images[np.random.default_rng(0).permutation(len(images))]
    held_out, train = images[1297:], images[:1297]
    assert distinct_neighbours(held_out, train) == pytest.approx(0.782)
    repeated = held_out[np.arange(500) % 5]
    assert distinct_neighbours(repeated, train) == 5 / 500


@pytest.mark.parametrize("block_size", [1, 7, 1024])
def test_mean_pairwise_distance_agrees_with_scipy(block_size):
    images = np.random.default_rng(0).random((30, 3, 3, 1)).astype("float32")
    expected = pdist(images.reshape(30, -1).astype("float64")).mean()
    assert mean_pairwise_distance(images, block_size) == pytest.approx(
        expected, rel=1e-10
    )


def test_mean_pairwise_distance_by_hand():
    # the sides of a 3-4-5 triangle
    assert mean_pairwise_distance([[0, 0], [3, 0], [0, 4]]) == pytest.approx(4.0)


def test_equal_images_have_no_distance():
    assert mean_pairwise_distance(np.full((10, 784), 0.3)) == 0


def test_bad_input():
    with pytest.raises(ValueError, match="at least two images.*\\(1, 4\\)"):
        mean_pairwise_distance(np.zeros((1, 4)))
    with pytest.raises(ValueError, match="`images` must be finite"):
        mean_pairwise_distance(np.full((2, 4), np.inf))
    with pytest.raises(ValueError, match="`block_size` must be positive"):
        mean_pairwise_distance(np.zeros((2, 4)), block_size=0)
    with pytest.raises(ValueError, match="same size"):
        distinct_neighbours(np.zeros((2, 4)), np.zeros((2, 5)))
