"""The dense networks of the 2014 paper's MNIST experiment, at any size."""

import math

import keras

from keras_gan.layers import Dropout, Maxout
from keras_gan.networks.output_bias import logit_of_means
from keras_gan.networks.sizes import check_sizes


def paper_generator(
    image_shape=(28, 28, 1), latent_dim=100, width=1200, mean_image=None
):
    """Two layers of rectifiers and a sigmoid output: the paper's MNIST generator.

    Weights begin uniform in [-0.05, 0.05] and biases at zero, but for the output's.

    Args:
        image_shape: tuple of int, height, width and channels.
        latent_dim: int, the length of a latent vector.
        width: int, the number of rectifiers in each of the two layers.
        mean_image: array of `image_shape` in [0, 1], the mean of the training images.
            The output bias is its logit, so that training starts from the right
            marginals.

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, *image_shape)` in
        [0, 1].

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    check_sizes(image_shape, latent_dim=latent_dim, width=width)
    initializer = keras.initializers.RandomUniform(-0.05, 0.05)
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            keras.layers.Dense(width, "relu", kernel_initializer=initializer),
            keras.layers.Dense(width, "relu", kernel_initializer=_again(initializer)),
            keras.layers.Dense(
                math.prod(image_shape),
                "sigmoid",
                kernel_initializer=_again(initializer),
                bias_initializer=logit_of_means(mean_image),
            ),
            keras.layers.Reshape(image_shape),
        ],
        name="generator",
    )


def paper_discriminator(
    image_shape=(28, 28, 1),
    num_units=240,
    num_pieces=5,
    input_dropout=0.2,
    dropout=0.5,
    kernel_initializer=None,
    kernel_constraint=None,
):
    """Two layers of maxout units and a logit: the paper's MNIST discriminator.

    Biases begin at zero.

    Args:
        image_shape: tuple of int, height, width and channels.
        num_units: int, the number of maxout units in each of the two layers.
        num_pieces: int, the number of linear pieces of a unit.
        input_dropout: float, the share of the pixels that is dropped.
        dropout: float, the share of each other layer's inputs that is dropped.
        kernel_initializer: a Keras initializer of all kernels; by default the paper's,
            uniform in [-0.005, 0.005].
        kernel_constraint: a Keras constraint of all kernels.

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to logits `(batch, 1)`.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    check_sizes(image_shape, num_units=num_units, num_pieces=num_pieces)
    if kernel_initializer is None:
        kernel_initializer = keras.initializers.RandomUniform(-0.005, 0.005)
    initializer = keras.initializers.get(kernel_initializer)
    constraint = {"kernel_constraint": kernel_constraint}
    return keras.Sequential(
        [
            keras.Input(image_shape),
            keras.layers.Flatten(),
            Dropout(input_dropout),
            Maxout(num_units, num_pieces, initializer, **constraint),
            Dropout(dropout),
            Maxout(num_units, num_pieces, _again(initializer), **constraint),
            Dropout(dropout),
            keras.layers.Dense(1, kernel_initializer=_again(initializer), **constraint),
        ],
        name="discriminator",
    )


def _again(initializer):
    """An initializer of the same kind; each instance draws its weights once."""
    return initializer.clone()
