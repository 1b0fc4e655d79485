"""The Parzen log-likelihood as a Keras metric."""

import keras
import tensorflow as tf
from keras import ops

from keras_gan.metrics.checks import checked_rows, checked_sigmas
from keras_gan.metrics.parzen_window import parzen_log_likelihood


@keras.saving.register_keras_serializable(package="keras_gan")
class ParzenLogLikelihood(keras.metrics.Metric):
    """Mean log-likelihood of images under a Parzen window on given samples, in nats.

    For test sets that come in batches. It sums in float64, so that any split into
    batches gives the same to about 1e-12. Where all test examples fit in memory,
    `parzen_score` is simpler, and picks sigma as well. Its work is done by NumPy, so
    it does not run inside a function that XLA compiles. Its config, and so a model
    that is saved with it, holds all samples.

    Args:
        samples: float array `(num_samples, ...)`, where the Gaussians sit.
        sigma: positive float, their width, in the units of a pixel.
        name: str, the name of the metric.

    Raises:
        ValueError: as `parzen_log_likelihood` does.

    Example:
        >>> metric = ParzenLogLikelihood(gan.sample(10_000, seed=0), sigma=0.167)
        >>> for images in test_batches:
        ...     metric.update_state(images)
        >>> float(metric.result()), float(metric.standard_error())
        (230.6, 1.9)

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """

    def __init__(self, samples, sigma, name="parzen"):
        super().__init__(name=name)
        self.samples = checked_rows(samples, "samples")
        self.sigma = float(checked_sigmas(sigma))
        self.total, self.total_of_squares, self.count = (
            self.add_weight(name=name, initializer="zeros", dtype="float64")
            for name in ("total", "total_of_squares", "count")
        )

    def update_state(self, images):
        """Adds images `(batch, ...)` to what is scored."""
        if tf.executing_eagerly():
            log_likelihood = self._score(ops.convert_to_numpy(images))
        else:
            log_likelihood = tf.numpy_function(self._score, [images], tf.float64)
        log_likelihood = tf.convert_to_tensor(log_likelihood)
        self.total.assign_add(tf.reduce_sum(log_likelihood))
        self.total_of_squares.assign_add(tf.reduce_sum(tf.square(log_likelihood)))
        self.count.assign_add(tf.cast(tf.size(log_likelihood), "float64"))

    def result(self):
        """Returns the mean in nats, or 0 before there are any images."""
        return self.total / ops.maximum(self.count, 1.0)

    def standard_error(self):
        """Returns the standard error of the mean; 0 with fewer than two images."""
        squares = self.total_of_squares - self.total * self.result()
        variance = ops.maximum(squares, 0.0) / ops.maximum(self.count - 1.0, 1.0)
        return ops.sqrt(variance / ops.maximum(self.count, 1.0))

    def get_config(self):
        """Returns the arguments, samples included."""
        return {"samples": self.samples, "sigma": self.sigma, "name": self.name}

    @classmethod
    def from_config(cls, config):
        """Returns the metric that `get_config` describes."""
        samples = config["samples"]
        if isinstance(samples, dict):
            samples = keras.saving.deserialize_keras_object(samples)
        return cls(**{**config, "samples": samples})

    def _score(self, images):
        return parzen_log_likelihood(images, self.samples, self.sigma)
