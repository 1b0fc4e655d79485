"""Keras optimizers with one-pass update ops, and learning rate schedules."""

from keras_gan.optimizers.adam import Adam
from keras_gan.optimizers.lazy_terms import for_lazy_term
from keras_gan.optimizers.schedules import DecayPerUpdate
from keras_gan.optimizers.sgd import SGD

__all__ = ["SGD", "Adam", "DecayPerUpdate", "for_lazy_term"]
