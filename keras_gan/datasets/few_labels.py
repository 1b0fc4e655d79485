"""Few labels of many, equally many of each class, and batches of what has them."""

import numpy as np
import tensorflow as tf

from keras_gan.arguments import check_integer

UNKNOWN = -1


def few_labels(labels, count, seed=0):
    """Return labels of which but a few are forgotten, equally many of each class kept.

    Which ones follows from the labels, the count and the seed alone.

    Args:
        labels: int array `(images,)`, classes counted from 0, or -1 where unknown.
        count: int, how many to keep: a multiple of the number of classes.
        seed: int, of the draw.

    Returns:
        int32 array `(images,)`, -1 but for the few. `numpy.flatnonzero(few >= 0)` are
        the indices of their images.

    Raises:
        ValueError: if `count` is no multiple of the number of classes, or a class has
            too few labels.

    Example:
        >>> few = keras_gan.datasets.few_labels(data.labels["train"], 100, seed=0)
        >>> batches = keras_gan.datasets.batches(
        ...     data.train, 100, labels=few, labelled_apart=True
        ... )
    """
    labels = np.asarray(labels)
    count = check_integer("count", count, 1)
    if labels.ndim != 1 or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            "Labels are one integer for each image. Received: an array of shape "
            f"{labels.shape} and dtype {labels.dtype}."
        )
    num_classes = int(labels.max(initial=UNKNOWN)) + 1
    if num_classes < 1 or count % num_classes:
        raise ValueError(
            "As many labels are kept of each class. Received: "
            f"count={count} for {num_classes} classes. Pass a multiple of "
            f"{num_classes or 'their number'}."
        )
    each, rng = count // num_classes, np.random.default_rng(seed)
    few = np.full(len(labels), UNKNOWN, "int32")
    for number in range(num_classes):
        of_class = np.flatnonzero(labels == number)
        if len(of_class) < each:
            raise ValueError(
                f"There are too few labels of class {number}. Received: count={count}, "
                f"which is {each} of each class, and {len(of_class)} images of that "
                f"class. Pass at most {len(of_class) * num_classes}."
            )
        few[rng.choice(of_class, each, replace=False)] = number
    return few


def labelled_in_turn(labels, batch_size, seed):
    """A function from a step to the indices of labelled images in that step's batch.

    They come in one random order after the other, each of which has all of them once,
    whether batches are larger or smaller. The orders follow from the seed.

    Args:
        labels: int array `(images,)`, -1 where unknown.
        batch_size: int.
        seed: int.

    Returns:
        Function from an int64 scalar tensor, the step counted from 0, to an int tensor
        `(batch_size,)`.

    Raises:
        ValueError: if no image has a label.
    """
    labelled = np.flatnonzero(np.asarray(labels) >= 0).astype("int32")
    count = len(labelled)
    if not count:
        raise ValueError(
            "Batches with labelled images apart need some. Received: labels that are "
            f"all {UNKNOWN}. Leave out `labelled_apart`, or pass labels of some images."
        )
    num_orders = (count - 2 + batch_size) // count + 1  # that a batch may meet

    def order(number):
        # Apart from the orders of all images, which have the seed [seed, epoch].
        own = tf.random.experimental.stateless_fold_in(tf.stack([seed, number]), 1)
        return tf.random.experimental.stateless_shuffle(labelled, own)

    seed = tf.constant(seed, tf.int64)

    def indices_at(step):
        first, offset = step * batch_size // count, step * batch_size % count
        orders = [order(first + index) for index in range(num_orders)]
        indices = tf.concat(orders, axis=0)[offset : offset + batch_size]
        return tf.ensure_shape(indices, (batch_size,))

    return indices_at
