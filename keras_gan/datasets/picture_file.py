"""A file of pictures of one size, which need not fit into memory."""

import math
import mmap
import uuid

import numpy as np

from keras_gan.datasets.stored_images import StoredImages

SUFFIX = ".npy"
UNFINISHED = ".part"  # of files that are being written, or were when the job was killed


def write_pictures(path, shape, blocks):
    """Writes pictures one after the other, into a file that is never half there.

    Args:
        path: `pathlib.Path`, whose folder is made where it is not there.
        shape: tuple `(count, height, width, channels)`.
        blocks: iterable of uint8 arrays of some of them each, in their order.

    Raises:
        OSError: if it cannot be written.
    """
    about = {"descr": "|u1", "fortran_order": False, "shape": shape}
    # By a name of its own: workers on other machines may write the same file.
    unfinished = path.with_name(f".{path.name}.{uuid.uuid4().hex}{UNFINISHED}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            np.lib.format.write_array_header_1_0(file, about)
            start = file.tell()
            for block in blocks:
                file.write(block.tobytes())
            written = file.tell() - start
        if written != math.prod(shape):
            raise ValueError(
                f"There must be {shape[0]:,} pictures for {str(path)!r}. Received: "
                f"{written:,} bytes of them, not {math.prod(shape):,}. Prepare the "
                "data set anew."
            )
        unfinished.replace(path)
    except OSError as error:
        raise type(error)(
            f"The decoded pictures cannot be kept in {str(path.parent)!r} "
            f"({error.strerror}). Make room there, or choose another folder for them "
            "with `cache` (`--cache` on the command line)."
        ) from error
    finally:
        if unfinished.exists():
            unfinished.unlink()


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
        try:
            np.lib.format.read_magic(file)
            shape, _, dtype = np.lib.format.read_array_header_1_0(file)
            start = file.tell()
            mapping = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            if dtype != np.uint8 or len(mapping) != start + math.prod(shape):
                raise ValueError(f"{len(mapping):,} bytes for pictures of {shape}")
        except ValueError as error:
            raise ValueError(
                f"{str(path)!r} does not hold the decoded pictures that it should "
                f"({error}). Remove it, so that it is made again."
            ) from error
    if hasattr(mmap, "MADV_RANDOM"):
        mapping.madvise(mmap.MADV_RANDOM)
    pixels = np.frombuffer(mapping, "uint8", math.prod(shape), start).reshape(shape)
    return StoredImages(pixels, mapping, path)
