"""Convolutional maxout layer."""

import math

import keras
from keras import ops

from keras_gan.arguments import check_integer, is_integer
from keras_gan.layers.add_bias import add_bias
from keras_gan.layers.max_of_pieces import max_of_pieces


@keras.saving.register_keras_serializable(package="keras_gan")
class MaxoutConv2D(keras.layers.Layer):
    """Convolution whose units take the maximum over linear pieces and over a window.

    `h_i(x) = max_{j, u in window} (x * W_ij + b_ij)(u)`: `Maxout` with shared weights,
    then spatial max pooling. The convolutional discriminator of the 2014 paper is made
    of it. As there, the last pooling windows may reach over the edge, so that no pixel
    is left out: `n` pixels become `ceil((n - pool_size) / pool_strides) + 1`.

    Args:
        filters: int, the number of maxout units at each place.
        num_pieces: int, the number of linear pieces a unit takes the maximum of.
        kernel_size: int, the height and width of the kernel.
        padding: int, how many zeros are put on each of the four sides before the
            convolution; or "valid" for none, or "same" to keep height and width.
        pool_size: int, the height and width of a pooling window; 1 for no pooling.
        pool_strides: int, how far apart the windows are; by default `pool_size`.
        kernel_initializer: a Keras initializer of the kernel, whose shape is
            `(kernel_size, kernel_size, channels, num_pieces * filters)`.
        bias_initializer: a Keras initializer of the bias.
        kernel_constraint: a Keras constraint, such as `MaxNorm(c, axis=(0, 1, 2))`.
        **kwargs: the other arguments of `keras.layers.Layer`.

    Input shape: `(batch, height, width, channels)`. Output shape:
    `(batch, pooled_height, pooled_width, filters)`.

    Raises:
        ValueError: if an argument is out of range, if `pool_strides` exceeds
            `pool_size`, or if the input is not of rank four, of unknown size or too
            small.

    Example:
        >>> layer = keras_gan.layers.MaxoutConv2D(32, 2, 8, 4, 4, pool_strides=2)
        >>> layer(keras.ops.zeros((8, 32, 32, 3))).shape
        TensorShape([8, 16, 16, 32])

    Reference: [Goodfellow et al., 2013](https://arxiv.org/abs/1302.4389)
    """

    def __init__(
        self,
        filters,
        num_pieces,
        kernel_size,
        padding="valid",
        pool_size=1,
        pool_strides=None,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_constraint=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.filters = check_integer("filters", filters, 1)
        self.num_pieces = check_integer("num_pieces", num_pieces, 1)
        self.kernel_size = check_integer("kernel_size", kernel_size, 1)
        self.pool_size = check_integer("pool_size", pool_size, 1)
        strides = pool_size if pool_strides is None else pool_strides
        self.pool_strides = check_integer("pool_strides", strides, 1)
        self.padding = int(padding) if is_integer(padding) else padding
        self._check_arguments()
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.kernel_constraint = keras.constraints.get(kernel_constraint)

    def _check_arguments(self):
        if not is_integer(self.padding, 0) and self.padding not in ("same", "valid"):
            raise ValueError(
                '`padding` of MaxoutConv2D must be "same", "valid" or a number of '
                f"pixels. Received: padding={self.padding!r}."
            )
        if self.pool_strides > self.pool_size:
            raise ValueError(
                "Pooling windows of MaxoutConv2D must not leave pixels out. Received: "
                f"pool_size={self.pool_size}, pool_strides={self.pool_strides}. Pass "
                "a `pool_strides` of at most `pool_size`."
            )

    def build(self, input_shape):  # noqa: D102
        if len(input_shape) != 4 or None in input_shape[1:]:
            raise ValueError(
                "MaxoutConv2D takes inputs of shape (batch, height, width, channels), "
                "all but the batch known. "
                f"Received: input_shape={tuple(input_shape)}."
            )
        self.compute_output_shape(input_shape)  # says so if the images are too small
        self.input_spec = keras.layers.InputSpec(ndim=4, axes={-1: input_shape[-1]})
        channels = self.num_pieces * self.filters
        self.kernel = self.add_weight(
            shape=(self.kernel_size, self.kernel_size, input_shape[-1], channels),
            initializer=self.kernel_initializer,
            constraint=self.kernel_constraint,
            name="kernel",
        )
        self.bias = self.add_weight(
            shape=(channels,), initializer=self.bias_initializer, name="bias"
        )

    def call(self, inputs):  # noqa: D102
        padding = self.padding
        if isinstance(padding, int):
            sides = (padding, padding)
            inputs = ops.pad(inputs, [(0, 0), sides, sides, (0, 0)])
            padding = "valid"
        pieces = ops.conv(
            inputs, self.kernel, padding=padding, data_format="channels_last"
        )
        outputs = max_of_pieces(add_bias(pieces, self.bias), self.num_pieces)
        return self._pooled(outputs)

    def _pooled(self, outputs):
        if self.pool_size == 1:
            return outputs
        # Nothing is smaller than what lies beyond the edge, so it never wins.
        beyond = [(0, self._pooled_reach(n) - n) for n in outputs.shape[1:3]]
        outputs = ops.pad(
            outputs, [(0, 0), *beyond, (0, 0)], constant_values=-float("inf")
        )
        return ops.max_pool(
            outputs, self.pool_size, self.pool_strides, data_format="channels_last"
        )

    def _pooled_length(self, length):
        return math.ceil((length - self.pool_size) / self.pool_strides) + 1

    def _pooled_reach(self, length):
        return (self._pooled_length(length) - 1) * self.pool_strides + self.pool_size

    def compute_output_shape(self, input_shape):  # noqa: D102
        zeros = self.padding if isinstance(self.padding, int) else 0
        lost = 0 if self.padding == "same" else self.kernel_size - 1 - 2 * zeros
        lengths = [n - lost for n in input_shape[1:3]]
        if min(lengths) < self.pool_size:
            raise ValueError(
                "The images are too small for MaxoutConv2D: after the convolution, "
                "they must be at least as large as a pooling window. Received: "
                f"input_shape={tuple(input_shape)}, which becomes {tuple(lengths)}, "
                f"with pool_size={self.pool_size}. Use larger images or more padding."
            )
        return (input_shape[0], *map(self._pooled_length, lengths), self.filters)

    def get_config(self):  # noqa: D102
        return {
            **super().get_config(),
            "filters": self.filters,
            "num_pieces": self.num_pieces,
            "kernel_size": self.kernel_size,
            "padding": self.padding,
            "pool_size": self.pool_size,
            "pool_strides": self.pool_strides,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "bias_initializer": keras.initializers.serialize(self.bias_initializer),
            "kernel_constraint": keras.constraints.serialize(self.kernel_constraint),
        }
