"""Learned approximate inference: which latents a generator would make an image of.

An encoder that learns in the game is `keras_gan.BiGAN`. Here is what infers from
a finished generator.
"""

from keras_gan.inference.latent_regression import fit_encoder
from keras_gan.inference.latent_search import Search, latent_search
from keras_gan.inference.principal_components import pca_reconstructions

__all__ = ["Search", "fit_encoder", "latent_search", "pca_reconstructions"]
