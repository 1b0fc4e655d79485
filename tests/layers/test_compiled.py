"""Layers with compiled parts, under a penalty that is due at some steps only."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan import layers

IMAGES = np.random.default_rng(0).normal(size=(8, 6, 6, 2)).astype("float32")
PARTS = {
    "dropout": lambda: [layers.Dropout(0.5, seed=0)],
    "maxout": lambda: [keras.layers.Flatten(), layers.Maxout(3, 2)],
    "maxout of places": lambda: [layers.MaxoutConv2D(3, 2, 3, pool_size=2)],
    "shifts": lambda: [layers.RandomShift(1, seed=0)],
}


def smooth_network(part):
    """Whose second derivatives are not zero anywhere."""
    smooth, ending = keras.layers.Dense(2, "tanh"), keras.layers.Dense(1, "tanh")
    network = keras.Sequential(
        [keras.Input((6, 6, 2)), smooth, *PARTS[part](), keras.layers.Flatten(), ending]
    )
    rng = np.random.default_rng(1)
    for variable in network.trainable_variables:
        variable.assign(rng.normal(scale=0.3, size=variable.shape))
    return network


def penalty_gradients(network, if_due):
    """The gradients of the squared gradient of a network's outputs in the images."""

    def penalty():
        images = tf.constant(IMAGES)
        with tf.GradientTape() as tape:
            tape.watch(images)
            outputs = network(images, training=True)
        return tf.reduce_sum(tape.gradient(outputs, images) ** 2)

    with tf.GradientTape() as tape:
        total = if_due(penalty)
    return tape.gradient(total, [v.value for v in network.trainable_variables])


@pytest.mark.parametrize("part", PARTS)
def test_a_penalty_that_may_not_be_due_has_the_gradients_of_one_that_is(part):
    expected = penalty_gradients(smooth_network(part), lambda penalty: penalty())
    network = smooth_network(part)

    @tf.function
    def gradients(is_due):
        return penalty_gradients(
            network, lambda penalty: tf.cond(is_due, penalty, lambda: 0.0)
        )

    received = gradients(tf.constant(True))
    for ours, theirs in zip(received, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
        assert np.abs(theirs).max() > 1e-4
