"""Keras layers of adversarial networks."""

from keras_gan.layers.bias import Bias
from keras_gan.layers.class_embedding import ClassEmbedding
from keras_gan.layers.conditional_batch_normalization import (
    ConditionalBatchNormalization,
)
from keras_gan.layers.diff_augment import DiffAugment
from keras_gan.layers.dropout import Dropout
from keras_gan.layers.keep_known import KeepKnown
from keras_gan.layers.log_sum_exp import LogSumExp
from keras_gan.layers.maxout import Maxout
from keras_gan.layers.maxout_conv_2d import MaxoutConv2D
from keras_gan.layers.random_shift import RandomShift
from keras_gan.layers.scale_gradient import ScaleGradient
from keras_gan.layers.spectral_normalization import SpectralNormalization
from keras_gan.layers.standardize import Standardize
from keras_gan.layers.weight_normalization import (
    WeightNormalization,
    initialize_from_data,
)

__all__ = [
    "Bias",
    "ClassEmbedding",
    "ConditionalBatchNormalization",
    "DiffAugment",
    "Dropout",
    "KeepKnown",
    "LogSumExp",
    "Maxout",
    "MaxoutConv2D",
    "RandomShift",
    "ScaleGradient",
    "SpectralNormalization",
    "Standardize",
    "WeightNormalization",
    "initialize_from_data",
]
