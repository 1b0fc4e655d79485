"""Batch normalization whose scale and offset are those of an example's class."""

import keras
from keras import ops

from keras_gan.arguments import check_integer


@keras.saving.register_keras_serializable(package="keras_gan")
class ConditionalBatchNormalization(keras.layers.BatchNormalization):
    """Normalizes over the whole batch, then scales and shifts by class.

    `gamma_y (x - mean) / sqrt(variance + epsilon) + beta_y`, with one mean and one
    variance for all classes, and gamma and beta of the class y. Each gamma starts at 1
    and each beta at 0, so at first it is a plain batch normalization. A generator draws
    classes with it where it would have normalized anyway.

    Args:
        num_classes: int, how many classes there are.
        momentum: float, how much of the moving statistics is kept at a step.
        epsilon: float, added to the variance.
        **kwargs: the other arguments of `keras.layers.Layer`.

    Input shape: `(batch, ..., channels)`; and int `(batch,)`, classes from 0 to
        `num_classes - 1`, or -1 where it is unknown. On a GPU, other numbers get zeros,
        on a processor an error.
    Output shape: `(batch, ..., channels)`.

    Raises:
        TypeError or ValueError: if `num_classes` is no positive integer.

    Example:
        >>> labels = keras.Input((), dtype="int32", name="labels")
        >>> x = keras.Input((8, 8, 16))
        >>> x = keras_gan.layers.ConditionalBatchNormalization(10)(x, labels)

    Reference: [Dumoulin et al., 2017](https://arxiv.org/abs/1610.07629); in generators
        [Miyato and Koyama, 2018](https://arxiv.org/abs/1802.05637)
    """

    def __init__(self, num_classes, momentum=0.99, epsilon=1e-3, **kwargs):
        self.num_classes = check_integer("num_classes", num_classes, 1)
        super().__init__(-1, momentum, epsilon, center=False, scale=False, **kwargs)

    def build(self, input_shape):  # noqa: D102
        super().build(input_shape)
        shape = (self.num_classes + 1, input_shape[-1])  # the first row is of -1
        self.gammas = self.add_weight(shape=shape, initializer="ones", name="gammas")
        self.betas = self.add_weight(shape=shape, initializer="zeros", name="betas")

    def call(self, inputs, labels, training=None):  # noqa: D102
        x = super().call(inputs, training=training)
        rows = ops.cast(labels, "int32") + 1
        shape = (-1, *[1] * (len(x.shape) - 2), x.shape[-1])
        gamma, beta = (
            ops.reshape(ops.take(table, rows, axis=0), shape)
            for table in (self.gammas, self.betas)
        )
        return gamma * x + beta

    def get_config(self):  # noqa: D102
        config = super().get_config()
        kept = ("name", "trainable", "dtype", "momentum", "epsilon")
        own = {name: config[name] for name in kept}
        return {**own, "num_classes": self.num_classes}
