"""What `fit` and `evaluate` take, checked before any weight moves."""

import warnings

import keras
import numpy as np
import tensorflow as tf

from keras_gan.datasets.checks import advice, check_dtype, check_images
from keras_gan.models.batch import check_names, named, tell_of_unused
from keras_gan.models.condition_checks import (
    check_kind,
    check_labels,
    check_shape,
    labels_known,
)


def check_training_data(data, labels, argument, game, finite=True):
    """Checks images against what the generator can make, and names against inputs.

    Arrays are read whole; of a dataset, the first batch is read and the shape of all,
    but nothing of one that a Python generator feeds, which may be read only once.

    Args:
        data: images, a dict by name, or a dataset, as the user passed them.
        labels: array or None, what was passed beside them.
        argument: str, the name that it was passed under.
        game: `keras_gan.GAN`.
        finite: bool, whether NaN is looked for; else the guard of a step does.

    Raises:
        TypeError: if the images are not of a floating dtype, or conditions no numbers.
        ValueError: if there are none, their shape is not the generator's, they hold
            NaN or values outside the generator's range, there are sample weights, a
            network has an input that the data does not have, or one that a condition
            does not fit: another shape, broken numbers or unknown classes as labels.
    """
    if data is None:
        raise ValueError(
            f"There are no images. Received: {argument}=None. Pass an array of shape "
            f"(count, {', '.join(map(str, game.image_shape))}), or batches of it."
        )
    source = "array"
    if isinstance(data, tf.data.Dataset):
        source = _source(data.element_spec)
        data = _first_batch(data, argument, game, source)
    elif isinstance(data, keras.utils.PyDataset):
        source = "PyDataset"
        data = data[0] if getattr(data, "__len__", lambda: 1)() else np.zeros((0,))
    elif not hasattr(data, "shape") and not isinstance(data, dict):
        _check_is_iterator(data, argument)
        return  # a generator can be read only once; a NaN in it stops the training
    else:
        data = (data, labels)
    if data is None:
        return
    batch = named(data)
    check_names(batch, game.wiring)
    _check_entries(batch, argument, game)
    images = np.asarray(batch["images"])
    if images.dtype.name == "bfloat16":
        images = images.astype("float32")
    shape = _same_but_for_a_last_one(images.shape, game.image_shape)
    if finite or np.isfinite(images).all():
        check_images(
            images.reshape(shape),
            game.value_range,
            game.image_shape,
            argument,
            source,
        )
        _warn_of_half_a_range(images, game.value_range, argument, source)
    game.sampler.remember(batch)
    tell_of_unused(batch, game)


def check_has_an_end(data, argument, steps, steps_argument):
    """Raises ValueError for an endless dataset of which no number of steps is taken.

    Args:
        data: what the user passed.
        argument: str, the name it was passed under.
        steps: int or None, how many batches are taken of it.
        steps_argument: str, the name of that argument.
    """
    if isinstance(data, tf.data.Dataset) and steps is None:
        if data.cardinality() == tf.data.INFINITE_CARDINALITY:
            raise ValueError(
                "The dataset is endless, so a pass over its images would never end. "
                f"Received: `{argument}` of infinite cardinality and "
                f"{steps_argument}=None. Pass `{steps_argument}`, or leave out "
                "`.repeat()`."
            )


def _source(spec):
    """What errors call a dataset of such elements; see `keras_gan.datasets.checks`."""
    if isinstance(spec, dict):
        return "dataset of dicts"
    return (
        "dataset of pairs" if isinstance(spec, tuple) and len(spec) > 1 else "dataset"
    )


def _first_batch(dataset, argument, game, source):
    """The first batch of a dataset; None of one that may be read only once."""
    specs = named(dataset.element_spec)
    spec = specs["images"]
    if isinstance(spec, tf.RaggedTensorSpec):
        height, width = [*game.image_shape[:2], "width"][:2]
        raise ValueError(
            "The images of a batch must be of one size. Received: "
            f"{argument}, a dataset of ragged batches. Give each image its size before "
            f"they are batched, such as by `tf.image.resize(image, ({height}, "
            f"{width}))`."
        )
    if not isinstance(spec, tf.TensorSpec):
        raise TypeError(
            "A dataset must give batches of images, or pairs of images and labels. "
            f"Received: {argument}, a dataset whose elements are {spec}. Pick the "
            'images, such as `dataset.map(lambda element: element["image"])`.'
        )
    if spec.dtype != tf.bfloat16:
        check_dtype(spec.dtype.as_numpy_dtype, argument, source)
    rank = len(game.image_shape) + 1
    if spec.shape.rank is not None and spec.shape.rank not in (rank, rank - 1):
        raise ValueError(_not_batches(argument, game, spec.shape))
    if spec.shape.rank == rank - 1 and game.image_shape[-1:] != (1,):
        raise ValueError(_not_batches(argument, game, spec.shape))
    check_names(specs, game.wiring)
    if _is_fed_by_python(dataset):
        return None
    for batch in dataset.take(1):
        return batch
    raise ValueError(
        f"There are no images. Received: {argument}, a dataset without a "
        "single batch. With `drop_remainder=True`, make the batch size smaller than "
        "the number of images."
    )


def _not_batches(argument, game, shape):
    return (
        f"A dataset must give batches of images, of shape {(None, *game.image_shape)}. "
        f"Received: {argument}, a dataset whose elements have shape {shape}. "
        "If these are single images, call `dataset.batch(batch_size)`."
    )


def _check_entries(batch, argument, game):
    """Raises unless all entries are of one length, and conditions as networks take."""
    lengths = {name: len(values) for name, values in batch.items()}
    if len({*lengths.values()}) > 1:
        raise ValueError(
            f"All entries must be of one length. Received: `{argument}` with {lengths}."
        )
    conditions = {name: batch[name] for name in batch if name != "images"}
    conditions = {name: np.asarray(values) for name, values in conditions.items()}
    told = f"`{argument}`"
    for inputs in game.wiring.inputs.values():
        for name in conditions.keys() & inputs.tensors.keys():
            values, tensor = conditions[name], inputs.tensors[name]
            check_kind(name, values, tensor.dtype, told, inputs.role)
            if not game.wiring.makes_examples:  # else it need not go in as it is
                check_shape(name, values, tensor.shape[1:], told, inputs.role)
    if not game.wiring.makes_examples:
        for name, known in labels_known(game).items():
            if name in conditions:
                check_labels(name, conditions[name], known, told)


def _warn_of_half_a_range(images, value_range, argument, source):
    if value_range is not None and value_range[0] < 0 <= images.min():
        warnings.warn(
            f"`{argument}` has no value below 0, and the generator makes values from "
            f"{value_range[0]:g} to {value_range[1]:g}. If the images are in [0, 1]: "
            f"{advice('2 * {x} - 1', argument, source)}",
            stacklevel=4,
        )


def _is_fed_by_python(dataset):
    """Whether a Python generator is among the sources of a dataset."""
    for function in dataset._functions():
        operations = function.function.graph.get_operations()
        if any(operation.type == "GeneratorDataset" for operation in operations):
            return True
    return any(map(_is_fed_by_python, dataset._inputs()))


def _same_but_for_a_last_one(shape, image_shape):
    """A shape with the last axis of size one that Keras would add or take away."""
    expected = (*shape[:1], *image_shape)
    if None in image_shape or shape == expected:
        return shape
    is_added = expected[-1] == 1 and shape == expected[:-1]
    is_taken = shape[-1:] == (1,) and shape[:-1] == expected
    return expected if is_added or is_taken else shape


def _check_is_iterator(data, argument):
    if isinstance(data, (list, str)):
        raise TypeError(
            f"`{argument}` must be an array or a dataset of images. "
            f"Received: {argument} of type {type(data).__name__}. "
            "Of a list of images, make an array with `numpy.stack`."
        )
