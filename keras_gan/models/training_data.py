"""What `fit` and `evaluate` take as images, checked before any weight moves."""

import keras
import tensorflow as tf

from keras_gan.datasets import check_images
from keras_gan.models.network_checks import value_range


def real_images_of(data):
    """The images of a batch, without the labels that may come with them.

    Args:
        data: tensor `(batch, ...)`, or a tuple that begins with it.

    Raises:
        TypeError: if the images are not of a floating dtype.
    """
    images = data[0] if isinstance(data, (tuple, list)) else data
    _check_dtype(images.dtype)
    return tf.cast(images, keras.config.floatx())


def check_training_data(data, argument, model):
    """Checks images against what the generator can make.

    Arrays are read whole; of a dataset, the first batch is read and the shape of all.

    Args:
        data: what the user passed to `fit`.
        argument: str, the name it was passed under.
        model: `keras_gan.GAN`.

    Raises:
        TypeError: if the images are not of a floating dtype.
        ValueError: if there are none, their shape is not the generator's, or they
            hold NaN or values outside the generator's range.
    """
    bounds = value_range(model.generator)
    if isinstance(data, tuple) and data:
        data = data[0]
    if data is None:
        raise ValueError(
            f"There are no images. Received: {argument}=None. Pass an array of shape "
            f"(count, {', '.join(map(str, model.image_shape))}), or batches of it."
        )
    if isinstance(data, tf.data.Dataset):
        data = _first_batch(data, argument, model.image_shape)
    elif isinstance(data, keras.utils.PyDataset):
        data = data[0] if len(data) else []
        data = data[0] if isinstance(data, (tuple, list)) and len(data) else data
    elif not hasattr(data, "shape"):
        _check_is_iterator(data, argument)
        return  # a generator can be read only once; a NaN in it stops the training
    check_images(data, bounds, shape=model.image_shape, argument=argument)


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


def _first_batch(dataset, argument, image_shape):
    spec = dataset.element_spec
    spec = spec[0] if isinstance(spec, (tuple, list)) else spec
    if not isinstance(spec, tf.TensorSpec):
        raise TypeError(
            "A dataset must give batches of images, or pairs of images and labels. "
            f"Received: {argument}, a dataset whose elements are {spec}. Pick the "
            'images, such as `dataset.map(lambda element: element["image"])`.'
        )
    _check_dtype(spec.dtype)
    if spec.shape.rank is not None and spec.shape.rank != len(image_shape) + 1:
        raise ValueError(
            f"A dataset must give batches of images, of shape {(None, *image_shape)}. "
            f"Received: {argument}, a dataset whose elements have shape {spec.shape}. "
            "If these are single images, call `dataset.batch(batch_size)`."
        )
    for batch in dataset.take(1):
        return batch[0] if isinstance(batch, (tuple, list)) else batch
    raise ValueError(
        f"There are no images. Received: {argument}, a dataset without a "
        "single batch. With `drop_remainder=True`, make the batch size smaller than "
        "the number of images."
    )


def _check_is_iterator(data, argument):
    if isinstance(data, (list, str, dict)):
        raise TypeError(
            f"`{argument}` must be an array or a dataset of images. "
            f"Received: {argument} of type {type(data).__name__}. "
            "Of a list of images, make an array with `numpy.stack`."
        )


def _check_dtype(dtype):
    if not tf.as_dtype(dtype).is_floating:
        raise TypeError(
            "Images must be floating point numbers in the generator's range. "
            f"Received: images of dtype {tf.as_dtype(dtype).name}. "
            'Scale them first, such as `images.astype("float32") / 255`.'
        )
