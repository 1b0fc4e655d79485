"""Networks of photos of 64 x 64 pixels, by Keras' own layers.

Strided convolutions, with batch normalization in the generator, after
[Radford et al., 2016](https://arxiv.org/abs/1511.06434).
"""

import keras

from benchmarks.programs import PHOTOS


def networks():
    """The generator and the discriminator."""
    return _generator(), _discriminator()


def _generator():
    first, *others = PHOTOS.generator_filters
    size = PHOTOS.small_size
    layers = [
        keras.Input((PHOTOS.latent_dim,)),
        keras.layers.Dense(size * size * first, use_bias=False),
        keras.layers.Reshape((size, size, first)),
    ]
    for filters in others:
        layers += [
            keras.layers.BatchNormalization(),
            keras.layers.ReLU(),
            keras.layers.Conv2DTranspose(
                filters, PHOTOS.kernel_size, 2, "same", use_bias=False
            ),
        ]
    layers += [
        keras.layers.BatchNormalization(),
        keras.layers.ReLU(),
        keras.layers.Conv2DTranspose(
            3, PHOTOS.kernel_size, 2, "same", activation="tanh", dtype="float32"
        ),
    ]
    return keras.Sequential(layers, name="generator")


def _discriminator():
    layers = [keras.Input(PHOTOS.image_shape)]
    for filters in PHOTOS.discriminator_filters:
        layers += [
            keras.layers.Conv2D(filters, PHOTOS.kernel_size, 2, "same"),
            keras.layers.LeakyReLU(0.2),
        ]
    layers += [keras.layers.Flatten(), keras.layers.Dense(1, dtype="float32")]
    return keras.Sequential(layers, name="discriminator")
