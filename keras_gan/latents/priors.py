"""Latent priors: the distributions p_z that the generator's noise comes from."""

import math

import keras
import tensorflow as tf

from keras_gan.arguments import check_number

SQRT3 = 3.0**0.5


class LatentPrior:
    """A distribution over latent vectors, drawn statelessly.

    Subclass it, or pass any callable with the signature of `__call__`, to use a
    prior of your own. A subclass registered with
    `keras.saving.register_keras_serializable` is saved with the model.
    """

    def __call__(self, shape, seed):
        """Draws latents.

        Args:
            shape: tuple or int tensor, `(count, latent_dim)`.
            seed: integer tensor of shape `(2,)`; equal seeds give equal latents.

        Returns:
            A float32 tensor of the given shape.
        """
        raise TypeError(
            f"A latent prior must define `__call__(shape, seed)`. Received: "
            f"{type(self).__name__}, which does not."
        )

    def log_density(self, latents):
        """The log density, up to a constant, where the prior has one; by default 0.

        Args:
            latents: float32 tensor `(count, latent_dim)`, within the prior's bounds.

        Returns:
            A float32 tensor `(count,)`, differentiable.
        """
        return tf.zeros(tf.shape(latents)[:1])

    def nearest(self, latents):
        """The nearest latents that the prior can draw; by default these themselves.

        Args:
            latents: float32 tensor `(count, latent_dim)`.
        """
        return latents

    def get_config(self):
        """Returns the constructor's arguments."""
        return {}

    @classmethod
    def from_config(cls, config):
        """Makes the prior from `get_config()`'s dictionary."""
        return cls(**config)


@keras.saving.register_keras_serializable(package="keras_gan")
class Uniform(LatentPrior):
    """Independent uniform components; by default of variance one, as in the paper.

    Args:
        minval: float, the lower end. Defaults to `-sqrt(3)`.
        maxval: float, the upper end. Defaults to `sqrt(3)`.

    Raises:
        ValueError: if `minval >= maxval`.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), MNIST
    experiments.
    """

    def __init__(self, minval=-SQRT3, maxval=SQRT3):
        self.minval = check_number("minval", minval)
        self.maxval = check_number("maxval", maxval)
        if not self.minval < self.maxval:
            raise ValueError(
                "A uniform prior needs `minval` below `maxval`. "
                f"Received: minval={minval}, maxval={maxval}."
            )

    def __call__(self, shape, seed):  # noqa: D102
        return tf.random.stateless_uniform(shape, seed, self.minval, self.maxval)

    def nearest(self, latents):  # noqa: D102
        return tf.clip_by_value(latents, self.minval, self.maxval)

    def get_config(self):  # noqa: D102
        return {"minval": self.minval, "maxval": self.maxval}


@keras.saving.register_keras_serializable(package="keras_gan")
class Normal(LatentPrior):
    """Independent Gaussian components with mean zero.

    Args:
        stddev: float, the standard deviation of each component.

    Raises:
        ValueError: if `stddev` is not positive.
    """

    def __init__(self, stddev=1.0):
        self.stddev = _positive("stddev", stddev)

    def __call__(self, shape, seed):  # noqa: D102
        return tf.random.stateless_normal(shape, seed, stddev=self.stddev)

    def log_density(self, latents):  # noqa: D102
        return -0.5 * tf.reduce_sum(tf.square(latents / self.stddev), -1)

    def get_config(self):  # noqa: D102
        return {"stddev": self.stddev}


@keras.saving.register_keras_serializable(package="keras_gan")
class Spherical(LatentPrior):
    """Uniform on a sphere around the origin.

    Args:
        radius: float, the length of each latent vector; by default
            `sqrt(latent_dim)`, so that components have variance one.

    Raises:
        ValueError: if `radius` is not positive.

    Reference: [White, 2016](https://arxiv.org/abs/1609.04468), which moves along
    great circles.
    """

    def __init__(self, radius=None):
        self.radius = None if radius is None else _positive("radius", radius)

    def __call__(self, shape, seed):  # noqa: D102
        return self.nearest(tf.random.stateless_normal(shape, seed))

    def nearest(self, latents):  # noqa: D102
        directions = tf.math.l2_normalize(latents, -1)
        if self.radius is None:
            return directions * tf.sqrt(tf.cast(tf.shape(directions)[-1], tf.float32))
        return directions * self.radius

    def get_config(self):  # noqa: D102
        return {"radius": self.radius}


@keras.saving.register_keras_serializable(package="keras_gan")
class TruncatedNormal(LatentPrior):
    """Gaussian components, given that each lies within `threshold` of zero.

    A lower threshold trades variety for typical samples ("truncation trick").

    Args:
        threshold: float, the largest magnitude a component can have, in standard
            deviations.

    Raises:
        ValueError: if `threshold` is not positive.

    Reference: [Brock et al., 2018](https://arxiv.org/abs/1809.11096)
    """

    def __init__(self, threshold=2.0):
        self.threshold = _positive("threshold", threshold)

    def __call__(self, shape, seed):  # noqa: D102
        # By the inverse of the distribution function: TensorFlow's own op for any
        # threshold is unknown to XLA. The share within a high threshold rounds to
        # one, which lies at infinity; the float below it, at 5.4.
        share = min(math.erf(self.threshold / 2**0.5), 1 - 2**-24)
        uniform = tf.random.stateless_uniform(shape, seed, -share, share)
        return self.nearest(2**0.5 * tf.math.erfinv(uniform))

    def log_density(self, latents):  # noqa: D102
        return -0.5 * tf.reduce_sum(tf.square(latents), -1)

    def nearest(self, latents):  # noqa: D102
        return tf.clip_by_value(latents, -self.threshold, self.threshold)

    def get_config(self):  # noqa: D102
        return {"threshold": self.threshold}


def _positive(name, value):
    return check_number(name, value, "positive", lambda value: value > 0)


PRIORS = {
    "uniform": Uniform,
    "normal": Normal,
    "spherical": Spherical,
    "truncated_normal": TruncatedNormal,
}


def get(latent):
    """Returns the prior for a name, or the callable that was given.

    Args:
        latent: str, one of `PRIORS`, or a callable `(shape, seed) -> latents`.

    Raises:
        ValueError: if the name is unknown.
        TypeError: if it is neither a name nor callable.
    """
    if isinstance(latent, str):
        if latent not in PRIORS:
            raise ValueError(
                f"Unknown latent prior. Expected one of {sorted(PRIORS)} or a "
                f"callable `(shape, seed) -> latents`. Received: latent={latent!r}."
            )
        return PRIORS[latent]()
    if not callable(latent) or isinstance(latent, type):
        raise TypeError(
            f"`latent` must be one of {sorted(PRIORS)} or a callable "
            f"`(shape, seed) -> latents`. Received: latent={latent!r}."
            + (" Pass an instance, not the class." if isinstance(latent, type) else "")
        )
    return latent
