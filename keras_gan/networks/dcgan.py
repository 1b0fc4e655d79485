"""Strided convolutions with batch normalization, as in DCGAN."""

import keras

from keras_gan.networks.sizes import check_sizes
from keras_gan.networks.stages import cropping, stages

KERNEL_SIZE = 5


def dcgan_generator(image_shape=(64, 64, 3), latent_dim=100, width=128):
    """Transposed convolutions, from a few pixels of many channels to an image.

    Batch normalization and rectifiers follow every layer but the last, whose images
    come from a hyperbolic tangent.

    Args:
        image_shape: tuple `(height, width, channels)`.
        latent_dim: int, the length of a latent vector.
        width: int, the channels of the last layer but one, twice as many in each before
            it, up to eight times as many; the paper has 128 at 64 pixels.

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, *image_shape)` in
        [-1, 1].

    Raises:
        TypeError or ValueError: if a size is none that such a network can have.

    Reference: [Radford et al., 2016](https://arxiv.org/abs/1511.06434)
    """
    check_sizes(latent_dim=latent_dim)
    (small, channels), *others = reversed(stages(image_shape, width))
    layers = [
        keras.Input((latent_dim,)),
        keras.layers.Dense(
            small[0] * small[1] * channels, use_bias=False, **_weights()
        ),
        keras.layers.Reshape((*small, channels)),
        *_normalized_rectifier(),
    ]
    for size, channels in others:
        layers += [_larger(channels, use_bias=False), cropping(size, small)]
        layers += _normalized_rectifier()
        small = size
    layers += [
        _larger(image_shape[-1]),
        cropping(image_shape[:2], small),
        keras.layers.Activation("tanh", dtype="float32"),
    ]
    layers = [layer for layer in layers if layer is not None]
    return keras.Sequential(layers, name="generator")


def dcgan_discriminator(image_shape=(64, 64, 3), width=128, augment=None):
    """Strided convolutions, leaky rectifiers, a logit.

    Batch normalization follows every convolution but the first.

    Args:
        image_shape: tuple `(height, width, channels)`.
        width: int, the channels of the first layer, twice as many in each after it, up
            to eight times as many; the paper has 128 at 64 pixels.
        augment: Keras layer or None, what images pass first, such as
            `keras_gan.layers.DiffAugment`.

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to logits `(batch, 1)`.

    Raises:
        TypeError or ValueError: if a size is none that such a network can have.

    Reference: [Radford et al., 2016](https://arxiv.org/abs/1511.06434)
    """
    layers = [keras.Input(image_shape), augment]
    for depth, (_, channels) in enumerate(stages(image_shape, width)):
        layers += [
            keras.layers.Conv2D(
                channels, KERNEL_SIZE, 2, "same", use_bias=not depth, **_weights()
            ),
            keras.layers.BatchNormalization() if depth else None,
            keras.layers.LeakyReLU(0.2),
        ]
    layers += [keras.layers.Flatten(), keras.layers.Dense(1, **_weights())]
    layers = [layer for layer in layers if layer is not None]
    return keras.Sequential(layers, name="discriminator")


def _weights():
    """How a kernel begins: by an initializer of its own, which draws once."""
    return {"kernel_initializer": keras.initializers.RandomNormal(stddev=0.02)}


def _normalized_rectifier():
    return [keras.layers.BatchNormalization(), keras.layers.ReLU()]


def _larger(channels, **options):
    return keras.layers.Conv2DTranspose(
        channels, KERNEL_SIZE, 2, "same", **_weights(), **options
    )
