"""The images that programs train on."""

import tensorflow as tf

from benchmarks.programs import PAIRS
from keras_gan import datasets

COUNT = 10_000


def training_images(pair, dataset):
    """Images as the pair takes them.

    Args:
        pair: str, "mnist" or "cifar10-conv".
        dataset: str or None, what takes the place of the pair's own data set.

    Returns:
        float32 array `(10000, height, width, channels)`.
    """
    images = datasets.load(dataset or PAIRS[pair].dataset)
    if pair == "cifar10-conv":
        images = images.contrast_normalized(55)
    return images.train[:COUNT]


def image_batches(pair, dataset, batch_size):
    """An endless, shuffled `tf.data` pipeline, as tutorials have it.

    But for the tuning thread, for which `fit` would wait seconds at its end.
    """
    images = tf.data.Dataset.from_tensor_slices(training_images(pair, dataset))
    batches = images.shuffle(1024).repeat().batch(batch_size).prefetch(2)
    options = tf.data.Options()
    options.autotune.enabled = False
    return batches.with_options(options)
