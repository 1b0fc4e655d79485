"""Adding a bias, with a gradient that is quick to sum."""

import tensorflow as tf


def add_bias(inputs, bias):
    """Adds a bias to each channel.

    Its gradient is a sum over all examples. As a product with ones it takes a fraction
    of the time of TensorFlow's own, which on a CPU loses most digits of bfloat16.

    Args:
        inputs: tensor `(..., channels)`.
        bias: tensor `(channels,)`.

    Returns:
        A tensor like `inputs`.
    """

    @tf.custom_gradient
    def add(inputs, bias):
        def gradient(upstream):
            rows = tf.reshape(upstream, (-1, bias.shape[0]))
            ones = tf.ones((1, tf.shape(rows)[0]), rows.dtype)
            return upstream, tf.squeeze(tf.matmul(ones, rows), axis=0)

        return tf.nn.bias_add(inputs, bias), gradient

    return add(inputs, tf.convert_to_tensor(bias))
