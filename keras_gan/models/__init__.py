"""Adversarial models: one `keras.Model` for each data flow."""

from keras_gan.models.divergence import TrainingDivergedError
from keras_gan.models.gan import GAN

__all__ = ["GAN", "TrainingDivergedError"]
