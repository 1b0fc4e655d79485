"""Keras layers of adversarial networks."""

from keras_gan.layers.maxout import Maxout
from keras_gan.layers.random_shift import RandomShift

__all__ = ["Maxout", "RandomShift"]
