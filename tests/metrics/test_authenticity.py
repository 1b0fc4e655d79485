import numpy as np
import pytest
from scipy.spatial.distance import cdist

from keras_gan.metrics import authenticity


def test_golden_value():
    # Nearest to 0, 5 and 5, which are 1, 4 and 4 from the nearest other.
    train = np.array([[0.0], [1.0], [5.0]])
    assert authenticity(np.array([[-0.1], [7.0], [9.5]]), train) == 1 / 3


def test_copies_and_new_images():
    train, new = np.random.default_rng(0).normal(size=(2, 1_000, 8))
    assert authenticity(train, train) == 0.0
    assert authenticity(train + 1e-6, train) == 0.0
    assert authenticity(new + 100, train) == 1.0
    squared = cdist(train, train) + np.diag(np.full(1_000, np.inf))
    to_train = cdist(new, train)
    expected = to_train.min(axis=1) > squared.min(axis=1)[to_train.argmin(axis=1)]
    assert authenticity(new, train) == expected.mean()


def test_bad_input():
    with pytest.raises(ValueError, match="`train_features` must have at least 2 rows"):
        authenticity(np.zeros((3, 2)), np.zeros((1, 2)))
    with pytest.raises(ValueError, match="as many columns each"):
        authenticity(np.zeros((3, 2)), np.zeros((3, 1)))
