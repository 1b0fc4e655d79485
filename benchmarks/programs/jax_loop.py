"""A training loop in JAX and Optax, its step compiled as one function."""

import functools
import itertools
import math

import jax
import jax.numpy as jnp
import numpy as np
import optax

from benchmarks.programs import CIFAR10, MNIST, PHOTOS, sizes_of
from benchmarks.programs.images import training_images

OPTIMIZERS = {
    "sgd": lambda: optax.sgd(0.01, momentum=0.5),
    "adam": lambda: optax.adam(2e-4, b1=0.5),
}
# How products and convolutions are made; the second as JAX calls it.
PRECISIONS = {"float32": "highest", "tf32": "tensorfloat32", "bfloat16": "default"}
IMAGES = ("NHWC", "HWIO", "NHWC")


def kernel(rng, *shape):
    """A kernel, and a bias of as many zeros as it has outputs."""
    return rng.normal(0, 0.02, shape).astype("float32"), np.zeros(shape[-1], "float32")


def dense(x, weights):
    return x @ weights[0] + weights[1]


def convolution(x, weights, strides=1, padding="VALID"):
    outputs = jax.lax.conv_general_dilated(
        x, weights[0], (strides, strides), padding, dimension_numbers=IMAGES
    )
    return outputs + weights[1]


def transposed_convolution(x, weights, strides, padding):
    outputs = jax.lax.conv_transpose(
        x, weights[0], (strides, strides), padding, dimension_numbers=IMAGES
    )
    return outputs + weights[1]


def maxout(x, weights, pieces):
    return jnp.max(dense(x, weights).reshape(len(x), -1, pieces), axis=-1)


def dropout(key, number, x, rate):
    kept = jax.random.bernoulli(jax.random.fold_in(key, number), 1 - rate, x.shape)
    return jnp.where(kept, x / (1 - rate), jnp.zeros_like(x))


def mnist_weights(rng):
    sizes = (MNIST.latent_dim, *MNIST.generator_widths, 784)
    units, pieces = MNIST.maxout_units, MNIST.maxout_pieces
    shapes = [(784, units * pieces), (units, units * pieces), (units, 1)]
    return (
        [kernel(rng, *shape) for shape in itertools.pairwise(sizes)],
        [kernel(rng, *shape) for shape in shapes],
    )


def mnist_generator(weights, x):
    for each in weights[:-1]:
        x = jax.nn.relu(dense(x, each))
    return jax.nn.sigmoid(dense(x, weights[-1])).reshape(-1, *MNIST.image_shape)


def mnist_discriminator(weights, x, key):
    x = dropout(key, 0, x.reshape(len(x), -1), 0.2)
    x = dropout(key, 1, maxout(x, weights[0], MNIST.maxout_pieces), 0.5)
    x = dropout(key, 2, maxout(x, weights[1], MNIST.maxout_pieces), 0.5)
    return dense(x, weights[2])


def cifar10_weights(rng):
    width, channels = CIFAR10.generator_width, CIFAR10.small_shape[-1]
    paint, pieces = CIFAR10.paint_size, CIFAR10.maxout_pieces
    g = [
        kernel(rng, CIFAR10.latent_dim, width),
        kernel(rng, width, math.prod(CIFAR10.small_shape)),
        kernel(rng, paint, paint, channels, 3),
    ]
    d, inputs = [], 3
    for filters, size, *_ in CIFAR10.convolutions:
        d.append(kernel(rng, size, size, inputs, filters * CIFAR10.conv_pieces))
        inputs = filters
    key = jax.random.key(0)
    ones = jnp.ones((1, *CIFAR10.image_shape))
    features = math.prod(cifar10_convolutions(d, ones, key).shape)
    d.append(kernel(rng, features, CIFAR10.maxout_units * pieces))
    return g, [*d, kernel(rng, CIFAR10.maxout_units, 1)]


def cifar10_generator(weights, x):
    x = jax.nn.sigmoid(dense(jax.nn.relu(dense(x, weights[0])), weights[1]))
    x = x.reshape(-1, *CIFAR10.small_shape)
    return transposed_convolution(x, weights[2], CIFAR10.paint_strides, "VALID")


def cifar10_convolutions(weights, x, key):
    x = dropout(key, 0, x, 0.2)
    sizes = enumerate(CIFAR10.convolutions)
    for (number, (filters, _, zeros, pool)), each in zip(sizes, weights, strict=False):
        x = convolution(x, each, padding=[(zeros, zeros)] * 2)
        x = x.reshape(*x.shape[:3], filters, CIFAR10.conv_pieces).max(axis=-1)
        strides = CIFAR10.pool_strides
        reach = (pool - x.shape[1]) % strides
        x = jax.lax.reduce_window(
            x,
            -jnp.inf,
            jax.lax.max,
            (1, pool, pool, 1),
            (1, strides, strides, 1),
            [(0, 0), (0, reach), (0, reach), (0, 0)],
        )
        x = dropout(key, 1 + number, x, 0.5)
    return x


def cifar10_discriminator(weights, x, key):
    x = cifar10_convolutions(weights[:3], x, key)
    x = maxout(x.reshape(len(x), -1), weights[3], CIFAR10.maxout_pieces)
    return dense(dropout(key, 4, x, 0.5), weights[4])


def photo_weights(rng):
    size, filters = PHOTOS.kernel_size, PHOTOS.generator_filters
    width = PHOTOS.small_size**2 * filters[0]
    g = [kernel(rng, PHOTOS.latent_dim, width)]
    for shape in itertools.pairwise((*filters, 3)):
        scale, offset = np.ones((2, shape[0]), "float32") * [[1], [0]]
        g.append((scale.astype("float32"), offset.astype("float32")))
        g.append(kernel(rng, size, size, *shape))
    d = [
        kernel(rng, size, size, *shape)
        for shape in itertools.pairwise((3, *PHOTOS.discriminator_filters))
    ]
    last = PHOTOS.small_size**2 * PHOTOS.discriminator_filters[-1]
    return g, [*d, kernel(rng, last, 1)]


def normalized(x, weights):
    x32 = x.astype("float32")
    mean, variance = x32.mean((0, 1, 2)), x32.var((0, 1, 2))
    x = (x32 - mean) * jax.lax.rsqrt(variance + 1e-3)
    return (x * weights[0] + weights[1]).astype(weights[0].dtype)


def photo_generator(weights, x):
    size = PHOTOS.small_size
    x = dense(x, weights[0]).reshape(-1, size, size, PHOTOS.generator_filters[0])
    for scale, each in zip(weights[1::2], weights[2::2], strict=True):
        x = jax.nn.relu(normalized(x, scale))
        x = transposed_convolution(x, each, 2, "SAME")
    return jnp.tanh(x)


def photo_discriminator(weights, x, key):
    for each in weights[:-1]:
        x = jax.nn.leaky_relu(convolution(x, each, 2, "SAME"), 0.2)
    return dense(x.reshape(len(x), -1), weights[-1])


NETWORKS = {
    "mnist": (mnist_weights, mnist_generator, mnist_discriminator),
    "cifar10-conv": (cifar10_weights, cifar10_generator, cifar10_discriminator),
    "photos": (photo_weights, photo_generator, photo_discriminator),
}


def image_batches(pair, dataset, batch_size):
    images = training_images(pair, dataset)
    rng = np.random.default_rng(0)
    while True:
        order = rng.permutation(len(images))
        for start in range(0, len(images) - batch_size + 1, batch_size):
            yield images[order[start : start + batch_size]]


def make(optimizer, pair="mnist", dataset=None, precision="float32", **changes):
    """The loop.

    Args:
        optimizer: str, "sgd" (with momentum) or "adam".
        pair: str, one of `PAIRS`.
        dataset: str or None, what takes the place of the pair's own data set.
        precision: str, one of `PRECISIONS`.
        **changes: sizes of the pair that are others.
    """
    sizes = sizes_of(pair, **changes)
    weights_of, generator, discriminator = NETWORKS[pair]
    rule = OPTIMIZERS[optimizer]()
    dtype = jnp.bfloat16 if precision == "bfloat16" else jnp.float32

    def lower(values):
        return jax.tree.map(lambda value: value.astype(dtype), values)

    def made(g, key):
        shape = (sizes.batch_size, sizes.latent_dim)
        return generator(lower(g), jax.random.normal(key, shape, dtype))

    def loss(d, images, target, key):
        logits = discriminator(lower(d), lower(images), key).astype("float32")
        return optax.sigmoid_binary_cross_entropy(logits, target).mean()

    @functools.partial(jax.jit, donate_argnums=0)
    def step(state, real):
        (g, d), (g_slots, d_slots), key, number = state
        keys = jax.random.split(jax.random.fold_in(key, number), 5)
        fake = made(g, keys[0])

        def d_loss(d):
            return loss(d, real, 1.0, keys[1]) + loss(d, fake, 0.0, keys[2])

        def g_loss(g):
            return loss(d, made(g, keys[3]), 1.0, keys[4])

        updates, d_slots = rule.update(jax.grad(d_loss)(d), d_slots)
        d = optax.apply_updates(d, updates)
        updates, g_slots = rule.update(jax.grad(g_loss)(g), g_slots)
        g = optax.apply_updates(g, updates)
        return (g, d), (g_slots, d_slots), key, number + 1

    batches = image_batches(pair, dataset, sizes.batch_size)
    with jax.default_matmul_precision(PRECISIONS[precision]):
        players = jax.tree.map(jnp.asarray, weights_of(np.random.default_rng(0)))
        slots = tuple(rule.init(player) for player in players)
    state = [(players, slots, jax.random.key(0), 0)]

    def run(steps):
        with jax.default_matmul_precision(PRECISIONS[precision]):
            for real in itertools.islice(batches, steps):
                state[0] = step(state[0], real)
        jax.block_until_ready(state[0])

    def operations():
        """How many a step has, as XLA counts them; not every device's XLA does."""
        lowered = step.lower(state[0], next(batches))
        return (lowered.cost_analysis() or lowered.compile().cost_analysis())["flops"]

    run.operations = operations
    return run
