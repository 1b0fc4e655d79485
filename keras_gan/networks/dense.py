"""Plain dense networks, quick to train on a CPU."""

import math

import keras

from keras_gan.layers import RandomShift
from keras_gan.networks.output_bias import logit_of_means
from keras_gan.networks.sizes import check_sizes


def dense_generator(image_shape, latent_dim=32, widths=(512, 512), mean_image=None):
    """Rectifiers with He initialization and a sigmoid output.

    Args:
        image_shape: tuple of int, height, width and channels.
        latent_dim: int, the length of a latent vector.
        widths: sequence of int, the number of units of each hidden layer.
        mean_image: array of `image_shape` in [0, 1], the mean of the training images,
            whose logit becomes the output bias.

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, *image_shape)` in
        [0, 1].
    """
    check_sizes(image_shape, latent_dim=latent_dim, widths=widths)
    hidden = [
        keras.layers.Dense(width, "relu", kernel_initializer="he_normal")
        for width in widths
    ]
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            *hidden,
            keras.layers.Dense(
                math.prod(image_shape),
                "sigmoid",
                bias_initializer=logit_of_means(mean_image),
            ),
            keras.layers.Reshape(image_shape),
        ],
        name="generator",
    )


def dense_discriminator(
    image_shape, widths=(512, 512), negative_slope=0.2, max_shift=0
):
    """Leaky rectifiers with He initialization and a logit.

    Without dropout and normalization, it is piecewise linear in the image and meant to
    be trained with the penalty `keras_gan.losses.R1`.

    Args:
        image_shape: tuple of int, height, width and channels.
        widths: sequence of int, the number of units of each hidden layer.
        negative_slope: float, the slope of the rectifiers below zero.
        max_shift: int, the pixels by which `keras_gan.layers.RandomShift` moves the
            images in training, against learning them by heart; 0 for none.

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to logits `(batch, 1)`.
    """
    check_sizes(image_shape, widths=widths)
    layers = [keras.Input(image_shape), keras.layers.Flatten()]
    if max_shift:
        layers.insert(1, RandomShift(max_shift))
    for width in widths:
        layers += [
            keras.layers.Dense(width, kernel_initializer="he_normal"),
            keras.layers.LeakyReLU(negative_slope),
        ]
    return keras.Sequential([*layers, keras.layers.Dense(1)], name="discriminator")
