"""Steps that XLA compiles, several as one program where an execution has several."""

import itertools

import tensorflow as tf
from keras import tree


def compiled(step, steps, plain):
    """The function by which `fit` trains where XLA compiles steps.

    Keras calls the compiled step once for each batch, and a GPU waits for the host
    between them. Here XLA has the loop. Batches that are fewer, or of several sizes,
    as an epoch's last ones may be, get a call each. Where a dataset does not say how
    large its batches are, each size is traced by itself: XLA cannot compile the
    gradient of a branch whose shapes it does not know.

    Args:
        step: function from a batch to a dict of logs, such as `model.train_step`.
        steps: int, how many steps an execution has.
        plain: Keras' function from an iterator to logs.

    Returns:
        A function from an iterator to logs, which raises `StopIteration` at its end.
    """
    one = tf.function(step, jit_compile=True)

    @tf.function(jit_compile=True)
    def all_of_them(batches):
        together = tree.map_structure(lambda *parts: tf.stack(parts), *batches)

        def body(index, _):
            batch = tree.map_structure(lambda parts: parts[index], together)
            return index + 1, one(batch)

        traced = one.get_concrete_function(batches[0])
        logs = tree.map_structure(
            lambda log: tf.zeros(log.shape, log.dtype), traced.structured_outputs
        )
        return tf.while_loop(lambda index, _: index < steps, body, (0, logs))[1]

    def function(iterator):
        if steps == 1 and _says_all_sizes(iterator):
            return plain(iterator)
        batches = list(itertools.islice(iterator, steps))
        if not batches:
            raise StopIteration
        if steps > 1 and len(batches) == steps and _are_alike(batches):
            return all_of_them(batches)
        for batch in batches:
            logs = one(batch)
        return logs

    return function


def _says_all_sizes(iterator):
    if not isinstance(iterator, tf.data.Iterator):
        return False
    specs = tree.flatten(iterator.element_spec)
    return all(spec.shape.is_fully_defined() for spec in specs)


def _are_alike(batches):
    """Whether all batches have as many examples as the first."""
    sizes = {tuple(part.shape) for batch in batches for part in tree.flatten(batch)[:1]}
    return len(sizes) == 1
