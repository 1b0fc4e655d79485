"""Keras layers of adversarial networks."""

from keras_gan.layers.maxout import Maxout

__all__ = ["Maxout"]
