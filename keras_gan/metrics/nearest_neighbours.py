"""Nearest neighbours among images."""

import math

import numpy as np

from keras_gan.arguments import check_integer
from keras_gan.datasets import StoredImages

LARGEST_BLOCK = 2**22  # values, sixteen megabytes


def nearest_neighbours(queries, examples, block_size=4096):
    """For every query, the example at the smallest Euclidean distance.

    Shows what a generated image resembles most among the training images, and
    whether it was copied from there. The search takes one matrix product per pair
    of blocks, so memory does not grow with `queries` times `examples`; the distances
    of the winners are then recomputed from differences, so that a copy is at
    distance zero.

    Args:
        queries: array, `(num_queries, ...)`, such as generated images.
        examples: array, `(num_examples, ...)`, such as training images with as many
            values each as a query.
        block_size: int, how many queries and how many examples meet at a time.

    Returns:
        A pair of arrays of shape `(num_queries,)`: indices into `examples` (int64;
        of equally near examples the first) and squared distances (float64).

    Raises:
        ValueError: if an argument is empty or holds NaN or infinity, if the images
            differ in size, or if `block_size` is not positive.

    Example:
        ```python
        indices, distances = nearest_neighbours(gan.sample(20), train_images)
        ```
    """
    queries = flat_images(queries, "queries")
    if not isinstance(examples, StoredImages):  # which are made numbers block by block
        examples = flat_images(examples, "examples")
    num_values = math.prod(examples.shape[1:])
    if queries.shape[1] != num_values:
        raise ValueError(
            "`queries` and `examples` must be images of the same size. Received: "
            f"queries with {queries.shape[1]} values each, examples with "
            f"{num_values}. Resize one of the two."
        )
    check_integer("block_size", block_size, 1, "positive, a number of images")
    block_size = max(1, min(block_size, LARGEST_BLOCK // num_values))
    # The distance does not depend on the origin, the rounding of a . b does.
    origin = queries.mean(axis=0)
    nearest = np.zeros(len(queries), dtype=np.int64)
    smallest = np.full(len(queries), np.inf)
    for first in range(0, len(examples), block_size):
        block = _rows(examples, slice(first, first + block_size)) - origin
        norms = np.einsum("ij,ij->i", block, block)
        for start in range(0, len(queries), block_size):
            rows = slice(start, start + block_size)
            # |q - e|^2 without its |q|^2, which no comparison needs
            partial = norms - 2 * ((queries[rows] - origin) @ block.T)
            winners = partial.argmin(axis=1)
            values = partial[np.arange(len(winners)), winners]
            closer = values < smallest[rows]
            nearest[rows][closer] = first + winners[closer]
            smallest[rows][closer] = values[closer]
    return nearest, _squared_distances(queries, examples, nearest, block_size)


def _squared_distances(queries, examples, nearest, block_size):
    """Squared distances of every query to its example, in float64."""
    distances = np.empty(len(queries))
    for start in range(0, len(queries), block_size):
        rows = slice(start, start + block_size)
        differences = queries[rows].astype("float64")
        differences -= _rows(examples, nearest[rows])
        distances[rows] = np.einsum("ij,ij->i", differences, differences)
    return distances


def _rows(images, rows):
    """Some of the images, flattened."""
    some = np.asarray(images[rows])
    if isinstance(images, StoredImages):
        images.release()
    return some.reshape(len(some), -1)


def flat_images(images, name):
    """The images as a finite float matrix, one flattened image per row.

    Args:
        images: array, `(count, ...)`.
        name: string, how an error calls the array.

    Returns:
        An array `(count, values)`, float32 if the images are, else float64.

    Raises:
        ValueError: if there are no images or some value is NaN or infinite.
    """
    images = np.asarray(images)
    if images.ndim < 2 or images.size == 0:
        raise ValueError(
            f"`{name}` must hold at least one image, as an array of shape "
            f"(count, ...). Received: {name}.shape={images.shape}."
        )
    dtype = "float32" if images.dtype == np.float32 else "float64"
    matrix = images.reshape(len(images), -1).astype(dtype, copy=False)
    finite = np.isfinite(matrix).all(axis=1)
    if not finite.all():
        raise ValueError(
            f"`{name}` must be finite. Received: NaN or infinity in "
            f"{np.count_nonzero(~finite)} of {len(matrix)} images, first in number "
            f"{np.argmin(finite)}."
        )
    return matrix
