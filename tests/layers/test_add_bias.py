import numpy as np
import pytest
import tensorflow as tf

from keras_gan.layers.add_bias import add_bias

rng = np.random.default_rng(0)


@pytest.mark.parametrize("shape", [(7, 5), (3, 4, 6, 5), (0, 5)])
def test_equals_tensorflows_and_its_gradients(shape):
    inputs = tf.constant(rng.normal(size=shape), tf.float32)
    bias = tf.constant(rng.normal(size=5), tf.float32)
    weights = tf.constant(rng.normal(size=shape), tf.float32)

    def gradients(add):
        """Of a square, and of those gradients' own square."""
        with tf.GradientTape() as outer:
            outer.watch([inputs, bias])
            with tf.GradientTape() as tape:
                tape.watch([inputs, bias])
                total = tf.reduce_sum(weights * add(inputs, bias) ** 2)
            first = tape.gradient(total, [inputs, bias])
            again = sum(tf.reduce_sum(each**2) for each in first)
        return *first, *outer.gradient(again, [inputs, bias])

    np.testing.assert_array_equal(add_bias(inputs, bias), tf.nn.bias_add(inputs, bias))
    for a, b in zip(gradients(add_bias), gradients(tf.add), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("dtype", [tf.float16, tf.bfloat16])
def test_sums_of_few_digits_are_made_with_many(dtype):
    upstream = tf.cast(rng.normal(size=(20_000, 33)) + 0.3, dtype)
    bias = tf.zeros(33, dtype)
    with tf.GradientTape() as tape:
        tape.watch(bias)
        outputs = add_bias(tf.zeros((20_000, 33), dtype), bias)
    summed = tape.gradient(outputs, bias, output_gradients=upstream)
    expected = tf.cast(upstream, tf.float64).numpy().sum(axis=0)
    tolerance = float(dtype.as_numpy_dtype(1) - dtype.as_numpy_dtype(0.99)) / 2
    np.testing.assert_allclose(tf.cast(summed, tf.float64), expected, rtol=tolerance)
