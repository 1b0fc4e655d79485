import numpy as np
import pytest
import tensorflow as tf

from keras_gan.layers.max_of_pieces import max_of_pieces

RNG = np.random.default_rng(0)
# Of small integers, many pieces are equal.
WITH_TIES = RNG.integers(0, 3, size=(6, 4, 20)).astype("float32")
WITHOUT = RNG.normal(size=(6, 4, 20)).astype("float32")


def plain(inputs, num_pieces):
    """TensorFlow's maximum and its gradient."""
    pieces = tf.reshape(inputs, (6, 4, num_pieces, -1))
    return tf.reduce_max(pieces, axis=2)


def maxima_and_gradients(function, inputs, num_pieces):
    """The maxima, a gradient, and the gradient of what depends on that gradient."""
    inputs = tf.constant(inputs)
    weights = tf.constant(RNG_WEIGHTS[num_pieces])
    with tf.GradientTape() as outer:
        outer.watch(weights)
        with tf.GradientTape() as inner:
            inner.watch(inputs)
            maxima = function(inputs, num_pieces)
            total = tf.reduce_sum(weights * maxima)
        gradient = inner.gradient(total, inputs)
        penalty = tf.reduce_sum(gradient**2)
    return maxima, gradient, outer.gradient(penalty, weights)


RNG_WEIGHTS = {
    pieces: RNG.normal(size=(6, 4, 20 // pieces)).astype("float32")
    for pieces in (1, 2, 5)
}


@pytest.mark.parametrize("num_pieces", [1, 2, 5])
@pytest.mark.parametrize("inputs", [WITH_TIES, WITHOUT], ids=["ties", "no ties"])
def test_equals_tensorflows_maximum_and_its_gradients(inputs, num_pieces):
    ours = maxima_and_gradients(max_of_pieces, inputs, num_pieces)
    theirs = maxima_and_gradients(plain, inputs, num_pieces)
    for a, b in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)


def test_a_batch_of_none():
    assert max_of_pieces(tf.zeros((0, 10)), 5).shape == (0, 2)
