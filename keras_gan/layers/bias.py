"""A learned number for each channel, added by itself."""

import keras

from keras_gan.layers.add_bias import add_bias


@keras.saving.register_keras_serializable(package="keras_gan")
class Bias(keras.layers.Layer):
    """Adds a learned number to each channel.

    For sums of several layers, which need one bias. A convolution's own, followed by a
    sum and a leaky rectifier, is what TensorFlow's graph optimizer fails to fuse in a
    gradient: it then says so on the terminal and leaves the graph as it was.

    Args:
        **kwargs: the arguments of `keras.layers.Layer`.

    Input shape: `(..., channels)`. Output shape: the same.

    Example:
        >>> x = keras_gan.layers.Bias()(keras.layers.Add()([x, shortcut]))
    """

    def build(self, input_shape):  # noqa: D102
        self.bias = self.add_weight(
            shape=(input_shape[-1],), initializer="zeros", name="bias"
        )
        self.built = True

    def call(self, inputs):  # noqa: D102
        return add_bias(inputs, keras.ops.cast(self.bias, inputs.dtype))

    def compute_output_shape(self, input_shape):  # noqa: D102
        return input_shape
