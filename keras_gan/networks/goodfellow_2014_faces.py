"""The networks of the 2014 paper's experiment on faces, in its two stages."""

import math

import keras

from keras_gan.layers import ScaleGradient, Standardize
from keras_gan.networks.goodfellow_2014 import paper_discriminator
from keras_gan.networks.output_bias import logit_of_means
from keras_gan.networks.sizes import check_sizes
from keras_gan.networks.sparse_initializer import SparseInitializer

# No unit's incoming weights have a larger Euclidean norm, in G as in D.
MAX_COLUMN_NORM = 1.9365


def faces_generator(
    image_shape=(48, 48, 1), latent_dim=100, width=8000, mean_image=None
):
    """Rectifiers, sigmoids and a sigmoid output: the paper's generator of faces.

    The hidden layers' weights begin uniform in [-0.05, 0.05], and the sigmoids' biases
    at -2, so that few of them are on. Each output unit begins with 100 weights that
    are not zero. The norm of each unit's weights is held at 1.9365 or less.

    Args:
        image_shape: tuple of int, height, width and channels.
        latent_dim: int, the length of a latent vector.
        width: int, the number of units in each of the two hidden layers.
        mean_image: array of `image_shape` in [0, 1], the mean of the training images,
            whose logit becomes the output bias.

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, *image_shape)` in
        [0, 1].

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    check_sizes(image_shape, latent_dim=latent_dim, width=width)
    return keras.Sequential(
        [
            keras.Input((latent_dim,)),
            *_hidden_layers(width, width),
            keras.layers.Dense(
                math.prod(image_shape),
                "sigmoid",
                kernel_initializer=SparseInitializer(100),
                bias_initializer=logit_of_means(mean_image),
                kernel_constraint=_max_norm(),
            ),
            keras.layers.Reshape(image_shape),
        ],
        name="generator",
    )


def faces_discriminator(image_shape=(48, 48, 1), num_units=1200, num_pieces=5):
    """Two layers of maxout units and a logit: the paper's discriminator of faces.

    It is `paper_discriminator` with the norm of each unit's weights, and of each piece
    of a unit, held at 1.9365 or less.

    Args:
        image_shape: tuple of int, height, width and channels.
        num_units: int, the number of maxout units in each of the two layers.
        num_pieces: int, the number of linear pieces of a unit.

    Returns:
        A `keras.Model` from `(batch, *image_shape)` to logits `(batch, 1)`.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    return paper_discriminator(
        image_shape, num_units, num_pieces, kernel_constraint=_max_norm()
    )


def faces_bottom(latent_dim=100, width=8000):
    """What the second stage puts below the generator of the first.

    Rectifiers, and sigmoids in the place of the latents that the generator was trained
    on: it learns which of them to ask for. Initialization and norms are those of
    `faces_generator`.

    Args:
        latent_dim: int, the length of a latent vector, and the number of sigmoids.
        width: int, the number of rectifiers.

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, latent_dim)` in [0, 1].

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    check_sizes(latent_dim=latent_dim, width=width)
    return keras.Sequential(
        [keras.Input((latent_dim,)), *_hidden_layers(width, latent_dim)], name="bottom"
    )


def put_below(bottom, generator, latents, gradient_scale=0.003):
    """A deeper generator: a new network, and on top of it a trained generator.

    The generator was trained on latents of mean zero and variance one. Each output of
    the bottom is therefore standardized, with its mean and variance at the start, so
    that the deeper generator begins with images as different as those it was trained
    to draw. The gradient that reaches the bottom is scaled down, because its many
    rectifiers let a step move all latents together: at the learning rate of the rest
    they leave, within some ten steps, what the generator knows, and it draws one image
    for every latent.

    The weights are those of the two networks, not copies, and all of them are trained
    on, also where they were frozen.

    Args:
        bottom: built `keras.Model`, whose outputs take the place of the latents.
        generator: built `keras.Model` of latents.
        latents: array `(count, latent_dim)`, draws of the prior, about a thousand,
            to measure the mean and variance of the bottom's outputs with.
        gradient_scale: float above zero, the factor of the bottom's gradient, see
            `keras_gan.layers.ScaleGradient`.

    Returns:
        A `keras.Sequential` from what `bottom` takes to what `generator` makes.

    Raises:
        ValueError: if the generator does not take what the bottom gives, or the bottom
            does not take the latents, or there are fewer than two of them.

    Example:
        >>> bottom = keras_gan.networks.faces_bottom()
        >>> latents = gan.draw_latents(1_000, seed=0)
        >>> deeper = put_below(bottom, gan.generator, latents)
    """
    if bottom.output_shape != generator.input_shape:
        raise ValueError(
            "The generator must take what the network below it gives. Received: a "
            f"bottom with output shape {bottom.output_shape} and a generator with "
            f"input shape {generator.input_shape}. Make the two equal."
        )
    if keras.ops.shape(latents)[1:] != bottom.input_shape[1:]:
        raise ValueError(
            "`latents` must be what the bottom takes, of shape "
            f"{bottom.input_shape}. Received: shape {keras.ops.shape(latents)}. Draw "
            "them with `gan.draw_latents(1_000, seed=0)`."
        )
    standardize = Standardize(name="standardize")
    standardize.adapt(keras.ops.cast(bottom(latents), "float32"))
    deeper = keras.Sequential(
        [
            keras.Input(bottom.input_shape[1:]),
            bottom,
            ScaleGradient(gradient_scale),
            standardize,
            generator,
        ],
        name="deeper_generator",
    )
    for layer in deeper._flatten_layers():  # Keras passes it on only where it changes
        layer.trainable = True
    return deeper


def _hidden_layers(num_rectifiers, num_sigmoids):
    rectifiers, sigmoids = (
        keras.layers.Dense(
            units,
            activation,
            kernel_initializer=keras.initializers.RandomUniform(-0.05, 0.05),
            bias_initializer=keras.initializers.Constant(bias),
            kernel_constraint=_max_norm(),
        )
        for units, activation, bias in [
            (num_rectifiers, "relu", 0.0),
            (num_sigmoids, "sigmoid", -2.0),
        ]
    )
    return rectifiers, sigmoids


def _max_norm():
    return keras.constraints.MaxNorm(MAX_COLUMN_NORM, axis=0)
