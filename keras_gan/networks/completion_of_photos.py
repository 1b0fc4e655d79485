"""Convolutions that complete photos, whatever part of them is known."""

import keras

from keras_gan.layers import Bias, KeepKnown, RandomShift
from keras_gan.networks.completion import completion_inputs, joined
from keras_gan.networks.sizes import check_sizes
from keras_gan.networks.stages import cropping, stages

SLOPE = 0.2  # of rectifiers below zero
CODE = 256  # units that see all of an image
CODE_CHANNELS = 16  # of what they say, where it goes back to few pixels


def photo_completion_generator(image_shape=(32, 32, 3), latent_dim=64, width=32):
    """Down to a few pixels, where noise and all that is known meet, and up again.

    Each stage upwards gets what the stage of that size saw on the way down, so that
    the known pixels' detail goes on into the hole.

    Args:
        image_shape: tuple `(height, width, channels)`, of any sides from 8 to 1,024.
        latent_dim: int, the length of a latent vector.
        width: int, the channels next to the image, twice as many at each stage further
            down, up to eight times as many.

    Returns:
        A `keras.Model` from a dict of "latents" `(batch, latent_dim)`, "known"
        `(batch, *image_shape)` in [0, 1] and "mask" `(batch, height, width, 1)`, one
        where a pixel is known, to `(batch, *image_shape)` in [0, 1], with the known
        pixels as they are.

    Raises:
        TypeError or ValueError: if a size is none that such a network can have.

    Reference: the shape of [Ronneberger et al., 2015](https://arxiv.org/abs/1505.04597)
    """
    check_sizes(latent_dim=latent_dim)
    sizes = stages(image_shape, width)
    inputs = completion_inputs(image_shape, latent_dim)
    known, mask = inputs["known"], inputs["mask"]
    # In the hole the middle of the range, which is zero.
    seen = keras.layers.Multiply()([keras.layers.Rescaling(2.0, -1.0)(known), mask])
    x = keras.layers.Concatenate()([seen, mask])
    passed = [(image_shape[:2], x)]
    for size, channels in sizes:
        x = _rectified(keras.layers.Conv2D(channels, 4, 2, "same"), x)
        passed.append((size, x))
    (height, columns), x = passed.pop()
    code = joined(CODE, keras.layers.Flatten()(x), inputs["latents"])
    code = keras.layers.LeakyReLU(SLOPE)(code)
    code = keras.layers.Dense(height * columns * CODE_CHANNELS)(code)
    code = keras.layers.Reshape((height, columns, CODE_CHANNELS))(code)
    x = keras.layers.Concatenate()([x, code])
    widths = [channels for _, channels in sizes]
    x = _rectified(keras.layers.Conv2D(widths[-1], 3, 1, "same"), x)
    size = (height, columns)
    for (next_size, beside), channels in zip(
        reversed(passed), [*widths[-2::-1], width], strict=True
    ):
        x = _rectified(keras.layers.Conv2DTranspose(channels, 4, 2, "same"), x)
        crop = cropping(next_size, size)
        x = x if crop is None else crop(x)
        x = keras.layers.Concatenate()([x, beside])
        x = _rectified(keras.layers.Conv2D(channels, 3, 1, "same"), x)
        size = next_size
    x = keras.layers.Conv2D(image_shape[-1], 1)(x)
    images = keras.layers.Activation("sigmoid", dtype="float32")(x)
    images = KeepKnown(dtype="float32")([images, known, mask])
    return keras.Model(inputs, images, name="generator")


def photo_completion_discriminator(image_shape=(32, 32, 3), width=32, max_shift=0):
    """Strided convolutions that see an image and which of its pixels were known.

    Args:
        image_shape: tuple `(height, width, channels)`, of any sides from 8 to 1,024.
        width: int, the channels next to the image, twice as many at each stage further
            down, up to eight times as many.
        max_shift: int, the pixels by which `keras_gan.layers.RandomShift` moves an
            image and its mask together in training; 0 for none.

    Returns:
        A `keras.Model` from a dict of "images" `(batch, *image_shape)` in [0, 1] and
        "mask" `(batch, height, width, 1)` to logits `(batch, 1)`.

    Raises:
        TypeError or ValueError: if a size is none that such a network can have.
    """
    inputs = {
        "images": keras.Input(image_shape, name="images"),
        "mask": keras.Input((*image_shape[:2], 1), name="mask"),
    }
    x = keras.layers.Rescaling(2.0, -1.0)(inputs["images"])
    x = keras.layers.Concatenate()([x, inputs["mask"]])
    x = RandomShift(max_shift)(x) if max_shift else x
    for _, channels in stages(image_shape, width):
        x = _rectified(keras.layers.Conv2D(channels, 4, 2, "same"), x)
    x = _rectified(keras.layers.Dense(CODE), keras.layers.Flatten()(x))
    logits = keras.layers.Dense(1, dtype="float32")(x)
    return keras.Model(inputs, logits, name="discriminator")


def _rectified(layer, x):
    layer.kernel_initializer, layer.use_bias = keras.initializers.HeNormal(), False
    return keras.layers.LeakyReLU(SLOPE)(Bias()(layer(x)))
