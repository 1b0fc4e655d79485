"""Several steps as one program, for devices that would wait for the host."""

import functools

import tensorflow as tf
from keras import tree


def at_once(step, steps, one_by_one):
    """The function by which `fit` trains: the steps of an execution in one program.

    Keras calls the compiled step once for each batch, and a GPU waits for the host
    between them. Here XLA has the loop. Batches that are fewer, or of several sizes,
    as an epoch's last ones may be, get a call each.

    Args:
        step: function from a batch to a dict of logs, such as `model.train_step`.
        steps: int, how many steps an execution has.
        one_by_one: Keras' function from an iterator to logs, for iterators that are
            not TensorFlow's.

    Returns:
        A function from an iterator to logs, which raises `StopIteration` at its end.
    """
    step = tf.function(step, jit_compile=True, reduce_retracing=True)

    @tf.function(reduce_retracing=True)
    def execute(iterator):
        batches = [iterator.get_next_as_optional() for _ in range(steps)]
        traced = step.get_concrete_function(iterator.element_spec)
        logs = tree.map_structure(_spec_of, traced.structured_outputs)
        whole = functools.partial(_in_a_loop, step, steps, batches, logs)
        apart = functools.partial(_in_turn, step, batches, logs)
        return tf.cond(_are_alike(batches), whole, apart)

    def function(iterator):
        if not isinstance(iterator, tf.data.Iterator):
            return one_by_one(iterator)
        logs = execute(iterator)
        if not logs.has_value():
            raise StopIteration
        return logs.get_value()

    return function


def _spec_of(tensor):
    return tf.TensorSpec(tensor.shape, tensor.dtype)


def _are_alike(batches):
    """Whether all batches are there and have as many examples as the first."""

    def have_one_size():
        sizes = [
            tf.shape(part)[0]
            for batch in batches
            for part in tree.flatten(batch.get_value())
        ]
        return tf.reduce_all(tf.equal(sizes, sizes[0]))

    are_here = tf.reduce_all([batch.has_value() for batch in batches])
    return tf.cond(are_here, have_one_size, lambda: False)


def _in_a_loop(step, steps, batches, logs):
    @tf.function(jit_compile=True)
    def loop(batches):
        def body(index, _):
            batch = tree.map_structure(lambda parts: parts[index], batches)
            return index + 1, step(batch)

        nothing = tree.map_structure(lambda log: tf.zeros(log.shape, log.dtype), logs)
        _, last = tf.while_loop(lambda index, _: index < steps, body, (0, nothing))
        return last

    values = [batch.get_value() for batch in batches]
    together = tree.map_structure(lambda *parts: tf.stack(parts), *values)
    return tf.experimental.Optional.from_value(loop(together))


def _in_turn(step, batches, logs):
    last = tf.experimental.Optional.empty(logs)
    for batch in batches:
        last = tf.cond(
            batch.has_value(),
            lambda batch=batch: tf.experimental.Optional.from_value(
                step(batch.get_value())
            ),
            lambda last=last: last,
        )
    return last
