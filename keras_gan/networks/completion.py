"""Dense networks that complete images, whatever part of them is known."""

import math

import keras

from keras_gan.layers import Bias, KeepKnown, RandomShift
from keras_gan.networks.output_bias import logit_of_means
from keras_gan.networks.sizes import check_sizes


def completion_generator(
    image_shape,
    latent_dim=32,
    widths=(512, 512),
    mean_image=None,
    activation="sigmoid",
):
    """Rectifiers that see noise, the known pixels and which these are.

    What is passed as known in the hole makes no difference.

    Args:
        image_shape: tuple of int, height, width and channels.
        latent_dim: int, the length of a latent vector.
        widths: sequence of int, the number of units of each hidden layer, one at least.
        mean_image: array of `image_shape` in [0, 1], the mean of the training images,
            whose logit becomes the output bias.
        activation: str or None, of the output: "sigmoid" for images in [0, 1], None
            for values without bounds.

    Returns:
        A `keras.Model` from a dict of "latents" `(batch, latent_dim)`, "known"
        `(batch, *image_shape)` and "mask" `(batch, height, width, 1)`, one where a
        pixel is known, to `(batch, *image_shape)`, with the known pixels as they are.

    Raises:
        TypeError or ValueError: if a size is not a positive integer.
    """
    check_sizes(image_shape, latent_dim=latent_dim, widths=widths)
    inputs = completion_inputs(image_shape, latent_dim)
    known, mask = inputs["known"], inputs["mask"]
    seen = keras.layers.Multiply()([known, mask])
    flat = [keras.layers.Flatten()(each) for each in (seen, mask)]
    x = keras.layers.Concatenate()(flat)
    x = keras.layers.ReLU()(joined(widths[0], x, inputs["latents"]))
    for width in widths[1:]:
        x = keras.layers.Dense(width, "relu", kernel_initializer="he_normal")(x)
    x = keras.layers.Dense(
        math.prod(image_shape), bias_initializer=logit_of_means(mean_image)
    )(x)
    x = keras.layers.Activation(activation, dtype="float32")(x)
    images = keras.layers.Reshape(image_shape)(x)
    images = KeepKnown(dtype="float32")([images, known, mask])
    return keras.Model(inputs, images, name="generator")


def completion_discriminator(
    image_shape, widths=(512, 512), negative_slope=0.2, max_shift=0
):
    """Leaky rectifiers that see an image and which of its pixels were known.

    As `dense_discriminator`, it is meant to be trained with `keras_gan.losses.R1`.

    Args:
        image_shape: tuple of int, height, width and channels.
        widths: sequence of int, the number of units of each hidden layer.
        negative_slope: float, the slope of the rectifiers below zero.
        max_shift: int, the pixels by which `keras_gan.layers.RandomShift` moves an
            image and its mask together in training; 0 for none.

    Returns:
        A `keras.Model` from a dict of "images" `(batch, *image_shape)` and "mask"
        `(batch, height, width, 1)` to logits `(batch, 1)`.

    Raises:
        TypeError or ValueError: if a size is not a positive integer.
    """
    check_sizes(image_shape, widths=widths)
    inputs = {
        "images": keras.Input(image_shape, name="images"),
        "mask": keras.Input((*image_shape[:2], 1), name="mask"),
    }
    x = keras.layers.Concatenate()([*inputs.values()])
    x = RandomShift(max_shift)(x) if max_shift else x
    x = keras.layers.Flatten()(x)
    for width in widths:
        x = keras.layers.Dense(width, kernel_initializer="he_normal")(x)
        x = keras.layers.LeakyReLU(negative_slope)(x)
    logits = keras.layers.Dense(1, dtype="float32")(x)
    return keras.Model(inputs, logits, name="discriminator")


def joined(units, *parts):
    """A dense layer of several vectors, of which each has the same say to begin with.

    Joined into one vector, a few latents would be lost among many pixels.

    Args:
        units: int, the length of the result.
        *parts: tensors `(batch, length)`.
    """
    each = [
        keras.layers.Dense(units, use_bias=False, kernel_initializer="he_normal")(part)
        for part in parts
    ]
    return Bias()(keras.layers.Add()(each))


def completion_inputs(image_shape, latent_dim):
    """The inputs of a generator that completes images, by name."""
    return {
        "latents": keras.Input((latent_dim,), name="latents"),
        "known": keras.Input(image_shape, name="known"),
        "mask": keras.Input((*image_shape[:2], 1), name="mask"),
    }
