"""A file of pictures of one size, which need not fit into memory."""

import math
import mmap
import os
import tempfile
from pathlib import Path

import numpy as np

from keras_gan.datasets.stored_images import StoredImages

SUFFIX = ".npy"


def write_pictures(path, shape, blocks):
    """Writes pictures one after the other, into a file that is never half there.

    Args:
        path: `pathlib.Path`, whose folder is made where it is not there.
        shape: tuple `(count, height, width, channels)`.
        blocks: iterable of uint8 arrays of some of them each, in their order.

    Raises:
        OSError: if it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    about = {"descr": "|u1", "fortran_order": False, "shape": shape}
    with tempfile.NamedTemporaryFile(
        dir=path.parent, prefix=".", suffix=SUFFIX, delete=False
    ) as file:
        try:
            np.lib.format.write_array_header_1_0(file, about)
            for block in blocks:
                file.write(block.tobytes())
            file.close()
            os.replace(file.name, path)
        finally:
            Path(file.name).unlink(missing_ok=True)


def open_pictures(path):
    """Maps a file that `write_pictures` wrote.

    Args:
        path: `pathlib.Path`.

    Returns:
        `StoredImages`.

    Raises:
        ValueError: if it is not such a file, or was cut short.
    """
    with path.open("rb") as file:
        np.lib.format.read_magic(file)
        shape, _, dtype = np.lib.format.read_array_header_1_0(file)
        start = file.tell()
        mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    count = math.prod(shape)
    if dtype != np.uint8 or len(mapping) != start + count:
        raise ValueError(
            f"{str(path)!r} does not hold the pictures that it says. Expected: "
            f"{start + count:,} bytes. Received: {len(mapping):,}. Remove it, so that "
            "it is made again."
        )
    if hasattr(mmap, "MADV_RANDOM"):
        mapping.madvise(mmap.MADV_RANDOM)
    pixels = np.frombuffer(mapping, "uint8", count, start).reshape(shape)
    return StoredImages(pixels, mapping, path)
