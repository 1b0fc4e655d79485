import numpy as np
import pytest

from keras_gan.metrics import Estimate


def test_mean_and_standard_error():
    assert Estimate.of([1, 2, 3]) == (2.0, pytest.approx(1 / 3**0.5))


def test_a_single_value_has_no_known_error():
    mean, error = Estimate.of([4.0])
    assert mean == 4.0 and np.isnan(error)
