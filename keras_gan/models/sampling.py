"""Drawing images from a trained game."""

import numbers

import numpy as np
import tensorflow as tf

from keras_gan.latents import Stream, noise_seed


class SamplingGenerator:
    """Mixin of `GAN`: the averaged generator as a function of latents or a seed."""

    def call(self, latents, training=False):
        """Images of the averaged generator (the generator in play without one).

        Args:
            latents: tensor `(batch, latent_dim)`.
            training: bool, whether to run in training mode.
        """
        return self.sampling_generator(latents, training=training)

    @property
    def sampling_generator(self):
        """The averaged generator, or the generator in play where there is none."""
        return self.generator if self.ema_generator is None else self.ema_generator

    def draw_latents(self, count, seed):
        """Draws latents from the prior.

        Args:
            count: int or scalar tensor, how many.
            seed: int or scalar tensor; equal seeds give equal latents.

        Returns:
            A float32 tensor `(count, latent_dim)`.
        """
        shape = tf.stack([tf.cast(count, tf.int32), self.latent_dim])
        return self.latent(shape, noise_seed(seed, Stream.SAMPLE, 0))

    def sample(self, count, seed=None, averaged=True, batch_size=500):
        """Draws images fairly: no image is picked.

        Args:
            count: int, how many images.
            seed: int, for the same images at every call; by default fresh ones.
            averaged: bool, whether to use the averaged generator.
            batch_size: int, how many images are made at a time.

        Returns:
            A float32 NumPy array `(count, ...)` in the generator's range.
        """
        if not isinstance(count, numbers.Integral) or count < 1:
            raise ValueError(
                "The number of samples must be a positive integer. "
                f"Received: count={count!r}."
            )
        if seed is None:
            seed = np.random.randint(2**31)  # follows keras.utils.set_random_seed
        draw = self._image_function if averaged else self._plain_image_function
        latents = self.draw_latents(count, seed)
        images = [
            draw(latents[start : start + batch_size])
            for start in range(0, count, batch_size)
        ]
        return tf.concat(images, axis=0).numpy()

    def _compile_image_functions(self):
        """Makes `sample` one graph for all batch sizes; called by the constructor."""

        def image_function(generator):
            signature = tf.TensorSpec((None, self.latent_dim), tf.float32)
            return tf.function(
                # float16 under mixed_float16
                lambda latents: tf.cast(generator(latents, training=False), tf.float32),
                input_signature=[signature],
            )

        self._image_function = image_function(self.sampling_generator)
        self._plain_image_function = image_function(self.generator)
