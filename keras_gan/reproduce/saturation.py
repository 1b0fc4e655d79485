"""Why the generator does not play the minimax game: its gradient, early in learning."""

import keras
import numpy as np
import tensorflow as tf

from keras_gan import datasets, metrics, networks, optimizers
from keras_gan.models import GAN


def saturation(steps, seed):
    """Trains D alone against a fresh G, on the 8x8 digits, and watches G's gradient.

    After each update of D, the norm of the gradient that G would move by is taken
    under both losses, of the same G, the same D and the same noise.

    Args:
        steps: int, the updates of D.
        seed: int, of weights and noise.

    Returns:
        Dict of float64 arrays `(steps,)`: "d_fake", the mean of D(G(z)), and the norms
        under "minimax" and "non_saturating".

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 3
    """
    keras.utils.set_random_seed(seed)
    images = datasets.digits()
    generator = networks.dense_generator(
        images.image_shape, 16, (128, 128), mean_image=images.train.mean(axis=0)
    )
    discriminator = networks.dense_discriminator(images.image_shape, (128, 128))
    gan = GAN(generator, discriminator, latent="normal", generator_ema=None, seed=seed)
    gan.compile(
        optimizers.Adam(1e-3, beta_1=0.5),
        optimizers.Adam(1e-3, beta_1=0.5),
        discriminator_steps=steps + 1,  # G's turn never comes
    )
    latents = gan.draw_latents(1000, seed)
    rows = []

    def measure(batch, logs=None):
        answers = tf.sigmoid(discriminator(generator(latents)))
        norms = [
            metrics.generator_gradient_norm(generator, discriminator, loss, latents)
            for loss in ("minimax", "non_saturating")
        ]
        rows.append([float(tf.reduce_mean(answers)), *norms])

    gan.fit(
        datasets.batches(images.train, 100, seed),
        steps_per_epoch=steps,
        callbacks=[keras.callbacks.LambdaCallback(on_train_batch_end=measure)],
        verbose=0,
    )
    columns = np.array(rows).T
    return dict(zip(("d_fake", "minimax", "non_saturating"), columns, strict=True))
