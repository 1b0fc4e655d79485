import keras
import numpy as np
import pytest

from keras_gan.networks import SparseInitializer


def weights(shape, *args, **kwargs):
    return np.asarray(SparseInitializer(*args, **kwargs)(shape, "float32"))


def test_each_unit_has_the_same_number_of_weights():
    drawn = weights((500, 300), 100, seed=0)
    np.testing.assert_array_equal((drawn != 0).sum(axis=0), np.full(300, 100))
    # Binomial: each input has 300 / 5 = 60 units, give or take sqrt(300 * .2 * .8) = 7.
    inputs = (drawn != 0).sum(axis=1)
    assert inputs.std() == pytest.approx(6.9, rel=0.15)
    assert not np.array_equal(drawn[:, 0] != 0, drawn[:, 1] != 0)


def test_weights_are_normal():
    drawn = weights((500, 300), 100, stddev=3.0, seed=1)
    values = drawn[drawn != 0] / 3.0
    # 30,000 of them: standard errors .006, .004 and .014.
    assert values.mean() == pytest.approx(0.0, abs=0.02)
    assert values.std() == pytest.approx(1.0, abs=0.015)
    assert (values**4).mean() == pytest.approx(3.0, abs=0.2)


@pytest.mark.parametrize("inputs, expected", [(3, 3), (7, 5), (5, 5)])
def test_units_with_fewer_inputs(inputs, expected):
    drawn = weights((inputs, 4), 5, seed=0)
    np.testing.assert_array_equal((drawn != 0).sum(axis=0), np.full(4, expected))


def test_kernels_of_convolutions():
    drawn = weights((3, 3, 2, 5), 4, seed=0)
    np.testing.assert_array_equal((drawn != 0).sum(axis=(0, 1, 2)), np.full(5, 4))


def test_seeds():
    np.testing.assert_array_equal(
        weights((9, 4), 3, seed=5), weights((9, 4), 3, seed=5)
    )
    assert not np.array_equal(weights((9, 4), 3, seed=5), weights((9, 4), 3, seed=6))
    drawn = []
    for _ in range(2):
        keras.utils.set_random_seed(7)
        drawn.append([weights((9, 4), 3) for _ in range(2)])
    np.testing.assert_array_equal(drawn[0], drawn[1])
    assert not np.array_equal(drawn[0][0], drawn[0][1])


def test_an_instance_draws_once():
    initializer = SparseInitializer(3)
    np.testing.assert_array_equal(initializer((9, 4)), initializer((9, 4)))


def test_round_trip(assert_round_trips):
    original = SparseInitializer(3, stddev=0.5, seed=4)
    revived = assert_round_trips(original)
    np.testing.assert_array_equal(revived((9, 4)), original((9, 4)))


@pytest.mark.parametrize("num_nonzero", [0, -3, 2.0, "100"])
def test_bad_numbers(num_nonzero):
    with pytest.raises(ValueError, match="positive integer. Received: num_nonzero="):
        SparseInitializer(num_nonzero)
