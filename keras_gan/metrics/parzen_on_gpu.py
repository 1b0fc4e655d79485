"""The sums of a Parzen window, made by a GPU."""

import math

import numpy as np
import tensorflow as tf

# How many distances are in memory at a time, eight bytes each, in a few arrays.
BLOCK_SIZE = 2**24
DEVICES = ("auto", "CPU", "GPU")


def check_device(device):
    """Returns whether a GPU is to do the work.

    Args:
        device: str, "CPU", "GPU", or "auto" for a GPU where TensorFlow finds one.

    Raises:
        ValueError: if it is none of these, or there is no GPU.
    """
    if device not in DEVICES:
        raise ValueError(
            f"`device` must be one of {DEVICES}. Received: device={device!r}."
        )
    has_gpu = device != "CPU" and bool(tf.config.get_visible_devices("GPU"))
    if device == "GPU" and not has_gpu:
        raise ValueError(
            "TensorFlow finds no GPU. Received: device='GPU'. Pass 'auto', or install "
            "`tensorflow[and-cuda]`."
        )
    return has_gpu


def add_samples(rows, samples, sums, nearest, precisions, device="GPU:0"):
    """Adds samples to a window's sums, in float64.

    Args:
        rows: function from a slice to a float array `(count, dimension)`, some of the
            examples.
        samples: float array `(num_samples, dimension)`.
        sums: float64 array `(num_sigmas, num_examples)`, of exponentials relative to
            that of the nearest sample; changed in place.
        nearest: float64 array `(num_examples,)`, squared distances; changed in place.
        precisions: float64 array `(num_sigmas,)`, `1 / (2 sigma^2)`.
        device: str, TensorFlow's name of the device.
    """
    size = max(1, math.isqrt(BLOCK_SIZE))
    with tf.device(device):
        blocks = [
            tf.constant(samples[start : start + size], tf.float64)
            for start in range(0, len(samples), size)
        ]
        precisions = tf.constant(precisions, tf.float64)
        for start in range(0, len(nearest), size):
            some = slice(start, start + size)
            examples = tf.constant(rows(some), tf.float64)
            state = tf.constant(sums[:, some]), tf.constant(nearest[some])
            for block in blocks:
                state = _add(*state, examples, block, precisions)
            sums[:, some], nearest[some] = (np.asarray(each) for each in state)


_MATRIX, _VECTOR = (tf.TensorSpec([None] * rank, tf.float64) for rank in (2, 1))


@tf.function(input_signature=[_MATRIX, _VECTOR, _MATRIX, _MATRIX, _VECTOR])
def _add(sums, nearest, examples, samples, precisions):
    """Sums and squared distances to the nearest sample, with a block of samples."""
    distances = -2.0 * tf.matmul(examples, samples, transpose_b=True)
    distances += tf.reduce_sum(tf.square(examples), axis=1, keepdims=True)
    distances += tf.reduce_sum(tf.square(samples), axis=1)
    distances = tf.maximum(distances, 0.0)  # beneath is rounding
    now = tf.minimum(nearest, tf.reduce_min(distances, axis=1))
    distances -= now[:, tf.newaxis]
    rescaled = sums * tf.exp((now - nearest) * precisions[:, tf.newaxis])
    added = tf.map_fn(
        lambda precision: tf.reduce_sum(tf.exp(-precision * distances), axis=1),
        precisions,
    )
    return rescaled + added, now
