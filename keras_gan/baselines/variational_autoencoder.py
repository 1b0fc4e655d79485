"""A variational autoencoder, with the hidden units of the paper's generator."""

import math

import keras
import tensorflow as tf
from keras import ops

from keras_gan.callbacks import TrainingProgress
from keras_gan.datasets import batches, steps_per_epoch
from keras_gan.latents import Stream, noise_seed
from keras_gan.models import replicas
from keras_gan.optimizers import Adam


def variational_autoencoder(
    images, num_samples, seed, epochs=20, width=1200, latent_dim=100, progress=False
):
    """Mean images that a variational autoencoder's decoder gives to z ~ N(0, I).

    Args:
        images: float32 array `(count, height, width, channels)` in [0, 1].
        num_samples: int, how many draws.
        seed: int, of the weights, the order of the images and the noise.
        epochs: int, passes over the images.
        width: int, see `VariationalAutoencoder`.
        latent_dim: int, see `VariationalAutoencoder`.
        progress: bool, whether to show a progress bar.

    Returns:
        float32 array `(num_samples, height, width, channels)` in [0, 1].
    """
    arguments = (epochs, width, latent_dim, progress)
    return trained_autoencoder(images, seed, *arguments).sample(num_samples, seed)


def trained_autoencoder(
    images, seed, epochs=20, width=1200, latent_dim=100, progress=False
):
    """Trains a `VariationalAutoencoder`.

    Args:
        images: float32 array `(count, height, width, channels)` in [0, 1].
        seed: int, of weights, noise and order.
        epochs: int, passes over the images.
        width: int, the units of each hidden layer.
        latent_dim: int, the length of a code.
        progress: bool, whether to show a progress bar.

    Returns:
        The `VariationalAutoencoder`.
    """
    keras.utils.set_random_seed(seed)
    model = VariationalAutoencoder(images.shape[1:], width, latent_dim, seed)
    model.compile(optimizer=Adam(1e-3))
    batch_size = min(100, len(images))
    bar = TrainingProgress(("loss",))
    try:
        model.fit(
            batches(images, batch_size, seed),
            steps_per_epoch=steps_per_epoch(images, batch_size),
            epochs=epochs,
            shuffle=False,  # which the batches are already
            callbacks=[bar] if progress else [],
            verbose=0,
        )
    finally:  # Keras ends no callback when training is interrupted
        if progress:
            bar.on_train_end()
    return model


class VariationalAutoencoder(keras.Model):
    """Maximizes the evidence lower bound of images in [0, 1].

    The encoder gives each image a Gaussian q(z|x), the decoder each z the means of
    Bernoulli pixels; both have two layers of rectifiers. The loss is the negative
    bound in nats, `reconstruction + kl`: the expected cross entropy of the pixels,
    and KL(q(z|x) || N(0, I)).

    Args:
        image_shape: tuple of int, height, width and channels.
        width: int, the rectifiers in each hidden layer.
        latent_dim: int, the length of z.
        seed: int, the seed of the noise.

    Reference: [Kingma and Welling, 2014](https://arxiv.org/abs/1312.6114)
    """

    def __init__(self, image_shape, width=1200, latent_dim=100, seed=0):
        super().__init__()
        self.latent_dim = latent_dim
        self.seed = seed
        self.encoder = keras.Sequential(
            [
                keras.Input(image_shape),
                keras.layers.Flatten(),
                *_rectifiers(width),
                keras.layers.Dense(2 * latent_dim),
            ],
            name="encoder",
        )
        self.decoder = keras.Sequential(
            [
                keras.Input((latent_dim,)),
                *_rectifiers(width),
                keras.layers.Dense(math.prod(image_shape)),
                keras.layers.Reshape(image_shape),
            ],
            name="decoder",
        )
        names = ("loss", "reconstruction", "kl")
        self.trackers = [keras.metrics.Mean(name=name) for name in names]
        self.built = True

    @property
    def metrics(self):
        """The means of loss, reconstruction and kl, in nats an image."""
        return self.trackers

    def call(self, latents):
        """The decoder's mean images, `(batch, *image_shape)` in [0, 1]."""
        return ops.sigmoid(self.decoder(latents))

    def train_step(self, images):
        """One step down the negative evidence lower bound."""
        noise = self._noise(ops.shape(images)[0], self.optimizer.iterations)
        with tf.GradientTape() as tape:
            losses = self.losses_of(images, noise)
            # Optimizers sum over replicas, so each contributes its share.
            objective = ops.mean(losses[0]) / replicas.count()
        variables = self.trainable_variables
        gradients = tape.gradient(objective, [v.value for v in variables])
        self.optimizer.apply(gradients, variables)
        return self._log(losses)

    def test_step(self, images):
        """The bound of held-out images, under the same noise for every batch."""
        noise = self._noise(ops.shape(images)[0], 0, Stream.TEST)
        return self._log(self.losses_of(images, noise))

    def losses_of(self, images, noise):
        """The negative bound of each image and its two parts.

        Args:
            images: tensor `(batch, *image_shape)`.
            noise: tensor `(batch, latent_dim)`, standard normal.

        Returns:
            `(loss, reconstruction, kl)`, tensors `(batch,)` of nats.
        """
        mean, log_variance = ops.split(self.encoder(images), 2, axis=-1)
        logits = self.decoder(mean + ops.exp(log_variance / 2) * noise)
        cross_entropies = tf.nn.sigmoid_cross_entropy_with_logits(images, logits)
        reconstruction = ops.sum(cross_entropies, axis=(1, 2, 3))
        kl = kl_from_standard_normal(mean, log_variance)
        return reconstruction + kl, reconstruction, kl

    def sample(self, count, seed, batch_size=500):
        """Mean images of latents drawn from N(0, I), a NumPy array."""
        latents = self._noise(count, seed, Stream.SAMPLE)
        return self.predict(latents, batch_size=batch_size, verbose=0)

    def _noise(self, count, counter, stream=Stream.GENERATOR_STEP):
        seed = noise_seed(self.seed, stream, counter, replicas.own_number())
        return tf.random.stateless_normal((count, self.latent_dim), seed)

    def _log(self, losses):
        for tracker, values in zip(self.trackers, losses, strict=True):
            tracker.update_state(values)
        return replicas.to_logs({t.name: t.result() for t in self.trackers})


def kl_from_standard_normal(mean, log_variance):
    """KL(N(mean, diag(variance)) || N(0, I)) in nats.

    Args:
        mean: tensor `(batch, dim)`.
        log_variance: tensor `(batch, dim)`.

    Returns:
        Tensor `(batch,)`.
    """
    terms = ops.square(mean) + ops.exp(log_variance) - 1 - log_variance
    return ops.sum(terms, axis=-1) / 2


def _rectifiers(width):
    return [
        keras.layers.Dense(width, "relu", kernel_initializer="he_normal")
        for _ in range(2)
    ]
