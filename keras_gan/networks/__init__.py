"""Functions that return generators and discriminators."""

from keras_gan.networks.classifier import classifier
from keras_gan.networks.clip_weights import ClipWeights
from keras_gan.networks.completion import (
    completion_discriminator,
    completion_generator,
)
from keras_gan.networks.completion_of_photos import (
    photo_completion_discriminator,
    photo_completion_generator,
)
from keras_gan.networks.dcgan import dcgan_discriminator, dcgan_generator
from keras_gan.networks.dense import (
    dense_discriminator,
    dense_encoder,
    dense_generator,
)
from keras_gan.networks.goodfellow_2014 import paper_discriminator, paper_generator
from keras_gan.networks.goodfellow_2014_cifar10 import (
    cifar10_conv_discriminator,
    cifar10_conv_generator,
    cifar10_dense_discriminator,
    cifar10_dense_generator,
)
from keras_gan.networks.goodfellow_2014_faces import (
    faces_bottom,
    faces_discriminator,
    faces_generator,
    put_below,
)
from keras_gan.networks.one_dimensional import (
    one_dimensional_discriminator,
    one_dimensional_generator,
)
from keras_gan.networks.output_bias import ArrayInitializer, logit_of_means
from keras_gan.networks.residual import residual_discriminator, residual_generator
from keras_gan.networks.salimans_2016 import (
    salimans_discriminator,
    salimans_generator,
)
from keras_gan.networks.sparse_initializer import SparseInitializer

__all__ = [
    "ArrayInitializer",
    "ClipWeights",
    "SparseInitializer",
    "cifar10_conv_discriminator",
    "cifar10_conv_generator",
    "cifar10_dense_discriminator",
    "cifar10_dense_generator",
    "classifier",
    "completion_discriminator",
    "completion_generator",
    "dcgan_discriminator",
    "dcgan_generator",
    "dense_discriminator",
    "dense_encoder",
    "dense_generator",
    "faces_bottom",
    "faces_discriminator",
    "faces_generator",
    "logit_of_means",
    "one_dimensional_discriminator",
    "one_dimensional_generator",
    "paper_discriminator",
    "paper_generator",
    "photo_completion_discriminator",
    "photo_completion_generator",
    "put_below",
    "residual_discriminator",
    "residual_generator",
    "salimans_discriminator",
    "salimans_generator",
]
