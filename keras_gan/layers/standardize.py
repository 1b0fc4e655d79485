"""A layer that standardizes its inputs with a mean and a deviation measured once."""

import keras
import numpy as np


@keras.saving.register_keras_serializable(package="keras_gan")
class Standardize(keras.layers.Layer):
    """Subtracts each feature's mean and divides by its standard deviation.

    Both are weights that are not trained: zero and one until `adapt` measures them.
    So they come along where weights are copied, saved or backed up, which those given
    to `keras.layers.Normalization` do not.

    Args:
        **kwargs: the arguments of `keras.layers.Layer`.

    Input shape: `(batch, features)`. Output shape: the same.

    Example:
        >>> layer = keras_gan.layers.Standardize()
        >>> layer.adapt(np.random.normal(3.0, 2.0, size=(1_000, 4)))
        >>> layer(3.0 * keras.ops.ones((1, 4)))  # near zero
    """

    def build(self, input_shape):  # noqa: D102
        features = (input_shape[-1],)
        self.input_spec = keras.layers.InputSpec(ndim=2, axes={-1: features[0]})
        self.mean = self.add_weight(
            shape=features, initializer="zeros", trainable=False, name="mean"
        )
        self.deviation = self.add_weight(
            shape=features, initializer="ones", trainable=False, name="deviation"
        )

    def adapt(self, data):
        """Measures mean and standard deviation.

        Args:
            data: array `(count, features)`, of at least two rows.

        Raises:
            ValueError: if there are fewer rows, or a feature is the same in all rows.
        """
        data = np.asarray(data, "float64")
        if len(data) < 2:
            raise ValueError(
                "A standard deviation takes at least two rows. Received: data of shape "
                f"{data.shape}. Pass about a thousand."
            )
        constant = np.flatnonzero(data.std(axis=0) == 0)
        if constant.size:
            raise ValueError(
                "Features to standardize must differ between rows. Received: "
                f"{constant.size} of {data.shape[1]} features that are the same in all "
                f"{len(data)} rows, the first of them feature {constant[0]}."
            )
        if not self.built:
            self.build(data.shape)
        self.mean.assign(data.mean(axis=0))
        self.deviation.assign(data.std(axis=0))

    def call(self, inputs):  # noqa: D102
        mean, deviation = (
            keras.ops.cast(statistic, inputs.dtype)
            for statistic in (self.mean, self.deviation)
        )
        return (inputs - mean) / deviation

    def compute_output_shape(self, input_shape):  # noqa: D102
        return input_shape
