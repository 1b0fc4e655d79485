import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from keras import layers
from torch.nn.utils.parametrizations import weight_norm

from keras_gan.layers import WeightNormalization, initialize_from_data

IMAGES = np.random.default_rng(0).normal(size=(3, 6, 6, 2)).astype("float32")
ROWS = np.random.default_rng(1).normal(size=(3, 5)).astype("float32")
# Each layer, its inputs, PyTorch's layer, and PyTorch's axis of output channels.
CASES = {
    "Dense": (lambda **a: layers.Dense(4, **a), ROWS, torch.nn.Linear(5, 4), 0),
    "Conv2D": (
        lambda **a: layers.Conv2D(4, 3, **a),
        IMAGES,
        torch.nn.Conv2d(2, 4, 3),
        0,
    ),
    "Conv2DTranspose": (
        lambda **a: layers.Conv2DTranspose(4, 3, 2, **a),
        IMAGES,
        torch.nn.ConvTranspose2d(2, 4, 3, stride=2),
        1,
    ),
}


def drawn(shape, seed):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def built(name="Dense", train_scale=True, **arguments):
    """A normalized layer of CASES, whose kernel, g and bias are drawn anew."""
    make, inputs, _, _ = CASES[name]
    layer = WeightNormalization(make(**arguments), train_scale)
    layer.build(inputs.shape)
    layer.layer.kernel.assign(drawn(layer.layer.kernel.shape, 2))
    layer.g.assign(drawn(layer.g.shape, 3))
    if layer.layer.use_bias:
        layer.layer.bias.assign(drawn(layer.layer.bias.shape, 4))
    return layer, inputs


def as_in_torch(array):
    """A kernel, with PyTorch's order of axes."""
    array = np.asarray(array)
    return array.T if array.ndim == 2 else np.transpose(array, (3, 2, 0, 1))


def images_as_in_torch(images):
    images = np.asarray(images)
    return images if images.ndim == 2 else np.transpose(images, (0, 3, 1, 2))


@pytest.mark.parametrize("name", CASES)
def test_answers_and_gradients_are_those_of_pytorch(name):
    layer, inputs = built(name)
    _, _, other, axis = CASES[name]
    other = weight_norm(other, dim=axis)
    length, direction = other.parametrizations.weight.parameters()
    with torch.no_grad():
        direction.copy_(torch.tensor(as_in_torch(layer.layer.kernel)))
        length.copy_(torch.tensor(layer.g.numpy()).reshape(length.shape))
        other.bias.copy_(torch.tensor(layer.layer.bias.numpy()))
    with tf.GradientTape() as tape:
        outputs = layer(inputs)
        total = tf.reduce_sum(tf.sin(outputs))
    g, kernel = tape.gradient(total, [layer.g.value, layer.layer.kernel.value])
    expected = other(torch.tensor(images_as_in_torch(inputs)))
    torch.sum(torch.sin(expected)).backward()
    np.testing.assert_allclose(
        images_as_in_torch(outputs), expected.detach(), rtol=1e-5, atol=1e-5
    )
    np.testing.assert_allclose(g, length.grad.reshape(-1), rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(
        as_in_torch(kernel), direction.grad, rtol=1e-5, atol=1e-5
    )


@pytest.mark.parametrize("name", CASES)
def test_it_begins_as_the_layer_without_it(name):
    make, inputs, _, _ = CASES[name]
    plain = make()
    expected = plain(inputs)
    layer = WeightNormalization(make())
    layer.build(inputs.shape)
    layer.layer.set_weights(plain.get_weights())
    # g is that of the kernel it began with, so only the direction is the same.
    layer.g.assign(np.asarray(layer._norms()))
    np.testing.assert_allclose(layer(inputs), expected, rtol=1e-5, atol=1e-6)
    fresh = WeightNormalization(make())
    fresh.build(inputs.shape)
    np.testing.assert_allclose(fresh.g, fresh._norms(), rtol=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_first_activations_have_mean_zero_and_variance_one(name):
    make, inputs, _, _ = CASES[name]
    inner = WeightNormalization(make(activation="tanh"))
    outer = WeightNormalization(layers.Dense(3, "relu"), train_scale=False)
    images = keras.Input(inputs.shape[1:])
    hidden = inner(images)
    network = keras.Model(images, outer(layers.Flatten()(hidden)))
    many = np.concatenate([inputs + drawn(inputs.shape, seed) for seed in range(30)])
    initialize_from_data(network, many)
    answers = np.arctanh(keras.Model(images, hidden)(many)).reshape(-1, 4)
    np.testing.assert_allclose(answers.mean(axis=0), 0, atol=1e-4)
    np.testing.assert_allclose(answers.std(axis=0), 1, atol=1e-3)
    # The second layer was measured on what the first one makes since then.
    outer.layer.activation = keras.activations.linear
    answers = np.asarray(network(many))
    np.testing.assert_allclose(answers.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(answers.std(axis=0), 1, atol=1e-5)


def test_images_of_another_call_do_not_measure():
    layer, inputs = built()
    before = layer.get_weights()
    layer(inputs, training=True)
    for a, b in zip(layer.get_weights(), before, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_fixed_scale_is_not_learned():
    layer, _ = built(train_scale=False)
    assert {v.name for v in layer.trainable_variables} == {"kernel", "bias"}
    layer.trainable = True  # as thawing a network does
    assert {v.name for v in layer.trainable_variables} == {"kernel", "bias"}
    assert "g" in {v.name for v in built()[0].trainable_variables}


def test_a_kernel_of_zeros_stays_finite():
    layer, inputs = built()
    layer.layer.kernel.assign(np.zeros(layer.layer.kernel.shape))
    with tf.GradientTape() as tape:
        outputs = layer(inputs)
    gradient = tape.gradient(outputs, layer.layer.kernel.value)
    assert np.isfinite(outputs).all()
    assert np.isfinite(gradient).all()


@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16", "float64"])
def test_the_wrapped_layer_says_the_precision(policy):
    layer = WeightNormalization(layers.Dense(3, dtype=policy))
    outputs = layer(ROWS)
    assert outputs.dtype == policy.removeprefix("mixed_")
    assert layer.g.dtype == "float32"


def test_what_the_layer_adds_for_its_activity_is_kept():
    layer = WeightNormalization(layers.Dense(3, activity_regularizer="l2"))
    outputs = layer(ROWS)
    expected = 0.01 * np.sum(np.square(outputs)) / len(ROWS)
    np.testing.assert_allclose(sum(layer.losses), expected, rtol=1e-5)


def test_a_saved_network_answers_alike(tmp_path):
    images = keras.Input(IMAGES.shape[1:])
    hidden = WeightNormalization(layers.Conv2D(4, 3, activation="relu"), False)(images)
    network = keras.Model(images, hidden)
    initialize_from_data(network, IMAGES)
    network.save(tmp_path / "network.keras")
    loaded = keras.models.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(loaded(IMAGES), network(IMAGES))
    assert loaded.layers[1].train_scale is False


def test_errors():
    with pytest.raises(TypeError, match="must be a Keras Dense, Conv1D.*Received: lay"):
        WeightNormalization(layers.Embedding(3, 2))
    with pytest.raises(ValueError, match="dtype='float16'"):
        WeightNormalization(layers.Dense(3), dtype="float16")
    plain = keras.Sequential([keras.Input((5,)), layers.Dense(3)])
    with pytest.raises(ValueError, match="without a layer of class WeightNorm"):
        initialize_from_data(plain, ROWS)
    layer = WeightNormalization(layers.Dense(3, use_bias=False))
    network = keras.Sequential([keras.Input((5,)), layer])
    with pytest.raises(ValueError, match="use_bias=False"):
        initialize_from_data(network, ROWS)
    network = keras.Sequential(
        [keras.Input((5,)), WeightNormalization(layers.Dense(3))]
    )
    with pytest.raises(ValueError, match="Received: 3 of 3 units"):
        initialize_from_data(network, np.ones((4, 5)))
    network(ROWS, training=True)  # and goes on as a layer that does not measure
    np.testing.assert_array_equal(network.layers[0].layer.bias, 0)
