import numpy as np
import pytest
from scipy.spatial.distance import cdist

from keras_gan.metrics.nearest_neighbours import nearest_neighbours


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("block_size", [1, 7, 4096])
def test_agrees_with_all_pairs(dtype, block_size):
    rng = np.random.default_rng(0)
    queries = rng.random((23, 4, 5, 1)).astype(dtype)
    examples = rng.random((40, 4, 5, 1)).astype(dtype)
    pairs = cdist(queries.reshape(23, -1), examples.reshape(40, -1), "sqeuclidean")
    indices, distances = nearest_neighbours(queries, examples, block_size)
    np.testing.assert_array_equal(indices, pairs.argmin(axis=1))
    np.testing.assert_allclose(distances, pairs.min(axis=1), rtol=1e-6)
    assert indices.dtype == np.int64 and distances.dtype == np.float64


def test_a_copy_is_at_distance_zero():
    examples = np.random.default_rng(0).random((50, 6)).astype("float32")
    indices, distances = nearest_neighbours(examples[[31, 4]], examples, block_size=8)
    np.testing.assert_array_equal(indices, [31, 4])
    np.testing.assert_array_equal(distances, [0, 0])


def test_values_far_from_zero_do_not_blur_the_distances():
    # Without a common origin, float32 squares of 1000 swallow differences of 0.1.
    rng = np.random.default_rng(0)
    examples = (1000 + rng.random((200, 16))).astype("float32")
    queries = (1000 + rng.random((20, 16))).astype("float32")
    indices, _ = nearest_neighbours(queries, examples)
    np.testing.assert_array_equal(indices, cdist(queries, examples).argmin(axis=1))


@pytest.mark.parametrize("block_size", [1, 2, 10])
def test_of_equally_near_examples_the_first_wins(block_size):
    examples = np.array([[5.0], [1.0], [-1.0], [1.0]])
    indices, distances = nearest_neighbours([[0.0]], examples, block_size)
    assert indices[0] == 1
    assert distances[0] == 1.0


def test_flat_queries_meet_shaped_examples():
    examples = np.arange(12.0).reshape(3, 2, 2, 1)
    indices, distances = nearest_neighbours(np.full((1, 4), 5.5), examples)
    assert indices[0] == 1
    assert distances[0] == pytest.approx(5.0)  # 1.5^2 + 0.5^2 + 0.5^2 + 1.5^2


def test_bad_input():
    images = np.zeros((3, 4))
    with pytest.raises(ValueError, match="same size.*4 values each.*5"):
        nearest_neighbours(images, np.zeros((3, 5)))
    with pytest.raises(ValueError, match="`examples` must hold at least one image"):
        nearest_neighbours(images, np.zeros((0, 4)))
    with pytest.raises(ValueError, match="`block_size` must be positive.*=0"):
        nearest_neighbours(images, images, block_size=0)
    images = np.zeros((3, 4))
    images[1, 2] = np.nan
    with pytest.raises(ValueError, match="`queries` must be finite.*1 of 3.*number 1"):
        nearest_neighbours(images, np.zeros((3, 4)))
