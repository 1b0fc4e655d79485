"""The running average of the generator's weights.

Averaged weights draw far better samples than those of any single step, because the
game circles around its solution.
"""

import numbers

import keras
import tensorflow as tf

POWER_EXPONENT = 4


def check_rule(rule):
    """Raises ValueError unless `rule` is None, "power" or a decay in (0, 1)."""
    is_decay = isinstance(rule, numbers.Real) and 0 < rule < 1
    if rule is not None and rule != "power" and not is_decay:
        raise ValueError(
            '`generator_ema` must be None, "power" or a decay between 0 and 1. '
            f"Received: generator_ema={rule!r}."
        )


def decay(rule, updates):
    """How much of the average is kept at an update.

    Args:
        rule: "power" for `(1 - 1/q)^4`, whose window grows with training and spans
            about its last fifth; or a decay in (0, 1), approached as
            `min(decay, (1 + q) / (10 + q))` so that the first weights are forgotten.
        updates: integer tensor q, the generator updates so far, this one included.

    Returns:
        A float32 scalar tensor in [0, 1).

    Reference: [Karras et al., 2023](https://arxiv.org/abs/2312.02696), section 3
    """
    updates = tf.cast(updates, tf.float32)
    if rule == "power":
        return tf.pow(1.0 - 1.0 / updates, POWER_EXPONENT)
    return tf.minimum(rule, (1.0 + updates) / (10.0 + updates))


def copy_of(network, latent_dim):
    """A network of the same architecture and weights.

    Args:
        network: a built `keras.Model`.
        latent_dim: int, the length of its input vectors.

    Raises:
        TypeError: if the network's class cannot be made from its config.
    """
    try:
        copy = network.__class__.from_config(network.get_config())
    except (TypeError, NotImplementedError) as error:
        raise TypeError(
            "The averaged generator is a copy, which could not be made. Received: a "
            f"generator of class {type(network).__name__}. Give the class a "
            "constructor that takes `**kwargs` and a `get_config`, or pass "
            f"`generator_ema=None`. {error}"
        ) from error
    if not copy.built:
        copy(keras.KerasTensor((None, latent_dim)))  # builds it
    copy.set_weights(network.get_weights())
    return copy


def move_towards(average, network, decay):
    """Moves an average towards a network's weights.

    Statistics that are not trained, such as those of batch normalization, are copied.

    Args:
        average: `keras.Model`, whose weights are updated in place.
        network: `keras.Model` of the same architecture.
        decay: scalar tensor, how much of the average is kept.
    """
    pairs = list(zip(average.weights, network.weights, strict=True))
    trained = {id(v) for v in network.trainable_variables}
    moved = [pair for pair in pairs if id(pair[1]) in trained]
    copied = [pair for pair in pairs if id(pair[1]) not in trained]
    move = _move.python_function if tf.executing_eagerly() else _move

    def copy(mean, value):
        mean.assign(value)

    def move_one(mean, value, decay):
        move([mean], [value], decay)

    def move_everywhere(strategy, decay):
        for mean, value in moved:
            strategy.extended.update(mean.value, move_one, (value.value, decay))
        for mean, value in copied:
            strategy.extended.update(mean.value, copy, (value.value,))

    if tf.distribute.has_strategy():
        context = tf.distribute.get_replica_context()
        context.merge_call(move_everywhere, args=(decay,))
        return
    move([m.value for m, _ in moved], [v.value for _, v in moved], decay)
    for mean, value in copied:
        copy(mean, value)


# Compiled, it is one pass over memory, and not three; all of them together, one start.
@tf.function(jit_compile=True)
def _move(means, values, decay):
    for mean, value in zip(means, values, strict=True):
        mean.assign_add((value - mean) * tf.cast(1.0 - decay, value.dtype))
