"""How noise is drawn reproducibly: every draw is a function of a seed and counters.

Nothing here has state. A run that is resumed at step 1,000 draws the noise that an
uninterrupted run would have drawn at step 1,000, and each replica of a distribution
strategy draws its own.
"""

import enum

import tensorflow as tf

# How far apart the replicas' numbers lie. It is the number of the first streams, and
# never changes, or resumed runs would draw other noise.
STRIDE = 5
# The numbers of later streams are multiples of this, beyond those of any replica.
LATER = STRIDE * 2**20


class Stream(enum.IntEnum):
    """What a draw is for; two streams never share noise. Numbers never change."""

    DISCRIMINATOR_STEP = 0
    GENERATOR_STEP = 1
    PENALTY = 2
    TEST = 3
    SAMPLE = 4
    STATISTICS = 1 * LATER
    MASK = 2 * LATER


def noise_seed(seed, stream, counter, replica_id=0):
    """Derives the seed of one draw.

    Args:
        seed: int or scalar integer tensor, the user's seed.
        stream: `Stream`, what the draw is for.
        counter: int or scalar integer tensor, such as the training step.
        replica_id: int or scalar integer tensor, the replica that draws.

    Returns:
        An int64 tensor of shape `(2,)`, as TensorFlow's stateless random functions
        take it.
    """
    seed = tf.cast(seed, tf.int64)
    place = tf.cast(replica_id, tf.int64) * STRIDE + int(stream)
    key = tf.stack([seed, place])
    return tf.random.experimental.stateless_fold_in(key, tf.cast(counter, tf.int64))
