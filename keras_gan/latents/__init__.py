"""Noise priors, and how noise is drawn reproducibly."""

from keras_gan.latents import masks
from keras_gan.latents.noise import Stream, noise_seed
from keras_gan.latents.priors import (
    LatentPrior,
    Normal,
    Spherical,
    TruncatedNormal,
    Uniform,
    get,
)

__all__ = [
    "LatentPrior",
    "Normal",
    "Spherical",
    "Stream",
    "TruncatedNormal",
    "Uniform",
    "get",
    "masks",
    "noise_seed",
]
