"""Adversarial models: one `keras.Model` for each data flow."""

from keras_gan.models.bigan import BiGAN
from keras_gan.models.completion_gan import CompletionGAN
from keras_gan.models.divergence import TrainingDivergedError
from keras_gan.models.gan import GAN
from keras_gan.models.play import Play

__all__ = ["BiGAN", "CompletionGAN", "GAN", "Play", "TrainingDivergedError"]
