"""Small dense networks for a game over one number, as in the paper's figure 1."""

import keras


def one_dimensional_generator(latent_dim=1, widths=(32, 32)):
    """Layers of tanh and a linear output.

    Args:
        latent_dim: int, the length of a latent vector.
        widths: sequence of int, the number of units of each hidden layer.

    Returns:
        A `keras.Model` from `(batch, latent_dim)` to `(batch, 1)`, any number.
    """
    return _dense(latent_dim, widths, bias_range=0.3, name="generator")


def one_dimensional_discriminator(widths=(32, 32)):
    """Layers of tanh and a logit.

    Biases begin spread out, so that from the start the units tell apart the numbers
    in the range of the data, which should lie within a few units of zero.

    Args:
        widths: sequence of int, the number of units of each hidden layer.

    Returns:
        A `keras.Model` from `(batch, 1)` to logits `(batch, 1)`.
    """
    return _dense(1, widths, bias_range=2.0, name="discriminator")


def _dense(num_inputs, widths, bias_range, name):
    hidden = [
        keras.layers.Dense(
            width,
            "tanh",
            kernel_initializer="lecun_normal",
            bias_initializer=keras.initializers.RandomUniform(-bias_range, bias_range),
        )
        for width in widths
    ]
    inputs = keras.Input((num_inputs,))
    return keras.Sequential([inputs, *hidden, keras.layers.Dense(1)], name=name)
