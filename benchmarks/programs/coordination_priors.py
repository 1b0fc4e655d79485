"""Candidates of the table `coordination`: distributions of the noise."""

import math

import keras
import numpy as np
import tensorflow as tf

from keras_gan.latents import LatentPrior


@keras.saving.register_keras_serializable(package="keras_gan_benchmarks")
class Mixture(LatentPrior):
    """Equally many latents around each of a few points, with Gaussian deviations.

    The points are drawn once, from a standard normal distribution, and stay. Components
    have variance one about, over all latents.

    Args:
        num_components: int, the number of points.
        spread: float in (0, 1), the share of the variance that is between the points.
        seed: int, of the points.
    """

    def __init__(self, num_components=10, spread=0.8, seed=0):
        self.num_components, self.spread, self.seed = num_components, spread, seed

    def __call__(self, shape, seed):  # noqa: D102
        which, deviation = tf.unstack(tf.random.split(seed, 2))
        index = tf.random.stateless_uniform(
            [shape[0]], which, 0, self.num_components, tf.int32
        )
        points = tf.gather(self._points(shape), index)
        deviations = tf.random.stateless_normal(shape, deviation)
        return self.spread**0.5 * points + (1 - self.spread) ** 0.5 * deviations

    def _points(self, shape):
        """By NumPy: XLA makes other floats of TensorFlow's seeds than TensorFlow."""
        latent_dim = tf.get_static_value(tf.convert_to_tensor(shape), partial=True)[1]
        rng = np.random.default_rng(self.seed)
        points = rng.normal(size=(self.num_components, latent_dim))
        return tf.constant(points, tf.float32)

    def get_config(self):  # noqa: D102
        return {
            "num_components": self.num_components,
            "spread": self.spread,
            "seed": self.seed,
        }


@keras.saving.register_keras_serializable(package="keras_gan_benchmarks")
class StudentT(LatentPrior):
    """Independent components of Student's t distribution, whose tails are heavy.

    Of variance one where there is a variance, above two degrees of freedom; with one
    degree it is Cauchy's distribution.

    Args:
        degrees: float above zero, the degrees of freedom.

    Reference: [Bailey, 1994](https://doi.org/10.2307/2153537), the polar method
    """

    def __init__(self, degrees=3.0):
        self.degrees = degrees

    def __call__(self, shape, seed):  # noqa: D102
        of_radius, of_angle = tf.unstack(tf.random.split(seed, 2))
        uniform = 1 - tf.random.stateless_uniform(shape, of_radius)  # never zero
        angle = tf.random.stateless_uniform(shape, of_angle, 0.0, 2 * math.pi)
        # U^(-2 / n) - 1, which loses no digits where U is near one.
        square = self.degrees * tf.math.expm1(-2 / self.degrees * tf.math.log(uniform))
        scale = (1 - 2 / self.degrees) ** 0.5 if self.degrees > 2 else 1.0
        return scale * tf.sqrt(square) * tf.cos(angle)

    def get_config(self):  # noqa: D102
        return {"degrees": self.degrees}


@keras.saving.register_keras_serializable(package="keras_gan_benchmarks")
class LearnedMixture(keras.layers.Layer):
    """Makes standard normal latents those of a mixture, whose parts G learns.

    The last component of a latent says by its quantile which part it is of; the others
    are multiplied by that part's scale and moved by its mean. Scales are drawn towards
    one, lest they vanish.

    Args:
        num_components: int, the number of parts.
        scale: float, of all parts to start with.
        weight: float, of the sum of `(1 - scale)^2` in G's objective.
        **kwargs: the other arguments of `keras.layers.Layer`.

    Input shape: `(batch, latent_dim + 1)`. Output shape: `(batch, latent_dim)`.

    Reference: [Gurumurthy et al., 2017](https://arxiv.org/abs/1706.02071)
    """

    def __init__(self, num_components=50, scale=0.2, weight=1e-4, **kwargs):
        super().__init__(**kwargs)
        self.num_components, self.scale, self.weight = num_components, scale, weight

    def build(self, input_shape):  # noqa: D102
        shape = (self.num_components, input_shape[-1] - 1)
        self.means = self.add_weight(
            shape=shape, initializer=keras.initializers.RandomUniform(-1, 1)
        )
        self.scales = self.add_weight(
            shape=shape,
            initializer=keras.initializers.Constant(self.scale),
            regularizer=self._towards_one,
        )

    def _towards_one(self, scales):
        return self.weight * tf.reduce_sum(tf.square(1 - scales))

    def call(self, latents):  # noqa: D102
        quantile = 0.5 * (1 + tf.math.erf(latents[:, -1] / math.sqrt(2)))
        part = tf.cast(quantile * self.num_components, tf.int32)
        part = tf.clip_by_value(part, 0, self.num_components - 1)
        # A product with indicators, whose gradient is one too: a GPU need not sort.
        chosen = tf.one_hot(part, self.num_components, dtype=latents.dtype)
        means, scales = (tf.matmul(chosen, w) for w in (self.means, self.scales))
        return means + scales * latents[:, :-1]

    def compute_output_shape(self, input_shape):  # noqa: D102
        return (*input_shape[:-1], input_shape[-1] - 1)

    def get_config(self):  # noqa: D102
        own = ("num_components", "scale", "weight")
        return {**super().get_config(), **{name: getattr(self, name) for name in own}}
