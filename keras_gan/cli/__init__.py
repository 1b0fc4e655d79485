"""The program `keras-gan`."""

from keras_gan.cli.main import main

__all__ = ["main"]
