"""What the replicas of a strategy do alike, and what each does for itself."""

import functools

import keras
import tensorflow as tf

from keras_gan.models.workers import is_multi_worker


def has_strategy(strategy):
    """Whether a model's strategy is not just TensorFlow's default.

    Args:
        strategy: `tf.distribute.Strategy`, such as `model.distribute_strategy`.
    """
    is_here = strategy is tf.distribute.get_strategy()
    return tf.distribute.has_strategy() if is_here else True


def count():
    """How many replicas there are, 1 without a strategy."""
    return tf.distribute.get_strategy().num_replicas_in_sync


def own_number():
    """Which of the replicas runs this, counted from 0."""
    context = tf.distribute.get_replica_context()
    return context.replica_id_in_sync_group if context else 0


def check_share(images):
    """Raises `InvalidArgumentError` on a replica that got none of a batch's images."""
    if count() > 1:
        tf.debugging.assert_positive(
            tf.shape(images)[0],
            "A batch had fewer images than there are replicas, so one of them got "
            "none. Batch the dataset with `drop_remainder=True`.",
        )


def on_every_replica(condition):
    """Whether a condition holds on every replica.

    Args:
        condition: boolean scalar tensor, each replica's own.
    """
    if not tf.distribute.has_strategy():
        return condition
    context = tf.distribute.get_replica_context()
    failures = tf.cast(tf.logical_not(condition), tf.float32)
    return tf.equal(context.all_reduce(tf.distribute.ReduceOp.SUM, failures), 0.0)


def cond(condition, then, otherwise, *args):
    """`tf.cond` with branches that may apply optimizers.

    Optimizers wait for the other replicas, which inside a branch they cannot. So under
    a strategy the branch is taken once for all of them, and each works in it.

    Args:
        condition: boolean scalar tensor, the same on all replicas.
        then: function of `args`, what to do where it is true.
        otherwise: function of `args`, what to do where it is false.
        *args: tensors, or lists of them, each replica's own.
    """
    if not tf.distribute.has_strategy():
        tf.cond(
            condition, lambda: _nothing(then(*args)), lambda: _nothing(otherwise(*args))
        )
        return

    def decide(strategy, conditions, *args):
        def each(function):
            return lambda: _nothing(
                strategy.extended.call_for_each_replica(function, args=args)
            )

        first = strategy.experimental_local_results(conditions)[0]
        tf.cond(first, each(then), each(otherwise))

    context = tf.distribute.get_replica_context()
    context.merge_call(decide, args=(condition, *args))


def to_logs(results):
    """What a step returns as its logs, so that Keras can average it over replicas.

    Over several workers Keras averages along the first axis, which scalars lack.

    Args:
        results: dict of names and scalar tensors, each replica's own.

    Returns:
        The same dict, under a multi-worker strategy with tensors of shape `(1,)`.
    """
    if is_multi_worker(tf.distribute.get_strategy()):
        return {name: tf.reshape(value, (1,)) for name, value in results.items()}
    return results


def draw_apart(*networks):
    """Has random layers, such as dropout, draw different numbers on each replica.

    Keras' `SeedGenerator` would give the same seeds to all of them. With one replica
    nothing is changed.

    Args:
        *networks: built `keras.Model`s.
    """
    if count() == 1:
        return
    for network in networks:
        for layer in network._flatten_layers():
            for generator in layer._seed_generators:
                generator.next = functools.partial(_next_seed_of_replica, generator)


def _next_seed_of_replica(generator, ordered=True):
    seed = keras.random.SeedGenerator.next(generator, ordered)
    context = tf.distribute.get_replica_context()
    if context is None:
        return seed
    replica_id = tf.cast(context.replica_id_in_sync_group, tf.int64)
    of_replica = tf.random.experimental.stateless_fold_in(
        tf.cast(seed, tf.int64), replica_id
    )
    return tf.cast(of_replica, seed.dtype)


def _nothing(_):
    """Branches of a `tf.cond` must return alike, and these work by side effect."""
    return None  # for AutoGraph, which takes no body that is but a docstring
