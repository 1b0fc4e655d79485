"""Batches of an array of images, in an order that a resumed run continues."""

import numpy as np
import tensorflow as tf

from keras_gan.arguments import check_integer
from keras_gan.datasets.checks import check_images
from keras_gan.datasets.few_labels import labelled_in_turn
from keras_gan.datasets.stored_images import StoredImages


def batches(
    images,
    batch_size,
    seed=0,
    initial_epoch=0,
    flip=False,
    initial_step=0,
    labels=None,
    labelled_apart=False,
):
    """Return an endless `tf.data.Dataset` of shuffled batches.

    Epoch `e` is a permutation that follows from `(seed, e)` alone, so a run that
    starts at `initial_epoch=e` sees what an uninterrupted run sees from there on.
    The images that do not fill a last batch are left out of their epoch, others
    in each. Pass `steps_per_epoch(images, batch_size)` to `fit`, which would
    otherwise never end its first epoch.

    Args:
        images: array `(count, ...)` of floating-point numbers, which is kept in memory
            as float32; or `StoredImages`, which stay as they are.
        batch_size: int, the number of images in a batch, at most `count`.
        seed: int, the seed of all the permutations.
        initial_epoch: int, the epoch to start with, counted from 0.
        flip: bool, whether half of the images, drawn anew in each epoch, are mirrored,
            left for right.
        initial_step: int, the batches of that epoch to leave out, for a run that is not
            resumed between two epochs.
        labels: int array `(count,)`, or None.
        labelled_apart: bool, for few labels among many -1: whether each batch has,
            beside its images, as many images that are labelled, in random orders of
            their own, so that none is without.

    Returns:
        `tf.data.Dataset` of float32 tensors `(batch_size, ...)`, infinite; with labels
        of dicts of such "images" and of int32 "labels". With `labelled_apart` the
        labels are those of "labelled_images", which are there too.

    Raises:
        TypeError: if the images are not floating-point numbers, or `batch_size`,
            `seed`, `initial_epoch` or `initial_step` is not an integer.
        ValueError: if the images are empty or not finite, if there are fewer than
            `batch_size`, or if `batch_size` < 1, or `initial_epoch` or `initial_step`
            < 0; if vectors are to be mirrored, or there is not a label for each image;
            if labelled images are to come apart, and there are none.

    Example:
        >>> data = keras_gan.datasets.digits()
        >>> steps = keras_gan.datasets.steps_per_epoch(data.train, 100)
        >>> gan.fit(batches(data.train, 100), steps_per_epoch=steps, epochs=5)
    """
    count = len(images)
    check_images(images)
    steps = steps_per_epoch(images, batch_size)
    seed = check_integer("seed", seed)
    initial_epoch = check_integer("initial_epoch", initial_epoch, minimum=0)
    initial_step = check_integer("initial_step", initial_step, minimum=0)
    if flip and np.ndim(images) != 4:
        raise ValueError(
            "Images to be mirrored have the shape (count, height, width, channels). "
            f"Received: {np.shape(images)} with flip=True. Leave out `flip`."
        )
    if labels is not None:
        labels = _checked(labels, count)
    read = _reader(images)

    def epoch_indices(epoch):
        indices = tf.random.experimental.stateless_shuffle(
            tf.range(count), seed=tf.stack([tf.cast(seed, tf.int64), epoch])
        )
        indices = indices[: steps * batch_size]
        indices = tf.reshape(indices, (steps, batch_size))
        mirrored = tf.zeros_like(indices, "bool")
        if flip:
            # Apart from the seeds of all orders.
            draw_seed = tf.stack([tf.cast(seed, tf.int64), -1 - epoch])
            mirrored = tf.random.stateless_uniform(indices.shape, draw_seed) < 0.5
        return tf.data.Dataset.from_tensor_slices((indices, mirrored))

    dataset = tf.data.Dataset.counter(initial_epoch).flat_map(epoch_indices)
    dataset = dataset.skip(initial_step)

    def read_and_flip(indices, mirrored):
        some = read(indices)
        if flip:
            some = tf.where(mirrored[:, None, None, None], some[:, :, ::-1], some)
        if labels is None:
            return some
        return {"images": some, "labels": tf.gather(labels, indices)}

    dataset = dataset.map(read_and_flip)
    if labelled_apart:
        first_step = initial_epoch * steps + initial_step
        dataset = dataset.enumerate(first_step).map(
            _labelled_beside(labels, batch_size, seed, read, flip)
        )
    # `flat_map` hides that it never ends; a caller can see it from the cardinality.
    endless = tf.data.experimental.assert_cardinality(tf.data.INFINITE_CARDINALITY)
    options = tf.data.Options()
    # The tuning thread wakes at longer and longer intervals, and `fit` waits for it at
    # its end, for seconds. There is nothing to tune here.
    options.autotune.enabled = False
    return dataset.apply(endless).prefetch(2).with_options(options)


def _labelled_beside(labels, batch_size, seed, read, flip):
    """A function from a step and its batch to the batch with labelled images."""
    if labels is None:
        raise ValueError(
            "Images that are labelled come apart where there are labels. Received: "
            "labels=None with labelled_apart=True. Pass `labels`, -1 for none."
        )
    indices_at = labelled_in_turn(labels, batch_size, seed)

    def beside(step, batch):
        indices = indices_at(step)
        some = read(indices)
        if flip:
            draw_seed = tf.stack([tf.cast(seed, tf.int64), -1 - step])
            own = tf.random.experimental.stateless_fold_in(draw_seed, 1)
            mirrored = tf.random.stateless_uniform(indices.shape, own) < 0.5
            some = tf.where(mirrored[:, None, None, None], some[:, :, ::-1], some)
        return {
            "images": batch["images"],
            "labelled_images": some,
            "labels": tf.gather(labels, indices),
        }

    return beside


def _checked(labels, count):
    labels = np.asarray(labels)
    if labels.shape != (count,) or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            f"There must be an integer for each of {count:,} images. Received: labels "
            f"of shape {labels.shape} and dtype {labels.dtype}."
        )
    with tf.device("CPU:0"):
        return tf.constant(labels, "int32")


def _reader(images):
    """A function from indices to images, for a `tf.data` pipeline."""
    if not isinstance(images, StoredImages):
        with tf.device("CPU:0"):
            values = tf.convert_to_tensor(np.asarray(images), tf.float32)
        return lambda indices: tf.gather(values, indices)
    if images.is_in_file:

        def pixels_at(indices):
            pixels = tf.numpy_function(images.rows, [indices], tf.uint8, stateful=False)
            return tf.ensure_shape(pixels, (*indices.shape, *images.shape[1:]))
    else:
        with tf.device("CPU:0"):
            pixels = tf.constant(images.pixels)

        def pixels_at(indices):
            return tf.gather(pixels, indices)

    return lambda indices: tf.cast(pixels_at(indices), tf.float32) / 255


def steps_per_epoch(images, batch_size):
    """Return the number of full batches in one pass over the images.

    Args:
        images: array `(count, ...)`.
        batch_size: int, from 1 to `count`.

    Returns:
        int, `count // batch_size`.

    Raises:
        TypeError: if `batch_size` is not an integer.
        ValueError: if `batch_size` < 1, or if there are fewer images than that.
    """
    check_integer("batch_size", batch_size, 1, "an integer of 1 or more")
    if len(images) < batch_size:
        raise ValueError(
            "There must be enough images to fill a batch. Received: "
            f"{len(images):,} images, batch_size={batch_size}. "
            "Pass more images or a smaller `batch_size`."
        )
    return len(images) // int(batch_size)
