"""Sizes of networks, checked before layers are made of them."""

from keras_gan.arguments import check_integer, is_integer


def check_sizes(image_shape=None, widths=None, **sizes):
    """Raises unless sizes are positive integers, named in the error.

    Args:
        image_shape: sequence of int, the shape of one image, or None for none.
        widths: sequence of int, the units of each layer, or None for none.
        **sizes: int, by the names of the arguments.

    Raises:
        TypeError: if a size is not an integer, or a sequence is none.
        ValueError: if a size is not positive, or the shape is empty.
    """
    if image_shape is not None:
        _check_sequence("image_shape", image_shape, "such as (28, 28, 1)")
        if not len(image_shape):
            raise ValueError(
                "An image has at least one dimension. Received: image_shape=()."
            )
    if widths is not None:
        _check_sequence("widths", widths, "such as (512, 512)")
    for name, value in sizes.items():
        check_integer(name, value, 1)


def _check_sequence(name, values, example):
    message = (
        f"`{name}` must be a sequence of positive integers, {example}. "
        f"Received: {name}={values!r}."
    )
    is_sequence = hasattr(values, "__len__") and not isinstance(values, str)
    if not is_sequence or not all(is_integer(value) for value in values):
        raise TypeError(message)
    if not all(value >= 1 for value in values):
        raise ValueError(message)
