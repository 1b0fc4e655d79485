"""The processes of a job on several machines: which of them does what is done once."""

import functools

import tensorflow as tf


def is_multi_worker(strategy):
    """Whether the replicas of a `tf.distribute.Strategy` are spread over processes."""
    return isinstance(strategy, tf.distribute.MultiWorkerMirroredStrategy)


def is_chief(strategy):
    """Whether this process is worker 0, the one of a job that writes files.

    Args:
        strategy: `tf.distribute.Strategy`.

    Returns:
        bool, True in every job of one process.
    """
    return strategy.extended.should_checkpoint


def place_among(strategy):
    """Which of how many workers this process is.

    Args:
        strategy: `tf.distribute.Strategy`.

    Returns:
        Pair `(index, count)`, None for a job of one process.
    """
    if not is_multi_worker(strategy):
        return None
    cluster = strategy.cluster_resolver.cluster_spec()
    return strategy.cluster_resolver.task_id, cluster.num_tasks("worker")


def on_chief(strategy, work):
    """Does what is done once for all workers, while the others wait for it.

    Args:
        strategy: `tf.distribute.Strategy`.
        work: function without arguments, called on worker 0 alone.

    Raises:
        ConnectionAbortedError: on the other workers if it failed; worker 0 raises
            what `work` did.
    """

    def no_numbers():
        work()
        return []

    from_chief(strategy, 0, no_numbers)


def from_chief(strategy, count, numbers):
    """Numbers that worker 0 works out, while the others wait for them.

    Args:
        strategy: `tf.distribute.Strategy`.
        count: int, how many.
        numbers: function without arguments that returns them, a sequence of floats;
            called on worker 0 alone.

    Returns:
        Sequence of floats, the same on every worker.

    Raises:
        ConnectionAbortedError: on the other workers if worker 0 could not; worker
            0 raises what `numbers` did.
    """
    if not is_multi_worker(strategy):
        return numbers()

    if not is_chief(strategy):
        failed, *values = _shared(strategy, [0.0] * (count + 1))
        if failed:
            raise ConnectionAbortedError(
                "Worker 0 met an error, so this worker cannot go on either. The output "
                "of worker 0 says what it was. Mend it, and start all workers again."
            )
        return values
    try:
        values = numbers()
    except BaseException:  # Ctrl-C as well: else the others would wait for good
        _shared(strategy, [1.0] + [0.0] * count)
        raise
    return _shared(strategy, [0.0, *values])[1:]


def _shared(strategy, values):
    """The values of worker 0, on every worker."""
    sums = _sum_over_replicas(strategy)(tf.constant(values, tf.float64))
    return strategy.experimental_local_results(sums)[0].numpy().tolist()


@functools.cache  # one graph for a whole training
def _sum_over_replicas(strategy):
    def share_of_first(values):
        context = tf.distribute.get_replica_context()
        is_first = tf.equal(context.replica_id_in_sync_group, 0)
        share = tf.where(is_first, values, tf.zeros_like(values))
        return context.all_reduce(tf.distribute.ReduceOp.SUM, share)

    return tf.function(lambda values: strategy.run(share_of_first, args=(values,)))
