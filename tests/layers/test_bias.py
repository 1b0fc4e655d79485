import keras
import numpy as np
import tensorflow as tf

from keras_gan import layers


def test_it_adds_a_number_to_each_channel():
    layer = layers.Bias()
    images = np.random.default_rng(0).random((2, 3, 4, 5), "float32")
    np.testing.assert_array_equal(layer(images), images)
    layer.bias.assign(np.arange(5))
    np.testing.assert_allclose(layer(images), images + np.arange(5), rtol=1e-6)


def test_its_gradient_is_the_sum_over_all_places():
    layer = layers.Bias()
    images = tf.ones((2, 3, 4, 5))
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(layer(images) * tf.range(5.0))
    np.testing.assert_allclose(tape.gradient(loss, layer.bias), 24 * np.arange(5.0))


def test_half_precision_stays_half():
    layer = layers.Bias(dtype="mixed_bfloat16")
    assert layer(tf.ones((2, 3), "bfloat16")).dtype == tf.bfloat16
    assert layer.bias.dtype == "float32"


def test_it_is_saved_with_its_numbers(tmp_path):
    network = keras.Sequential([keras.Input((3,)), layers.Bias()])
    network.layers[0].bias.assign([1, 2, 3])
    network.save(tmp_path / "a.keras")
    again = keras.saving.load_model(tmp_path / "a.keras")
    np.testing.assert_array_equal(again(np.zeros((1, 3))), [[1, 2, 3]])
