"""The networks of the 2014 paper's two experiments on CIFAR-10.

Their images are normalized for contrast, so the generators' outputs are linear.
"""

import math

import keras

from keras_gan.layers import Maxout, MaxoutConv2D
from keras_gan.networks.goodfellow_2014 import paper_discriminator
from keras_gan.networks.sizes import check_sizes

# The transposed convolution of the generator.
KERNEL_SIZE = 5
STRIDES = 3


def cifar10_dense_generator(image_shape=(32, 32, 3), latent_dim=100, width=8000):
    """Rectifiers, sigmoids and a linear output: the paper's dense generator.

    The hidden layers' weights begin uniform in [-0.05, 0.05], the output's in
    [-0.5, 0.5], and biases at zero.

    Args:
        image_shape: tuple of int, height, width and channels.
        latent_dim: int, the length of a latent vector.
        width: int, the number of units in each of the two hidden layers.

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, *image_shape)`, without
        bounds.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    check_sizes(image_shape, latent_dim=latent_dim, width=width)
    output = keras.layers.Dense(
        math.prod(image_shape), kernel_initializer=_uniform(0.5)
    )
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            keras.layers.Dense(width, "relu", kernel_initializer=_uniform(0.05)),
            keras.layers.Dense(width, "sigmoid", kernel_initializer=_uniform(0.05)),
            output,
            keras.layers.Reshape(image_shape),
        ],
        name="generator",
    )


def cifar10_dense_discriminator(image_shape=(32, 32, 3), num_units=1600, num_pieces=5):
    """Two layers of maxout units and a logit: `paper_discriminator`, wider.

    Args:
        image_shape: tuple of int, height, width and channels.
        num_units: int, the number of maxout units in each of the two layers.
        num_pieces: int, the number of linear pieces of a unit.

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to logits `(batch, 1)`.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    return paper_discriminator(image_shape, num_units, num_pieces)


def cifar10_conv_generator(
    image_shape=(32, 32, 3), latent_dim=100, width=8000, channels=80
):
    """Rectifiers, sigmoids and a transposed convolution: the paper's generator.

    The sigmoids are a small image, of 10 x 10 places for an image of 32 x 32, from
    which a kernel of 5 x 5 pixels at every third place paints the large one. Weights
    begin uniform in [-0.05, 0.05] and biases at zero. An output channel has one bias
    for all places, where the published configuration has one for each.

    Args:
        image_shape: tuple of int, height, width and channels. Height and width must
            be of the form `3 n + 2`.
        latent_dim: int, the length of a latent vector.
        width: int, the number of rectifiers.
        channels: int, the number of sigmoids at each place of the small image.

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, *image_shape)`, without
        bounds.

    Raises:
        ValueError: if the transposed convolution cannot make images of that size.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    check_sizes(image_shape, latent_dim=latent_dim, width=width, channels=channels)
    small_shape = (*_small_size(image_shape), channels)
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            keras.layers.Dense(width, "relu", kernel_initializer=_uniform(0.05)),
            keras.layers.Dense(
                math.prod(small_shape), "sigmoid", kernel_initializer=_uniform(0.05)
            ),
            keras.layers.Reshape(small_shape),
            keras.layers.Conv2DTranspose(
                image_shape[-1],
                KERNEL_SIZE,
                STRIDES,
                kernel_initializer=_uniform(0.05),
                data_format="channels_last",
            ),
        ],
        name="generator",
    )


def cifar10_conv_discriminator(
    image_shape=(32, 32, 3), filters=(32, 32, 192), num_units=500, num_pieces=5
):
    """Three convolutions and a dense layer of maxout units, and a logit.

    Weights begin uniform in [-0.005, 0.005] and biases at zero. A unit of the
    convolutions has two pieces. A fifth of the image, and half of every other layer's
    inputs, are dropped in training.

    Args:
        image_shape: tuple of int, height, width and channels; at least 10 x 10.
        filters: three int, the number of maxout units at each place of the
            convolutions.
        num_units: int, the number of maxout units in the dense layer.
        num_pieces: int, the number of linear pieces of a dense unit.

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to logits `(batch, 1)`.

    Raises:
        ValueError: if the images are too small for the pooling windows.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    first, second, third = filters
    check_sizes(image_shape, filters, num_units=num_units)
    return keras.Sequential(
        [
            keras.Input(image_shape),
            keras.layers.Dropout(0.2),
            _maxout_conv(first, kernel_size=8, padding=4, pool_size=4),
            keras.layers.Dropout(0.5),
            _maxout_conv(second, kernel_size=8, padding=3, pool_size=4),
            keras.layers.Dropout(0.5),
            _maxout_conv(third, kernel_size=5, padding=3, pool_size=2),
            keras.layers.Flatten(),
            keras.layers.Dropout(0.5),
            Maxout(num_units, num_pieces, kernel_initializer=_uniform(0.005)),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(1, kernel_initializer=_uniform(0.005)),
        ],
        name="discriminator",
    )


def _maxout_conv(filters, **sizes):
    return MaxoutConv2D(
        filters,
        num_pieces=2,
        pool_strides=2,
        kernel_initializer=_uniform(0.005),
        **sizes,
    )


def _small_size(image_shape):
    """Height and width of what the transposed convolution makes an image of."""
    sizes = [divmod(n - KERNEL_SIZE, STRIDES) for n in image_shape[:2]]
    if any(steps < 0 or rest for steps, rest in sizes):
        raise ValueError(
            f"A transposed convolution of {KERNEL_SIZE}x{KERNEL_SIZE} pixels at stride "
            f"{STRIDES} makes images whose height and width are {STRIDES} n + "
            f"{KERNEL_SIZE - STRIDES}, such as 32. Received: image_shape="
            f"{tuple(image_shape)}. Resize the images."
        )
    return [steps + 1 for steps, _ in sizes]


def _uniform(limit):
    return keras.initializers.RandomUniform(-limit, limit)
