"""Dense maxout layer."""

import keras
from keras import ops

from keras_gan.arguments import check_integer
from keras_gan.layers.add_bias import add_bias
from keras_gan.layers.max_of_pieces import max_of_pieces


@keras.saving.register_keras_serializable(package="keras_gan")
class Maxout(keras.layers.Layer):
    """Dense layer whose units take the maximum over several linear pieces.

    `h_i(x) = max_j (x W_ij + b_ij)`: a convex, piecewise linear activation that is
    learned. The discriminators of the 2014 paper are made of it.

    Args:
        num_units: int, the number of maxout units.
        num_pieces: int, the number of linear pieces a unit takes the maximum of.
        kernel_initializer: a Keras initializer of the kernel, whose shape is
            `(features, num_pieces * num_units)`.
        bias_initializer: a Keras initializer of the bias.
        kernel_regularizer: a Keras regularizer of the kernel.
        kernel_constraint: a Keras constraint, such as `MaxNorm(c, axis=0)` for the
            paper's maximum column norm.
        **kwargs: the other arguments of `keras.layers.Layer`.

    Input shape: `(batch, features)`. Output shape: `(batch, num_units)`.

    Raises:
        ValueError: if `num_units` or `num_pieces` is not a positive integer, or an
            input is not of rank two.

    Example:
        >>> layer = keras_gan.layers.Maxout(240, num_pieces=5)
        >>> layer(keras.ops.zeros((8, 784))).shape
        TensorShape([8, 240])

    Reference: [Goodfellow et al., 2013](https://arxiv.org/abs/1302.4389)
    """

    def __init__(
        self,
        num_units,
        num_pieces=2,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        kernel_constraint=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.num_units = check_integer("num_units", num_units, 1)
        self.num_pieces = check_integer("num_pieces", num_pieces, 1)
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.kernel_regularizer = keras.regularizers.get(kernel_regularizer)
        self.kernel_constraint = keras.constraints.get(kernel_constraint)

    def build(self, input_shape):  # noqa: D102
        if len(input_shape) != 2 or input_shape[-1] is None:
            raise ValueError(
                "Maxout takes inputs of shape (batch, features). "
                f"Received: input_shape={tuple(input_shape)}. "
                "Put a `keras.layers.Flatten()` before it."
            )
        self.input_spec = keras.layers.InputSpec(ndim=2, axes={-1: input_shape[-1]})
        width = self.num_pieces * self.num_units
        self.kernel = self.add_weight(
            shape=(input_shape[-1], width),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
            name="kernel",
        )
        self.bias = self.add_weight(
            shape=(width,), initializer=self.bias_initializer, name="bias"
        )

    def call(self, inputs):  # noqa: D102
        pieces = add_bias(ops.matmul(inputs, self.kernel), self.bias)
        return max_of_pieces(pieces, self.num_pieces)

    def compute_output_shape(self, input_shape):  # noqa: D102
        return (input_shape[0], self.num_units)

    def get_config(self):  # noqa: D102
        return {
            **super().get_config(),
            "num_units": self.num_units,
            "num_pieces": self.num_pieces,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "bias_initializer": keras.initializers.serialize(self.bias_initializer),
            "kernel_regularizer": keras.regularizers.serialize(self.kernel_regularizer),
            "kernel_constraint": keras.constraints.serialize(self.kernel_constraint),
        }
