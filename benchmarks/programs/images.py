"""The images that TensorFlow programs train on."""

import tensorflow as tf

from keras_gan import datasets


def image_batches(batch_size):
    """MNIST in an endless, shuffled `tf.data` pipeline, as a user would write it."""
    images = tf.data.Dataset.from_tensor_slices(datasets.mnist().train[:10_000])
    batches = images.cache().shuffle(10_000).repeat().batch(batch_size)
    return batches.prefetch(tf.data.AUTOTUNE)
