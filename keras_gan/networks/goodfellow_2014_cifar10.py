"""The networks of the 2014 paper's two experiments on CIFAR-10.

Their images are normalized for contrast, so the generators' outputs are linear.
"""

import collections.abc
import math

import keras

from keras_gan.layers import Dropout, Maxout, MaxoutConv2D
from keras_gan.networks.goodfellow_2014 import paper_discriminator
from keras_gan.networks.sizes import check_sizes

# The transposed convolution of the generator.
KERNEL_SIZE = 5
STRIDES = 3


def cifar10_dense_generator(
    image_shape=(32, 32, 3), latent_dim=100, width=8000, kernel_initializers=None
):
    """Rectifiers, sigmoids and a linear output: the paper's dense generator.

    Biases begin at zero.

    Args:
        image_shape: tuple of int, height, width and channels.
        latent_dim: int, the length of a latent vector.
        width: int, the number of units in each of the two hidden layers.
        kernel_initializers: three Keras initializers, one a layer; by default the
            paper's, uniform in [-0.05, 0.05], in [-0.05, 0.05] and in [-0.5, 0.5].

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, *image_shape)`, without
        bounds.

    Raises:
        TypeError: if `kernel_initializers` is no sequence.
        ValueError: if it does not hold three initializers.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    check_sizes(image_shape, latent_dim=latent_dim, width=width)
    if kernel_initializers is None:
        kernel_initializers = [_uniform(limit) for limit in (0.05, 0.05, 0.5)]
    first, second, last = _three_initializers(kernel_initializers)
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            keras.layers.Dense(width, "relu", kernel_initializer=first),
            keras.layers.Dense(width, "sigmoid", kernel_initializer=second),
            keras.layers.Dense(math.prod(image_shape), kernel_initializer=last),
            keras.layers.Reshape(image_shape),
        ],
        name="generator",
    )


def cifar10_dense_discriminator(
    image_shape=(32, 32, 3), num_units=1600, num_pieces=5, **arguments
):
    """Two layers of maxout units and a logit: `paper_discriminator`, wider.

    Args:
        image_shape: tuple of int, height, width and channels.
        num_units: int, the number of maxout units in each of the two layers.
        num_pieces: int, the number of linear pieces of a unit.
        **arguments: the other arguments of `paper_discriminator`.

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to logits `(batch, 1)`.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    return paper_discriminator(image_shape, num_units, num_pieces, **arguments)


def cifar10_conv_generator(
    image_shape=(32, 32, 3),
    latent_dim=100,
    width=8000,
    channels=80,
    kernel_initializers=None,
):
    """Rectifiers, sigmoids and a transposed convolution: the paper's generator.

    The sigmoids are a small image, of 10 x 10 places for an image of 32 x 32, from
    which a kernel of 5 x 5 pixels at every third place paints the large one. Biases
    begin at zero. An output channel has one for all places, where the published
    configuration has one for each.

    Args:
        image_shape: tuple of int, height, width and channels. Height and width must
            be of the form `3 n + 2`.
        latent_dim: int, the length of a latent vector.
        width: int, the number of rectifiers.
        channels: int, the number of sigmoids at each place of the small image.
        kernel_initializers: three Keras initializers, one a layer; by default the
            paper's, uniform in [-0.05, 0.05].

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, *image_shape)`, without
        bounds.

    Raises:
        TypeError: if `kernel_initializers` is no sequence.
        ValueError: if it does not hold three initializers, or if the transposed
            convolution cannot make images of that size.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    check_sizes(image_shape, latent_dim=latent_dim, width=width, channels=channels)
    small_shape = (*_small_size(image_shape), channels)
    if kernel_initializers is None:
        kernel_initializers = [_uniform(0.05) for _ in range(3)]
    first, second, last = _three_initializers(kernel_initializers)
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            keras.layers.Dense(width, "relu", kernel_initializer=first),
            keras.layers.Dense(
                math.prod(small_shape), "sigmoid", kernel_initializer=second
            ),
            keras.layers.Reshape(small_shape),
            keras.layers.Conv2DTranspose(
                image_shape[-1],
                KERNEL_SIZE,
                STRIDES,
                kernel_initializer=last,
                data_format="channels_last",
            ),
        ],
        name="generator",
    )


def cifar10_conv_discriminator(
    image_shape=(32, 32, 3),
    filters=(32, 32, 192),
    num_units=500,
    num_pieces=5,
    input_dropout=0.2,
    dropout=0.5,
    kernel_initializer=None,
):
    """Three convolutions and a dense layer of maxout units, and a logit.

    Biases begin at zero. A unit of the convolutions has two pieces.

    Args:
        image_shape: tuple of int, height, width and channels; at least 10 x 10.
        filters: three int, the number of maxout units at each place of the
            convolutions.
        num_units: int, the number of maxout units in the dense layer.
        num_pieces: int, the number of linear pieces of a dense unit.
        input_dropout: float, the share of the pixels that is dropped.
        dropout: float, the share of each other layer's inputs that is dropped.
        kernel_initializer: a Keras initializer of all kernels; by default the paper's,
            uniform in [-0.005, 0.005].

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to logits `(batch, 1)`.

    Raises:
        ValueError: if the images are too small for the pooling windows.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    first, second, third = filters
    check_sizes(image_shape, filters, num_units=num_units)
    if kernel_initializer is None:
        kernel_initializer = _uniform(0.005)
    initializer = keras.initializers.get(kernel_initializer)

    def maxout_conv(filters, **sizes):
        kernel = initializer.clone()
        sizes = {"num_pieces": 2, "pool_strides": 2, **sizes}
        return MaxoutConv2D(filters, kernel_initializer=kernel, **sizes)

    return keras.Sequential(
        [
            keras.Input(image_shape),
            Dropout(input_dropout),
            maxout_conv(first, kernel_size=8, padding=4, pool_size=4),
            Dropout(dropout),
            maxout_conv(second, kernel_size=8, padding=3, pool_size=4),
            Dropout(dropout),
            maxout_conv(third, kernel_size=5, padding=3, pool_size=2),
            keras.layers.Flatten(),
            Dropout(dropout),
            Maxout(num_units, num_pieces, kernel_initializer=initializer.clone()),
            Dropout(dropout),
            keras.layers.Dense(1, kernel_initializer=initializer.clone()),
        ],
        name="discriminator",
    )


def _small_size(image_shape):
    """Height and width of what the transposed convolution makes an image of."""
    sizes = [divmod(n - KERNEL_SIZE, STRIDES) for n in image_shape[:2]]
    if any(steps < 0 or rest for steps, rest in sizes):
        below, above = _fitting_sides(min(image_shape[:2]))
        raise ValueError(
            f"A transposed convolution of {KERNEL_SIZE}x{KERNEL_SIZE} pixels at stride "
            f"{STRIDES} makes images whose height and width are {STRIDES} n + "
            f"{KERNEL_SIZE - STRIDES}. Received: image_shape={tuple(image_shape)}. "
            f"Resize the images, to {below} or {above} (`--image-size {below}` on the "
            "command line for pictures of a folder), or take networks of any size, "
            "such as `networks.residual_generator` (the recipe `photos`)."
        )
    return [steps + 1 for steps, _ in sizes]


def _fitting_sides(side):
    """The nearest sides of images that fit, no larger and larger."""
    steps = max(0, (side - KERNEL_SIZE) // STRIDES)
    return [KERNEL_SIZE + STRIDES * n for n in (steps, steps + 1)]


def _three_initializers(initializers):
    message = (
        "`kernel_initializers` must be three Keras initializers, one a layer. "
        f"Received: kernel_initializers={initializers!r}. Pass a list such as "
        "['he_normal', 'lecun_normal', 'lecun_normal']."
    )
    is_sequence = isinstance(initializers, collections.abc.Sequence)
    if isinstance(initializers, str) or not is_sequence:
        raise TypeError(message)
    if len(initializers) != 3 or any(each is None for each in initializers):
        raise ValueError(message)
    try:
        return [keras.initializers.get(each) for each in initializers]
    except (TypeError, ValueError) as error:
        raise ValueError(message) from error


def _uniform(limit):
    return keras.initializers.RandomUniform(-limit, limit)
