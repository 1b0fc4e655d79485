"""Networks for photos whose stages add to what is there."""

import keras

from keras_gan.layers import (
    Bias,
    ConditionalBatchNormalization,
    SpectralNormalization,
)
from keras_gan.networks.classes import beside, label_input, projected
from keras_gan.networks.sizes import check_sizes
from keras_gan.networks.stages import cropping, stages

SLOPE = 0.2  # of rectifiers below zero
CLASS_SIZE = 64  # of the vectors beside the latents, long enough to be seen there
NORMALIZATIONS = (None, "spectral")
CONDITIONS = ("vector", "normalization")


def residual_generator(
    image_shape=(64, 64, 3),
    latent_dim=128,
    width=32,
    num_classes=None,
    condition="vector",
):
    """Stages from a few pixels upwards, each of which adds detail to one image.

    A stage is batch normalization, a leaky rectifier and a transposed convolution that
    doubles the size. Beside it, a convolution of one pixel draws what the stage adds to
    the image so far, which is enlarged along: coarse shapes are there after a minute.

    Args:
        image_shape: tuple `(height, width, channels)`, of any sides from 8 to 1,024.
        latent_dim: int, the length of a latent vector.
        width: int, the channels next to the image, twice as many at each stage further
            down, up to eight times as many.
        num_classes: int or None, how many classes "labels" count.
        condition: str, how it draws by class. "vector": one for each class is put
            beside the latent one. "normalization": each batch normalization has the
            scale and the offset of the class.

    Returns:
        A `keras.Model` from `(batch, latent_dim)`, "latents", to `(batch,
        *image_shape)` in [0, 1]; with `num_classes` from a dict of these and "labels",
        int32 `(batch,)`, -1 where the class is unknown.

    Raises:
        TypeError or ValueError: if a size is none that such a network can have, or the
            condition is unknown.

    Reference: the output skips of
        [Karras et al., 2020](https://arxiv.org/abs/1912.04958), figure 7
    """
    _check_choice("condition", condition, CONDITIONS)
    check_sizes(latent_dim=latent_dim)
    (size, channels), *others = reversed(stages(image_shape, width))
    inputs = {"latents": keras.Input((latent_dim,), name="latents")}
    x = inputs["latents"]
    if num_classes is not None:
        inputs["labels"] = label_input()
        if condition == "vector":
            x = beside(x, inputs["labels"], num_classes, CLASS_SIZE)
    x = keras.layers.Dense(size[0] * size[1] * channels, use_bias=False)(x)
    x = keras.layers.Reshape((*size, channels))(x)
    image = None
    for next_size, channels in [*others, (image_shape[:2], None)]:
        if num_classes is not None and condition == "normalization":
            normalize = ConditionalBatchNormalization(num_classes)
            x = normalize(x, inputs["labels"])
        else:
            x = keras.layers.BatchNormalization()(x)
        x = keras.layers.LeakyReLU(SLOPE)(x)
        detail = keras.layers.Conv2D(image_shape[-1], 1)(x)
        image = detail if image is None else keras.layers.Add()([image, detail])
        enlarge = keras.layers.UpSampling2D(2, interpolation="bilinear")
        image = _cropped(enlarge(image), next_size, size)
        is_last = channels is None
        filters = image_shape[-1] if is_last else channels
        enlarge = keras.layers.Conv2DTranspose(filters, 4, 2, "same", use_bias=is_last)
        x = _cropped(enlarge(x), next_size, size)
        size = next_size
    image = keras.layers.Add()([image, x])
    images = keras.layers.Activation("sigmoid", dtype="float32")(image)
    inputs = inputs if len(inputs) > 1 else inputs["latents"]
    return keras.Model(inputs, images, name="generator")


def residual_discriminator(
    image_shape=(64, 64, 3),
    width=32,
    augment=None,
    normalization=None,
    num_classes=None,
):
    """Strided convolutions beside shortcuts, down to a logit.

    Args:
        image_shape: tuple `(height, width, channels)`, of any sides from 8 to 1,024.
        width: int, the channels next to the image, twice as many at each stage further
            down, up to eight times as many.
        augment: Keras layer or None, what images in [0, 1] pass first, such as
            `keras_gan.layers.DiffAugment`.
        normalization: None, or "spectral" for `keras_gan.layers.SpectralNormalization`
            of every kernel.
        num_classes: int or None, how many classes "labels" count. A logit is then the
            larger, the more the sum of the features over the image looks like the
            vector of its class.

    Returns:
        A `keras.Model` from `(batch, *image_shape)`, "images", to logits `(batch, 1)`;
        with `num_classes` from a dict of these and "labels", int32 `(batch,)`, -1 where
        the class is unknown.

    Raises:
        TypeError or ValueError: if a size is none that such a network can have, or the
            normalization is unknown.

    Reference: the residual discriminator of
        [Karras et al., 2020](https://arxiv.org/abs/1912.04958), figure 7; for classes
        the projection of [Miyato and Koyama, 2018](https://arxiv.org/abs/1802.05637)
    """
    _check_choice("normalization", normalization, NORMALIZATIONS)
    wrap = SpectralNormalization if normalization == "spectral" else lambda layer: layer
    first, *others = [channels for _, channels in stages(image_shape, width)]
    inputs = {"images": keras.Input(image_shape, name="images")}
    x = inputs["images"]
    x = x if augment is None else augment(x)
    x = keras.layers.Rescaling(2.0, -1.0)(x)
    x = wrap(keras.layers.Conv2D(first, 4, 2, "same"))(x)
    for channels in others:
        x = keras.layers.LeakyReLU(SLOPE)(x)
        shortcut = keras.layers.AveragePooling2D(2, padding="same")(x)
        shortcut = wrap(keras.layers.Conv2D(channels, 1, use_bias=False))(shortcut)
        x = wrap(keras.layers.Conv2D(channels, 4, 2, "same", use_bias=False))(x)
        x = Bias()(keras.layers.Add()([x, shortcut]))
    features = keras.layers.LeakyReLU(SLOPE)(x)
    x = keras.layers.Flatten()(features)
    logits = wrap(keras.layers.Dense(1, dtype="float32"))(x)
    if num_classes is None:
        return keras.Model(inputs["images"], logits, name="discriminator")
    inputs["labels"] = label_input()
    logits = projected(logits, features, inputs["labels"], num_classes, wrap)
    return keras.Model(inputs, logits, name="discriminator")


def _check_choice(name, value, choices):
    if value not in choices:
        raise ValueError(
            f"Unknown `{name}`. Expected one of {choices}. Received: {name}={value!r}."
        )


def _cropped(x, size, small):
    crop = cropping(size, small)
    return x if crop is None else crop(x)
