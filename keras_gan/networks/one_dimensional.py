"""Small networks for a game over one number, as in the paper's figure 1."""

import keras
from keras.initializers import RandomNormal, RandomUniform


def one_dimensional_generator(width=128):
    """A layer of tanh whose linear readout is added to the latent: G(z) = z + f(z).

    It begins as G(z) = z, so that it keeps the order of latents while it learns; a
    network that begins at random folds the line, and seldom unfolds it.

    Args:
        width: int, the number of hidden units.

    Returns:
        A `keras.Model` from `(batch, 1)` to `(batch, 1)`, any number.
    """
    latents = keras.Input((1,))
    hidden = _spread_out(width, slope=3.0, bias=6.0)(latents)
    change = keras.layers.Dense(1, kernel_initializer="zeros")(hidden)
    numbers = keras.layers.Add()([latents, change])
    return keras.Model(latents, numbers, name="generator")


def one_dimensional_discriminator(width=128):
    """A layer of tanh and a logit.

    Args:
        width: int, the number of hidden units.

    Returns:
        A `keras.Model` from `(batch, 1)`, numbers within a few units of zero, to
        logits `(batch, 1)`.
    """
    hidden = _spread_out(width, slope=2.0, bias=4.0)
    layers = [keras.Input((1,)), hidden, keras.layers.Dense(1)]
    return keras.Sequential(layers, name="discriminator")


def _spread_out(width, slope, bias):
    """A layer whose units bend at different places from the start."""
    return keras.layers.Dense(
        width,
        "tanh",
        kernel_initializer=RandomNormal(stddev=slope),
        bias_initializer=RandomUniform(-bias, bias),
    )
