"""What a loss means where a batch is spread over replicas."""

import tensorflow as tf


def mean_over_replicas(values):
    """The mean of a batch of which each replica has an equal share.

    Args:
        values: tensor `(batch, ...)`, a replica's own.

    Returns:
        A tensor `(...)`, the same on all replicas; gradients pass through it to all.
    """
    mean = tf.reduce_mean(values, axis=0)
    if not tf.distribute.has_strategy() or tf.distribute.in_cross_replica_context():
        return mean
    context = tf.distribute.get_replica_context()
    return context.all_reduce(tf.distribute.ReduceOp.MEAN, mean)
