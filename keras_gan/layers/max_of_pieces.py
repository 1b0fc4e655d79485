"""The maximum that makes a maxout unit of its linear pieces."""

import tensorflow as tf

from keras_gan.layers.compiled import compiled


def max_of_pieces(inputs, num_pieces):
    """The largest of each unit's pieces, with a gradient of few passes over memory.

    Args:
        inputs: tensor `(..., num_pieces * num_units)`, whose column
            `p * num_units + i` is piece p of unit i: a maximum over whole blocks of
            columns is several times faster than one over neighbouring columns.
        num_pieces: int, the number of pieces of a unit.

    Returns:
        A tensor `(..., num_units)`. The gradient goes to the piece that is largest,
        and in equal shares to pieces that are equal.
    """
    num_units = inputs.shape[-1] // num_pieces

    @tf.custom_gradient
    def largest(pieces):
        maxima = tf.reduce_max(pieces, axis=1)
        return maxima, lambda upstream: _to_the_largest(pieces, maxima, upstream)

    maxima = largest(tf.reshape(inputs, (-1, num_pieces, num_units)))
    return tf.reshape(maxima, (*tf.unstack(tf.shape(inputs))[:-1], num_units))


# Compiled, it is one pass over memory, and not four.
@compiled
def _to_the_largest(pieces, maxima, upstream):
    is_largest = tf.equal(pieces, tf.expand_dims(maxima, 1))
    is_largest = tf.cast(is_largest, upstream.dtype)
    share = upstream / tf.reduce_sum(is_largest, axis=1)
    return is_largest * tf.expand_dims(share, 1)
