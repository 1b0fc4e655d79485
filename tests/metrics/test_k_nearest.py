import numpy as np
import pytest
from scipy.spatial.distance import cdist

from keras_gan.metrics.k_nearest import k_nearest, k_nearest_others


def all_pairs(a, b):
    return cdist(a.astype("float64"), b.astype("float64"), "sqeuclidean")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("count, others, size, k", [(5, 3, 1, 3), (700, 4_500, 9, 4)])
def test_agrees_with_all_pairs(dtype, count, others, size, k):
    rng = np.random.default_rng(0)
    a = rng.normal(size=(count, size)).astype(dtype)
    b = rng.normal(size=(others, size)).astype(dtype)
    squared = all_pairs(a, b)
    indices, distances = k_nearest(a, b, k)
    np.testing.assert_array_equal(indices, squared.argsort(1, kind="stable")[:, :k])
    np.testing.assert_allclose(distances, np.sort(squared)[:, :k], rtol=1e-12)


@pytest.mark.parametrize("offset, width", [(0, 1), (1e4, 1), (0, 1e-9), (0, 1e12)])
def test_others_of_one_set_wherever_it_lies(offset, width):
    # Two thousand rows near each other and one far off, where float32 cannot tell.
    a = offset + width * np.random.default_rng(0).normal(size=(2_100, 5))
    a[7] += 1e3 * width
    squared = all_pairs(a, a)
    np.fill_diagonal(squared, np.inf)
    indices, distances = k_nearest_others(a, 3)
    np.testing.assert_array_equal(indices, squared.argsort(1, kind="stable")[:, :3])
    np.testing.assert_allclose(distances, np.sort(squared)[:, :3], rtol=1e-9)


def test_of_equally_near_rows_the_first_wins():
    a = np.repeat(np.arange(3.0), 4)[:, None]
    indices, distances = k_nearest_others(a, 2)
    np.testing.assert_array_equal(indices[:4], [[1, 2], [0, 2], [0, 1], [0, 1]])
    np.testing.assert_array_equal(distances, 0)


def test_rows_that_are_all_equal():
    indices, distances = k_nearest_others(np.ones((600, 3), "float32"), 1)
    assert indices[0] == 1 and (indices[1:] == 0).all() and (distances == 0).all()
