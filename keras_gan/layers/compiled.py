"""Functions that XLA makes one pass over memory of, inside a layer."""

import functools

import tensorflow as tf


def compiled(function):
    """Compiles a function of tensors by XLA, for use in layers and their gradients.

    It differs from `tf.function(function, jit_compile=True)` where a gradient within
    `tf.cond` is differentiated again, as that of a penalty which is due at some steps
    only. There, the call's arguments lie in another graph. TensorFlow 2.21 takes them
    over in a way that only a `tf.cond` which is compiled itself understands, and stops
    with "Could not find external tensor capture". So they are taken over before the
    call.

    Args:
        function: callable, from tensors and Python values to tensors.

    Returns:
        A callable like it.
    """
    compiled_function = tf.function(function, jit_compile=True)

    @functools.wraps(function)
    def call(*args):
        return compiled_function(
            *(tf.identity(a) if tf.is_tensor(a) else a for a in args)
        )

    return call
