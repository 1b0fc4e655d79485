import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.optimizers import SGD, DecayPerUpdate


def test_by_hand():
    schedule = DecayPerUpdate(0.8, decay_factor=2.0, minimum=0.15)
    rates = [float(schedule(step)) for step in range(5)]
    np.testing.assert_allclose(rates, [0.8, 0.4, 0.2, 0.15, 0.15], rtol=1e-6)


@pytest.mark.parametrize("steps", [1, 1000, 125_000, 1_000_000])
def test_the_paper_s_factor_loses_no_digits(steps):
    # In float32, 1.000004 is off by 1.4e-8, which a million powers make 1.5 percent.
    schedule = DecayPerUpdate(0.1)
    expected = 0.1 / np.power(np.longdouble("1.000004"), steps)
    assert float(schedule(tf.constant(steps))) == pytest.approx(
        float(expected), rel=1e-6
    )


def test_floor_of_the_paper():
    # 0.1 / 1.000004^s falls to 1e-6 after log(1e5) / log(1.000004) = 2,878,237 steps.
    schedule = DecayPerUpdate(0.1)
    assert float(schedule(2_870_000)) > 1.0e-6
    assert float(schedule(2_890_000)) == pytest.approx(1e-6, rel=1e-6)
    assert float(schedule(10**9)) == pytest.approx(1e-6, rel=1e-6)


@pytest.mark.parametrize("dtype", ["int32", "int64", "float32"])
def test_float32_inside_a_graph(dtype):
    schedule = tf.function(DecayPerUpdate(1.0, 2.0, 0.0), jit_compile=True)
    rate = schedule(tf.constant(3, dtype))
    assert rate.dtype == tf.float32
    np.testing.assert_allclose(rate, 0.125, rtol=1e-6)


def test_an_optimizer_follows_it():
    variable = keras.Variable([1.0])
    optimizer = SGD(DecayPerUpdate(0.8, 2.0, 0.3))
    seen = []
    for _ in range(4):
        before = float(variable[0])
        optimizer.apply([np.ones(1, "float32")], [variable])
        seen.append(before - float(variable[0]))
    np.testing.assert_allclose(seen, [0.8, 0.4, 0.3, 0.3], rtol=1e-5)


def test_a_factor_of_one_keeps_the_rate():
    assert float(DecayPerUpdate(0.1, 1.0)(10**6)) == pytest.approx(0.1, rel=1e-7)


def test_round_trip(assert_round_trips):
    schedule = DecayPerUpdate(0.1, 1.001, 1e-4)
    revived = assert_round_trips(schedule)
    assert float(revived(500)) == float(schedule(500))


def test_bad_factor():
    with pytest.raises(ValueError, match="at least 1. Received: decay_factor=0.99"):
        DecayPerUpdate(0.1, decay_factor=0.99)
