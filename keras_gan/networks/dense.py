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
    image_shape, widths=(512, 512), negative_slope=0.2, max_shift=0, code_dim=None
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
        code_dim: int, the length of the code in the pairs that the D of
            `keras_gan.models.BiGAN` judges; None for a D of images alone.

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to logits `(batch, 1)`; with
        `code_dim`, from the inputs "images" and "codes", `(batch, code_dim)`.
    """
    check_sizes(image_shape, widths=widths)
    of_images = [keras.layers.Flatten()]
    if max_shift:
        of_images.insert(0, RandomShift(max_shift))
    layers = []
    for width in widths:
        layers += [
            keras.layers.Dense(width, kernel_initializer="he_normal"),
            keras.layers.LeakyReLU(negative_slope),
        ]
    layers.append(keras.layers.Dense(1))
    if code_dim is None:
        layers = [keras.Input(image_shape), *of_images, *layers]
        return keras.Sequential(layers, name="discriminator")
    check_sizes(code_dim=code_dim)
    images = keras.Input(image_shape, name="images")
    codes = keras.Input((code_dim,), name="codes")
    flat = _through(of_images, images)
    pairs = keras.layers.Concatenate()([flat, codes])
    logits = _through(layers, pairs)
    return keras.Model([images, codes], logits, name="discriminator")


def dense_encoder(
    image_shape, latent_dim=32, widths=(512, 512), negative_slope=0.2, activation=None
):
    """Leaky rectifiers with He initialization, from images to codes.

    Args:
        image_shape: tuple of int, height, width and channels.
        latent_dim: int, the length of a code.
        widths: sequence of int, the number of units of each hidden layer.
        negative_slope: float, the slope of the rectifiers below zero.
        activation: str or None, of the output, such as "tanh" for codes in [-1, 1].

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to `(batch, latent_dim)`.
    """
    check_sizes(image_shape, latent_dim=latent_dim, widths=widths)
    layers = [keras.Input(image_shape), keras.layers.Flatten()]
    for width in widths:
        layers += [
            keras.layers.Dense(width, kernel_initializer="he_normal"),
            keras.layers.LeakyReLU(negative_slope),
        ]
    layers.append(keras.layers.Dense(latent_dim, activation))
    return keras.Sequential(layers, name="encoder")


def _through(layers, x):
    for layer in layers:
        x = layer(x)
    return x
