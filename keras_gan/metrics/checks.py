"""What scores ask of images, samples and widths."""

import math

import numpy as np


def checked_sigmas(sigma):
    """Returns sigma as an array, known to be positive numbers."""
    sigmas = np.asarray(sigma, dtype="float64")
    if sigmas.ndim > 1 or sigmas.size == 0:
        raise ValueError(
            "`sigma` must be a number or a non-empty sequence of numbers. "
            f"Received: an array of shape {sigmas.shape}."
        )
    if not (np.isfinite(sigmas).all() and (sigmas > 0).all()):
        raise ValueError(
            "Every `sigma` must be positive and finite, it is the width of a Gaussian. "
            f"Received: sigma={sigma}. For images in [0, 1] try 0.1 to 1."
        )
    return sigmas


def checked_rows(values, name, rows_at_a_time=4096):
    """Returns the values as an array, known to be finite floats with rows."""
    values = np.asarray(values)
    if values.ndim < 2 or values.size == 0:
        raise ValueError(
            f"`{name}` must be a non-empty array of shape (count, ...). "
            f"Received: an array of shape {values.shape}."
        )
    if not np.issubdtype(values.dtype, np.floating):
        raise TypeError(
            f"`{name}` must hold floating-point numbers. "
            f"Received: dtype {values.dtype}. For images with pixels from 0 to 255 "
            f"pass `{name}.astype('float32') / 255`."
        )
    starts = range(0, len(values), rows_at_a_time)
    blocks = (values[start : start + rows_at_a_time] for start in starts)
    bad = sum(
        int((~np.isfinite(block).reshape(len(block), -1).all(axis=1)).sum())
        for block in blocks
    )
    if bad:
        raise ValueError(
            f"`{name}` must be finite. Received: NaN or infinity in {bad} of "
            f"{len(values)} rows. Look for what produced them: no score can be given."
        )
    return values


def check_same_shape(examples, samples):
    """Raises ValueError unless examples and samples have as many values alike."""
    shapes = [
        tuple(size for size in array.shape[1:] if size != 1)
        for array in (examples, samples)
    ]
    either_is_flat = min(len(shape) for shape in shapes) <= 1
    same = math.prod(shapes[0]) == math.prod(shapes[1])
    if not same or not (either_is_flat or shapes[0] == shapes[1]):
        raise ValueError(
            "Examples and samples must have the same shape, or the same number of "
            "values when one of them is flattened. Received: "
            f"examples of shape {examples.shape}, samples of shape {samples.shape}."
        )


def checked_features(least=1, **arrays):
    """Returns the arrays as matrices of finite floats, of as many columns each.

    Args:
        least: int, how many rows each of them must have.
        **arrays: float arrays `(count, features)`, by the arguments' names.

    Raises:
        TypeError: if one is not of a floating-point type.
        ValueError: if one is not a matrix, is not finite or has too few rows, or if
            they have different numbers of columns.
    """
    arrays = {name: checked_rows(array, name) for name, array in arrays.items()}
    shapes = ", ".join(f"{name}.shape={array.shape}" for name, array in arrays.items())
    names = " and ".join(f"`{name}`" for name in arrays)
    columns = {array.shape[1:] for array in arrays.values()}
    if any(array.ndim != 2 for array in arrays.values()) or len(columns) > 1:
        raise ValueError(
            f"{names} must be of shape (count, features), with as many columns each. "
            f"Received: {shapes}. Flatten images by `images.reshape(len(images), -1)`."
        )
    if min(len(array) for array in arrays.values()) < least:
        raise ValueError(
            f"{names} must have at least {least} rows. Received: {shapes}. Pass more "
            "samples."
        )
    return list(arrays.values())
