"""Functions that return generators and discriminators."""

from keras_gan.networks.dense import dense_discriminator, dense_generator
from keras_gan.networks.goodfellow_2014 import paper_discriminator, paper_generator
from keras_gan.networks.output_bias import ArrayInitializer, logit_of_means

__all__ = [
    "ArrayInitializer",
    "dense_discriminator",
    "dense_generator",
    "logit_of_means",
    "paper_discriminator",
    "paper_generator",
]
