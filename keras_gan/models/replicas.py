"""Decisions that all replicas of a strategy take alike."""

import tensorflow as tf


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


def _nothing(_):
    """Branches of a `tf.cond` must return alike, and these work by side effect."""
