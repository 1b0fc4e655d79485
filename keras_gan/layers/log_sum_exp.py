"""One logit of several: the logarithm of the sum of their exponentials."""

import keras


@keras.saving.register_keras_serializable(package="keras_gan")
class LogSumExp(keras.layers.Layer):
    """Computes `log sum_k exp(l_k)`, the logit of "one of the K" against a logit of 0.

    With the logits of K classes of real images, D(x) = Z / (Z + 1) with
    `Z = sum_k exp(l_k)`, and this is D's logit `log Z`; see
    `keras_gan.losses.SemiSupervised`.

    Args:
        **kwargs: the arguments of `keras.layers.Layer`.

    Input shape: `(batch, K)`. Output shape: `(batch, 1)`.

    Example:
        >>> logits = keras_gan.layers.LogSumExp()(classes)
        >>> keras.Model(images, {"logits": logits, "classes": classes})

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498), section 5
    """

    def call(self, inputs):  # noqa: D102
        return keras.ops.logsumexp(inputs, axis=-1, keepdims=True)

    def compute_output_shape(self, input_shape):  # noqa: D102
        return (*input_shape[:-1], 1)
