"""The Parzen log-likelihood as a Keras metric."""

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from keras_gan.metrics.checks import checked_rows, checked_sigmas
from keras_gan.metrics.parzen_pairs import ParzenPairs
from keras_gan.metrics.parzen_window import parzen_log_likelihood


@keras.saving.register_keras_serializable(package="keras_gan")
class ParzenLogLikelihood(keras.metrics.Metric):
    """Mean log-likelihood of images under a Parzen window on samples, in nats.

    Without `samples`, it is a metric of a game: it gets real and generated images, and
    scores all real images so far under a window on all generated ones so far. Given
    `samples`, it scores images under a window on those.

    It works in float64, so that any split into batches gives the same to about 1e-12.
    A window on few samples scores low: compare only scores of as many images, and with
    the ceiling that `parzen_ceiling` gives. Where all test examples fit in memory,
    `parzen_score` is simpler, and picks sigma as well.

    Its work is done by NumPy, so it does not run inside a function that XLA compiles: a
    game with this metric is not compiled by "auto". Without samples it keeps all images
    of an evaluation in float64 until the next one, and no part of them is saved with a
    model.
    With samples, its config, and so a model that is saved with it, holds all of them.

    Args:
        samples: float array `(num_samples, ...)`, where the Gaussians sit; None for the
            generated images that `update_state` gets.
        sigma: positive float, their width, in the units of a pixel.
        name: str, the name of the metric.

    Raises:
        ValueError: as `parzen_log_likelihood` does.

    Example:
        >>> parzen = ParzenLogLikelihood(sigma=0.2)
        >>> gan.compile(d_optimizer, g_optimizer, metrics=[parzen])
        >>> gan.evaluate(test_images, verbose=0, return_dict=True)["parzen"]
        215.3
        >>> metric = ParzenLogLikelihood(gan.sample(10_000, seed=0), sigma=0.167)
        >>> for images in test_batches:
        ...     metric.update_state(images)
        >>> float(metric.result()), float(metric.standard_error())
        (230.6, 1.9)

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """

    supports_jit = False

    def __init__(self, samples=None, sigma=None, name="parzen"):
        super().__init__(name=name)
        self.samples = None if samples is None else checked_rows(samples, "samples")
        self.sigma = float(checked_sigmas(sigma))
        self.total, self.total_of_squares, self.count = (
            self.add_weight(name=name, initializer="zeros", dtype="float64")
            for name in ("total", "total_of_squares", "count")
        )
        self._pairs = ParzenPairs(self.sigma)

    def update_state(self, images, fake_images=None):
        """Adds images to what is scored, and generated ones to the window.

        On several replicas all images go into one window.

        Args:
            images: tensor `(batch, ...)`, real images.
            fake_images: tensor `(batch, ...)`, generated images, where the metric was
                given no samples.

        Raises:
            ValueError: if generated images are there beside samples, or missing
                without them.
        """
        self._check(fake_images)
        variables = (self.total, self.total_of_squares, self.count)
        if fake_images is None:
            sums = _in_numpy(self._score, images)
            for variable, value in zip(variables, sums, strict=True):
                variable.assign_add(value)
        else:
            # The count so far goes in so that updates in a graph keep their order.
            images, fake_images = _in_float64(images), _in_float64(fake_images)
            sums = _for_all_replicas(self._add, self.count.value, images, fake_images)
            for variable, value in zip(variables, sums, strict=True):
                variable.assign(value)

    def result(self):
        """Returns the mean in nats, or 0 before there are any images."""
        return self.total / ops.maximum(self.count, 1.0)

    def standard_error(self):
        """Returns the standard error of the mean; 0 with fewer than two images."""
        squares = self.total_of_squares - self.total * self.result()
        variance = ops.maximum(squares, 0.0) / ops.maximum(self.count - 1.0, 1.0)
        return ops.sqrt(variance / ops.maximum(self.count, 1.0))

    def reset_state(self):
        """Forgets all images."""
        super().reset_state()
        self._pairs = ParzenPairs(self.sigma)

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

    def _check(self, fake_images):
        if self.samples is not None and fake_images is not None:
            raise ValueError(
                "A window on given samples has no use for generated images. Received: "
                f"`fake_images` in a metric with {len(self.samples)} samples. For "
                "`GAN.compile(metrics=...)`, give it none, such as by "
                f"`ParzenLogLikelihood(sigma={self.sigma:g})`."
            )
        if self.samples is None and fake_images is None:
            raise ValueError(
                "A Parzen window needs samples to sit on. Received: real images alone, "
                "in a metric without samples. Call `update_state(real_images, "
                "fake_images)`, or make the metric with `samples`."
            )

    def _score(self, images):
        return _sums(parzen_log_likelihood(images, self.samples, self.sigma))

    def _add(self, count, real_images, fake_images):
        self._pairs.add(real_images, fake_images)
        return _sums(self._pairs.log_likelihood())


def _sums(values):
    return np.array([values.sum(), np.square(values).sum(), values.size])


def _in_float64(images):
    """Images as a tensor that NumPy can read, which bfloat16 is not."""
    images = tf.convert_to_tensor(images)
    return tf.cast(images, tf.float64) if images.dtype.is_floating else images


def _in_numpy(function, *tensors):
    """The three numbers that a function of arrays returns, as float64 tensors."""
    if tf.executing_eagerly():  # where an error comes out as it went in
        sums = tf.convert_to_tensor(function(*map(ops.convert_to_numpy, tensors)))
    else:
        sums = tf.numpy_function(function, tensors, tf.float64)
    return tf.unstack(tf.ensure_shape(sums, (3,)))


def _for_all_replicas(function, count, *images):
    """Like `_in_numpy`, of the images of all replicas; what adds up is shared out."""
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return _in_numpy(function, count, *images)
    images = [context.all_gather(each, axis=0) for each in images]

    def on_the_first(number, *arguments):
        return function(*arguments) if number == 0 else np.zeros(3)

    number = tf.convert_to_tensor(context.replica_id_in_sync_group)
    sums = tf.stack(_in_numpy(on_the_first, number, count, *images))
    sums = context.all_reduce(tf.distribute.ReduceOp.SUM, sums)
    return tf.unstack(sums / context.num_replicas_in_sync)
