"""A layer that slows down the learning of what lies below it."""

import math
import numbers

import keras


@keras.saving.register_keras_serializable(package="keras_gan")
class ScaleGradient(keras.layers.Layer):
    """Returns its inputs, and multiplies the gradient that passes back to them.

    With gradient descent, with or without momentum, the layers below learn as with
    their learning rate times `factor`. Adam divides by the size of gradients, and so
    undoes it.

    Args:
        factor: float above zero.
        **kwargs: the other arguments of `keras.layers.Layer`.

    Input shape: any. Output shape: the same.

    Raises:
        ValueError: if `factor` is not a finite number above zero.

    Example:
        >>> slow = keras.Sequential([bottom, keras_gan.layers.ScaleGradient(0.01), top])
    """

    def __init__(self, factor, **kwargs):
        super().__init__(**kwargs)
        is_number = isinstance(factor, numbers.Real) and not isinstance(factor, bool)
        if not is_number or not 0 < factor < math.inf:
            raise ValueError(
                f"`factor` must be a finite number above zero. Received: "
                f"factor={factor!r}. To stop the gradient, set `trainable = False` on "
                "the layers below."
            )
        self.factor = float(factor)
        self.built = True

    def call(self, inputs):  # noqa: D102
        still = keras.ops.stop_gradient(inputs)
        return still + self.factor * (inputs - still)  # the difference is zero, exactly

    def compute_output_shape(self, input_shape):  # noqa: D102
        return input_shape

    def get_config(self):  # noqa: D102
        return {**super().get_config(), "factor": self.factor}
