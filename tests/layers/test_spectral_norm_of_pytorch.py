"""Spectral normalization, held to PyTorch's."""

import keras
import numpy as np
import pytest
import tensorflow as tf
import torch
from keras import layers

from keras_gan.layers import SpectralNormalization

IMAGES = np.random.default_rng(0).normal(size=(3, 6, 6, 2)).astype("float32")
ROWS = np.random.default_rng(1).normal(size=(3, 5)).astype("float32")
WORDS = np.array([[0, 3, 1], [2, 2, 6]])
CASES = {
    "Dense": (lambda: layers.Dense(4), ROWS),
    "Conv2D": (lambda: layers.Conv2D(4, 3), IMAGES),
    "Conv2DTranspose": (lambda: layers.Conv2DTranspose(4, 3, 2), IMAGES),
    "Embedding": (lambda: layers.Embedding(7, 4), WORDS),
}


def built(name):
    """A normalized layer of CASES, whose kernel is drawn anew, and its inputs."""
    make, inputs = CASES[name]
    keras.utils.set_random_seed(0)
    layer = SpectralNormalization(make(), seed=1)
    layer.build(inputs.shape)
    draws = np.random.default_rng(2).normal(size=layer.kernel.shape)
    layer.kernel.assign(draws.astype("float32"))
    return layer, inputs


# PyTorch's layers. Their kernels are (out, in, ...), or (in, out, ...) if transposed.
TORCH = {
    "Dense": lambda nn: nn.Linear(5, 4),
    "Conv2D": lambda nn: nn.Conv2d(2, 4, 3),
    "Conv2DTranspose": lambda nn: nn.ConvTranspose2d(2, 4, 3, stride=2),
}


def as_in_torch(array):
    """A kernel, with PyTorch's order of axes."""
    array = np.asarray(array)
    return array.T if array.ndim == 2 else np.transpose(array, (3, 2, 0, 1))


def images_as_in_torch(images):
    images = np.asarray(images)
    return images if images.ndim == 2 else np.transpose(images, (0, 3, 1, 2))


def v_as_in_torch(v):
    """A vector with a number for each column of W, whose order differs."""
    v = np.asarray(v)
    return v if len(v) == 5 else v.reshape(3, 3, 2).transpose(2, 0, 1).ravel()


def torch_twin(name, layer, normalize):
    """PyTorch's layer with our weights, normalized by its function; its u and v."""
    twin = TORCH[name](torch.nn)
    with torch.no_grad():
        twin.weight.copy_(torch.tensor(as_in_torch(layer.kernel)))
        twin.bias.copy_(torch.tensor(layer.layer.bias.numpy()))
    twin = normalize(twin)
    vectors = dict(twin.named_buffers())
    u, v = (next(vectors[n] for n in vectors if n.endswith(end)) for end in "uv")
    u.copy_(torch.tensor(layer.u.numpy()))
    v.copy_(torch.tensor(v_as_in_torch(layer.v)))
    return twin, u, v


def assert_equals_torch(name, normalize, training):
    layer, inputs = built(name)
    layer.layer.bias.assign(np.linspace(-1, 1, 4))
    for _ in range(3):
        layer.advance()
    twin, u, v = torch_twin(name, layer, normalize)
    twin.train(training)
    with tf.GradientTape() as tape:
        outputs = layer(inputs, training=training)
        loss = tf.reduce_sum(tf.sin(outputs))
    gradient = tape.gradient(loss, layer.kernel.value)
    twin_outputs = twin(torch.tensor(images_as_in_torch(inputs)))
    torch.sin(twin_outputs).sum().backward()
    twin_gradient = next(p.grad for n, p in twin.named_parameters() if "orig" in n)
    for ours, theirs in [
        (images_as_in_torch(outputs), twin_outputs.detach()),
        (as_in_torch(gradient), twin_gradient),
        (layer.u, u),
        (v_as_in_torch(layer.v), v),
    ]:
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("training", [True, False])
@pytest.mark.parametrize("name", TORCH)
def test_the_numbers_are_those_of_pytorch(name, training):
    normalize = torch.nn.utils.parametrizations.spectral_norm
    assert_equals_torch(name, normalize, training)


@pytest.mark.filterwarnings("ignore:.*spectral_norm.*:FutureWarning")
@pytest.mark.parametrize("name", TORCH)
def test_the_numbers_are_those_of_pytorch_s_older_function(name):
    # In training it is half an iteration ahead, as it takes v first and u last.
    assert_equals_torch(name, torch.nn.utils.spectral_norm, training=False)


def test_an_embedding_has_pytorch_s_vectors():
    layer, _ = built("Embedding")
    theirs = torch.nn.Embedding(7, 4, _weight=torch.tensor(layer.kernel.numpy()))
    theirs = torch.nn.utils.parametrizations.spectral_norm(theirs)
    norm = theirs.parametrizations.weight[0]
    norm._u.copy_(torch.tensor(layer.u.numpy()))
    norm._v.copy_(torch.tensor(layer.v.numpy()))
    outputs = theirs(torch.tensor(WORDS)).detach().numpy()
    np.testing.assert_allclose(layer(WORDS, training=True), outputs, atol=1e-5)
