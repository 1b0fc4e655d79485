"""Images of an array in a file: NumPy's formats, and MNIST's."""

import gzip
import hashlib
import math
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np

from keras_gan.datasets.file_split import PARTS, FileSplit, split_at_random
from keras_gan.datasets.image_data import ImageData
from keras_gan.datasets.stored_images import StoredImages

STRAY = 1e-3  # how far beyond their range numbers may lie, as resized ones do
BYTES = 0x08  # the idx format's number of unsigned bytes
USUAL = ("images", "x_train", "x", "arr_0")  # names of images among several arrays
# What is raised for files that came to harm.
HARM = (ValueError, OSError, EOFError, struct.error, zlib.error, zipfile.BadZipFile)


def image_array(path, validation=0.1, test=0.1, seed=0, split=None, least=3):
    """Read the images of an array in a file, split in three.

    Files ending in `.npy` and `.npz` are NumPy's; of several arrays in one, that counts
    which is called "images", "x_train", "x" or "arr_0". Others are of MNIST's idx
    format, also compressed by gzip.

    Args:
        path: path of the file. It holds bytes, or floating-point numbers in [0, 1] or
            in [-1, 1], of the shape `(count, height, width)` or `(count, height, width,
            channels)`.
        validation: float, the fraction of the images set aside for validation.
        test: float, the fraction of the images set aside for testing.
        seed: int, the seed of the split.
        split: `keras_gan.datasets.FileSplit` or None, the parts of a run that began
            with this file, in the place of a new split.
        least: int, how many images there must be for a new split.

    Returns:
        `ImageData`, named after the file, with images in [0, 1].

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it holds no images, or too few to split, or a fraction is out of
            its range.

    Example:
        >>> data = keras_gan.datasets.image_array("train-images-idx3-ubyte.gz")
    """
    path = Path(path)
    images = as_images(read_array(path), path)
    digests = [hashlib.sha256(image.tobytes()).hexdigest() for image in images]
    if split is None:
        everything = [*range(len(images))]
        rows = split_at_random(everything, validation, test, seed, least, path)
        split = FileSplit(
            {
                part: [(str(row), digests[row]) for row in some]
                for part, some in rows.items()
            }
        )
    else:
        rows = split.rows(str(path), digests)
    name = path.name.split(".")[0]
    parts = (_stored(images[rows[part]]) for part in PARTS)
    return ImageData(name, *parts, files=split)


def read_array(path):
    """The array in a file, as it is there.

    Args:
        path: `pathlib.Path`.

    Raises:
        FileNotFoundError: if there is no such file.
        ValueError: if it holds none.
    """
    if not path.is_file():
        raise FileNotFoundError(
            f"The file of images does not exist. Received: {str(path)!r}. Pass the "
            f"path of a file; relative ones start at {str(Path.cwd())!r}."
        )
    try:
        if path.suffix in (".npy", ".npz"):
            with path.open("rb") as file:
                return _chosen(np.load(file, allow_pickle=False))
        return _idx(path)
    except HARM as error:
        raise ValueError(
            f"The array cannot be read. Received: {str(path)!r}: "
            f"{type(error).__name__}: {error}. Pass a file that `numpy.save` or "
            "`numpy.savez` wrote, or one of MNIST's format."
        ) from error


def as_images(array, path):
    """An array as images with channels: bytes, or floating-point numbers in [0, 1].

    Args:
        array: array of bytes or floating-point numbers.
        path: what errors call it.

    Raises:
        ValueError: if its shape or values are not those of images.
    """
    images = array[..., None] if array.ndim == 3 else array
    is_number = np.issubdtype(images.dtype, np.floating)
    if images.ndim != 4 or images.shape[-1] not in (1, 3) or not images.size:
        raise ValueError(
            "Images must have the shape (count, height, width) or (count, height, "
            f"width, channels), with 1 or 3 channels. Received: {array.shape} in "
            f"{str(path)!r}."
        )
    if images.dtype == np.uint8:
        return images
    low, high = (float(images.min()), float(images.max())) if is_number else (0, 0)
    is_symmetric = low < -0.5
    if (
        not is_number
        or not (is_symmetric or low > -STRAY)
        or not -1 <= low <= high <= 1 + STRAY
    ):
        raise ValueError(
            "Images must be bytes, or floating-point numbers in [0, 1] or in [-1, 1]. "
            f"Received: {images.dtype} from {images.min()} to {images.max()} in "
            f"{str(path)!r}. Rescale them, and save them anew."
        )
    images = images.astype("float32")
    return ((images + 1) / 2 if is_symmetric else images).clip(0, 1)


def _stored(images):
    return StoredImages(images) if images.dtype == np.uint8 else images


def _chosen(loaded):
    """The array of images of a file of one array, or of several."""
    if isinstance(loaded, np.ndarray):
        return loaded
    with loaded as arrays:
        names = [name for name in USUAL if name in arrays] or [*arrays]
        if names[0] not in USUAL and len(names) > 1:
            raise ValueError(
                f"it holds {names}, of which none is called one of {USUAL}"
            )
        return arrays[names[0]]


def _idx(path):
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
        zeros, kind, rank = struct.unpack(">HBB", file.read(4))
        if zeros or kind != BYTES:
            raise ValueError("it does not begin as a file of bytes of MNIST's format")
        shape = struct.unpack(f">{rank}I", file.read(4 * rank))
        pixels = np.frombuffer(file.read(), "uint8")
    if pixels.size != math.prod(shape):
        raise ValueError(
            f"it has {pixels.size} bytes in the place of the shape {shape}"
        )
    return pixels.reshape(shape)
