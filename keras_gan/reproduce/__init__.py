"""The 2014 paper's tables, figures and last section, by one command each."""

import importlib

# What each is, in a line. Read without TensorFlow by the command line's help.
TARGETS = {
    "figure1": "the one-dimensional game, as it is played",
    "figure2": "fair draws on every data set, beside the nearest training images",
    "figure3": "straight lines between points of z space, on every data set",
    "section7": "conditions, inference, completion and few labels, measured on MNIST",
    "table1": "Parzen scores on MNIST and FER-2013, beside those of simpler models",
    "table2": "sampling, densities, sharpness and modes, beside simpler models",
}


def get(target):
    """Returns the function that makes a table, a figure or a section's measurements.

    Args:
        target: str, one of `TARGETS`.

    Returns:
        A function `(output, quick, ...) -> list` of the paths that it wrote.
    """
    return getattr(importlib.import_module(f"keras_gan.reproduce.{target}"), target)
