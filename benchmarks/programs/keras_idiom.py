"""A hand-written `keras.Model`, as tutorials on Keras teach it."""

import functools

import keras
import tensorflow as tf

from benchmarks.programs import CIFAR10, MNIST, photos, sizes_of
from benchmarks.programs.fitting import fit
from benchmarks.programs.images import image_batches

OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(0.01, momentum=0.5),
    "adam": lambda: keras.optimizers.Adam(2e-4, beta_1=0.5),
}


def maxout(x, units, pieces):
    x = keras.layers.Dense(units * pieces)(x)
    x = keras.layers.Reshape((units, pieces))(x)
    return keras.ops.max(x, axis=-1)


def mnist_networks():
    hidden, hidden_again = MNIST.generator_widths
    generator = keras.Sequential(
        [
            keras.Input((MNIST.latent_dim,)),
            keras.layers.Dense(hidden, activation="relu"),
            keras.layers.Dense(hidden_again, activation="relu"),
            keras.layers.Dense(784, activation="sigmoid"),
            keras.layers.Reshape(MNIST.image_shape),
        ]
    )
    units, pieces = MNIST.maxout_units, MNIST.maxout_pieces
    images = keras.Input(MNIST.image_shape)
    x = keras.layers.Dropout(0.2)(keras.layers.Flatten()(images))
    x = keras.layers.Dropout(0.5)(maxout(x, units, pieces))
    x = keras.layers.Dropout(0.5)(maxout(x, units, pieces))
    return generator, keras.Model(images, keras.layers.Dense(1)(x))


def reach(x, pool_size):
    """How far the last pooling window reaches over the edge."""
    return (pool_size - x.shape[1]) % CIFAR10.pool_strides


def cifar10_networks():
    height, width, channels = CIFAR10.small_shape
    generator = keras.Sequential(
        [
            keras.Input((CIFAR10.latent_dim,)),
            keras.layers.Dense(CIFAR10.generator_width, activation="relu"),
            keras.layers.Dense(height * width * channels, activation="sigmoid"),
            keras.layers.Reshape(CIFAR10.small_shape),
            keras.layers.Conv2DTranspose(3, CIFAR10.paint_size, CIFAR10.paint_strides),
        ]
    )
    images = keras.Input(CIFAR10.image_shape)
    x = keras.layers.Dropout(0.2)(images)
    for filters, size, zeros, pool_size in CIFAR10.convolutions:
        x = keras.layers.ZeroPadding2D(zeros)(x)
        x = keras.layers.Conv2D(filters * CIFAR10.conv_pieces, size)(x)
        x = keras.layers.Reshape((*x.shape[1:3], filters, CIFAR10.conv_pieces))(x)
        x = keras.ops.max(x, axis=-1)
        x = keras.layers.ZeroPadding2D(((0, reach(x, pool_size)),) * 2)(x)
        x = keras.layers.MaxPooling2D(pool_size, CIFAR10.pool_strides)(x)
        x = keras.layers.Dropout(0.5)(x)
    x = keras.layers.Flatten()(x)
    x = maxout(x, CIFAR10.maxout_units, CIFAR10.maxout_pieces)
    x = keras.layers.Dropout(0.5)(x)
    return generator, keras.Model(images, keras.layers.Dense(1)(x))


NETWORKS = {
    "mnist": mnist_networks,
    "cifar10-conv": cifar10_networks,
    "photos": photos.networks,
}


class HandWrittenGAN(keras.Model):
    def __init__(self, generator, discriminator, latent_dim):
        super().__init__()
        self.generator = generator
        self.discriminator = discriminator
        self.latent_dim = latent_dim
        self.d_loss_metric = keras.metrics.Mean(name="d_loss")
        self.g_loss_metric = keras.metrics.Mean(name="g_loss")

    def compile(self, d_optimizer, g_optimizer, **options):
        super().compile(**options)
        self.d_optimizer = d_optimizer
        self.g_optimizer = g_optimizer
        self.loss_fn = keras.losses.BinaryCrossentropy(from_logits=True)

    @property
    def metrics(self):
        return [self.d_loss_metric, self.g_loss_metric]

    def train_step(self, real_images):
        batch_size = tf.shape(real_images)[0]
        latents = tf.random.normal((batch_size, self.latent_dim))
        generated = self.generator(latents, training=True)
        generated = tf.cast(generated, real_images.dtype)
        images = tf.concat([real_images, generated], axis=0)
        labels = tf.concat([tf.ones((batch_size, 1)), tf.zeros((batch_size, 1))], 0)
        with tf.GradientTape() as tape:
            logits = self.discriminator(images, training=True)
            d_loss = self.loss_fn(labels, logits)
        weights = self.discriminator.trainable_weights
        gradients = tape.gradient(d_loss, weights)
        self.d_optimizer.apply_gradients(zip(gradients, weights, strict=True))

        latents = tf.random.normal((batch_size, self.latent_dim))
        with tf.GradientTape() as tape:
            generated = self.generator(latents, training=True)
            logits = self.discriminator(generated, training=True)
            g_loss = self.loss_fn(tf.ones((batch_size, 1)), logits)
        weights = self.generator.trainable_weights
        gradients = tape.gradient(g_loss, weights)
        self.g_optimizer.apply_gradients(zip(gradients, weights, strict=True))

        self.d_loss_metric.update_state(d_loss)
        self.g_loss_metric.update_state(g_loss)
        return {m.name: m.result() for m in self.metrics}


def make(
    optimizer,
    pair="mnist",
    dataset=None,
    policy=None,
    jit_compile="auto",
    steps_per_execution=1,
    **changes,
):
    """`fit` of the hand-written model.

    Args:
        optimizer: str, "sgd" (with momentum) or "adam".
        pair: str, one of `PAIRS`.
        dataset: str or None, what takes the place of the pair's own data set.
        policy: str or None, the dtype policy of the networks.
        jit_compile: bool or "auto", as in `keras.Model.compile`.
        steps_per_execution: int, as in `keras.Model.compile`.
        **changes: sizes of the pair that are others.
    """
    if policy:
        keras.config.set_dtype_policy(policy)
    sizes = sizes_of(pair, **changes)
    gan = HandWrittenGAN(*NETWORKS[pair](), sizes.latent_dim)
    gan.compile(
        OPTIMIZERS[optimizer](),
        OPTIMIZERS[optimizer](),
        jit_compile=jit_compile,
        steps_per_execution=steps_per_execution,
    )
    batches = image_batches(pair, dataset, sizes.batch_size)
    return functools.partial(fit, gan, batches)
