import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.layers import ScaleGradient

INPUTS = np.random.default_rng(0).normal(size=(5, 3)).astype("float32")


def test_inputs_pass_and_their_gradient_is_multiplied():
    inputs = tf.constant(INPUTS)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = ScaleGradient(0.25)(inputs)
        loss = tf.reduce_sum(outputs**2)
    np.testing.assert_array_equal(outputs, INPUTS)
    np.testing.assert_allclose(tape.gradient(loss, inputs), 0.5 * INPUTS, rtol=1e-6)


def test_layers_below_learn_as_with_a_lower_learning_rate():
    def fitted(factor, learning_rate):
        keras.utils.set_random_seed(0)
        layers = [] if factor is None else [ScaleGradient(factor)]
        below = keras.layers.Dense(4, "tanh")
        above = keras.layers.Dense(1, trainable=False)
        model = keras.Sequential([keras.Input((3,)), below, *layers, above])
        model.compile(keras.optimizers.SGD(learning_rate, momentum=0.5), "mse")
        model.fit(INPUTS, INPUTS[:, :1], batch_size=5, epochs=3, verbose=0)
        return model.get_weights()

    slow, lower, untouched = fitted(0.1, 0.5), fitted(None, 0.05), fitted(None, 0.0)
    for a, b in zip(slow, lower, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)
    assert np.abs(slow[0] - untouched[0]).max() > 1e-3


def test_saved_and_loaded(tmp_path):
    model = keras.Sequential([keras.Input((3,)), ScaleGradient(0.25)])
    model.save(tmp_path / "model.keras")
    assert keras.saving.load_model(tmp_path / "model.keras").layers[0].factor == 0.25


@pytest.mark.parametrize("factor", [0, -1.0, float("nan"), float("inf"), True, "a"])
def test_a_bad_factor(factor):
    with pytest.raises(ValueError, match=r"finite number above zero. Received: factor"):
        ScaleGradient(factor)
