"""Plain dense networks, quick to train on a CPU."""

import math

import keras

from keras_gan.layers import RandomShift
from keras_gan.networks.classes import beside, label_input, projected
from keras_gan.networks.output_bias import logit_of_means
from keras_gan.networks.sizes import check_sizes

CLASS_SIZE_IN_D = 64  # of the vectors half way through
CONDITIONS = ("projection", "concatenation", "classifier")


def dense_generator(
    image_shape,
    latent_dim=32,
    widths=(512, 512),
    mean_image=None,
    num_classes=None,
    class_size=4,
):
    """Rectifiers with He initialization and a sigmoid output.

    Args:
        image_shape: tuple of int, height, width and channels.
        latent_dim: int, the length of a latent vector.
        widths: sequence of int, the number of units of each hidden layer.
        mean_image: array of `image_shape` in [0, 1], the mean of the training images,
            whose logit becomes the output bias.
        num_classes: int or None, how many classes "labels" count; a vector for each is
            put beside the latent one.
        class_size: int, the length of those vectors, much shorter than a latent one:
            with 64 beside 32, a class was one image at the beginning, and stayed so.

    Returns:
        A `keras.Model` from `(batch, latent_dim)`, "latents", to
        `(batch, *image_shape)` in [0, 1]; with `num_classes` from a dict of these and
        "labels", int32 `(batch,)`, -1 where the class is unknown.
    """
    check_sizes(image_shape, latent_dim=latent_dim, widths=widths)
    layers = [
        keras.layers.Dense(width, "relu", kernel_initializer="he_normal")
        for width in widths
    ]
    bias = logit_of_means(mean_image)
    layers += [
        keras.layers.Dense(math.prod(image_shape), "sigmoid", bias_initializer=bias),
        keras.layers.Reshape(image_shape),
    ]
    if num_classes is None:
        layers.insert(0, keras.Input((latent_dim,)))
        return keras.Sequential(layers, name="generator")
    latents = keras.Input((latent_dim,), name="latents")
    labels = label_input()
    images = _through(layers, beside(latents, labels, num_classes, class_size))
    inputs = {"latents": latents, "labels": labels}
    return keras.Model(inputs, images, name="generator")


def dense_discriminator(
    image_shape,
    widths=(512, 512),
    negative_slope=0.2,
    max_shift=0,
    code_dim=None,
    num_classes=None,
    condition="projection",
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
            `keras_gan.BiGAN` judges; None for a D of images alone.
        num_classes: int or None, how many classes "labels" count.
        condition: str, what D does with classes. "projection": a logit is the larger,
            the more the last hidden layer looks like the vector of the class.
            "concatenation": a vector for the class is put beside what is half way
            through. "classifier": D takes no labels, but guesses them, for
            `keras_gan.losses.ClassLoss`.

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to logits `(batch, 1)`; with
        `code_dim` or `num_classes`, from a dict of these, "images", and of "codes",
        `(batch, code_dim)`, or "labels", int32 `(batch,)`, -1 where the class is
        unknown. A "classifier" returns a dict of "logits" and "classes", logits
        `(batch, num_classes)`.

    Raises:
        ValueError: for a size that no layer can have, or an unknown condition.
    """
    check_sizes(image_shape, widths=widths)
    if condition not in CONDITIONS:
        raise ValueError(
            f"Unknown `condition`. Expected one of {CONDITIONS}. Received: "
            f"condition={condition!r}."
        )
    inputs = {"images": keras.Input(image_shape, name="images")}
    x = inputs["images"]
    x = RandomShift(max_shift)(x) if max_shift else x
    x = keras.layers.Flatten()(x)
    if code_dim is not None:
        check_sizes(code_dim=code_dim)
        inputs["codes"] = keras.Input((code_dim,), name="codes")
        x = keras.layers.Concatenate()([x, inputs["codes"]])
    condition = None if num_classes is None else condition
    if condition in ("projection", "concatenation"):
        inputs["labels"] = label_input()
    for number, width in enumerate(widths):
        if condition == "concatenation" and number == len(widths) // 2:
            x = beside(x, inputs["labels"], num_classes, CLASS_SIZE_IN_D)
        x = keras.layers.Dense(width, kernel_initializer="he_normal")(x)
        x = keras.layers.LeakyReLU(negative_slope)(x)
    outputs = keras.layers.Dense(1)(x)
    if condition == "projection":
        outputs = projected(outputs, x, inputs["labels"], num_classes)
    if condition == "classifier":
        classes = keras.layers.Dense(num_classes)(x)
        outputs = {"logits": outputs, "classes": classes}
    inputs = inputs if len(inputs) > 1 else inputs["images"]
    return keras.Model(inputs, outputs, name="discriminator")


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
