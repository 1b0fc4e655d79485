"""Generative adversarial networks as idiomatic Keras 3 models."""

import pathlib
import sys

__version__ = "0.1.0"

# The program `keras-gan` prints its help without loading TensorFlow, so its commands
# import `keras_gan.everything` when they run. Everyone else gets it here.
if pathlib.Path(sys.argv[0] if sys.argv else "").name not in (
    "keras-gan",
    "keras-gan.exe",
):
    from keras_gan.everything import *  # noqa: F403
