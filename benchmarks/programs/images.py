"""The images that programs train on."""

import numpy as np
import tensorflow as tf

from benchmarks.programs import PAIRS
from keras_gan import datasets

COUNT = 10_000


def training_images(pair, dataset):
    """Images as the pair takes them.

    Args:
        pair: str, one of `PAIRS`.
        dataset: str or None, what takes the place of the pair's own data set: the name
            of one, or a file of 8-bit images that `numpy.save` wrote.

    Returns:
        float32 array `(10000, height, width, channels)`.
    """
    if dataset and dataset.endswith(".npy"):
        return _as_the_pair_takes_them(pair, np.load(dataset)[:COUNT] / 255)
    images = datasets.load(dataset or PAIRS[pair].dataset)
    if pair == "cifar10-conv":
        images = images.contrast_normalized(55)
    return _as_the_pair_takes_them(pair, images.train[:COUNT])


def _as_the_pair_takes_them(pair, images):
    images = images.astype("float32")
    if pair == "photos":
        size = PAIRS[pair].image_shape[:2]
        return tf.image.resize(images, size).numpy() * 2 - 1
    return images


def image_batches(pair, dataset, batch_size):
    """An endless, shuffled `tf.data` pipeline, as tutorials have it.

    But for the tuning thread, for which `fit` would wait seconds at its end.
    """
    with tf.device("CPU:0"):
        images = tf.data.Dataset.from_tensor_slices(training_images(pair, dataset))
    batches = images.shuffle(1024).repeat().batch(batch_size).prefetch(2)
    options = tf.data.Options()
    options.autotune.enabled = False
    return batches.with_options(options)
