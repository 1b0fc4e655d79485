"""Sizes of networks, checked before layers are made of them."""

import numbers


def check_sizes(image_shape=None, **sizes):
    """Raises unless sizes are positive integers, named in the error.

    Args:
        image_shape: sequence of int, the shape of one image, or None for none.
        **sizes: int or sequence of int, by the names of the arguments.

    Raises:
        TypeError: if a size is not an integer, or the shape not a sequence.
        ValueError: if a size is not positive, or a shape is empty.
    """
    if image_shape is not None:
        if not isinstance(image_shape, (tuple, list)):
            raise TypeError(
                "`image_shape` must be the shape of one image, such as (28, 28, 1). "
                f"Received: image_shape={image_shape!r}."
            )
        sizes = {"image_shape": image_shape, **sizes}
    for name, value in sizes.items():
        values = value if isinstance(value, (tuple, list)) else [value]
        expected = f"`{name}` must be a positive integer"
        if isinstance(value, (tuple, list)):
            expected = f"`{name}` must be one or more positive integers"
        message = f"{expected}. Received: {name}={value!r}."
        if not all(isinstance(each, numbers.Integral) for each in values):
            raise TypeError(message)
        if min(values, default=0) < 1:
            raise ValueError(message)
