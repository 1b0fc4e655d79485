"""A layer that leaves the known pixels of an image as they are."""

import keras


@keras.saving.register_keras_serializable(package="keras_gan")
class KeepKnown(keras.layers.Layer):
    """Returns known pixels where there are some, and generated ones in the hole.

    `mask * known + (1 - mask) * images`, where the mask is one or zero; it chooses and
    does not calculate, so that known pixels keep their bits. A generator of
    `CompletionGAN` ends with it.

    Args:
        **kwargs: the arguments of `keras.layers.Layer`.

    Input shape: list of images and known pixels, `(batch, height, width, channels)`
        each, and a mask `(batch, height, width, 1)`, one where a pixel is known.
    Output shape: that of the images.

    Example:
        >>> images = keras_gan.layers.KeepKnown()([images, known, mask])
    """

    def call(self, inputs):  # noqa: D102
        images, known, mask = inputs
        return keras.ops.where(mask > 0.5, known, images)

    def compute_output_shape(self, input_shape):  # noqa: D102
        return input_shape[0]
