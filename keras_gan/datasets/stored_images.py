"""Images kept as bytes, and read as floating-point numbers."""

import mmap

import numpy as np

IMAGES_AT_A_TIME, ROWS_AT_A_TIME = 1024, 64


class StoredImages(np.lib.mixins.NDArrayOperatorsMixin):
    """An array of images in [0, 1] that lie in memory, or in a file, as bytes.

    A byte takes a quarter of the memory of a float32, and a file none. It behaves as
    the float32 array of its bytes divided by 255: what is indexed is that array, but a
    slice of images stays stored. Other attributes and methods are those of the whole
    array, which is made for them.

    Args:
        pixels: uint8 array `(count, height, width, channels)`.
        mapping: `mmap.mmap` of the file that the pixels lie in, or None.
        path: `pathlib.Path` of that file, or None.

    Attributes:
        pixels: what was given.
        path: what was given.

    Raises:
        TypeError: if the pixels are no bytes.

    Example:
        >>> images = StoredImages(np.full((4, 2, 2, 1), 255, "uint8"))
        >>> images[0].max(), images[:2].shape
        (np.float32(1.0), (2, 2, 2, 1))
    """

    dtype = np.dtype("float32")

    def __init__(self, pixels, mapping=None, path=None):
        if getattr(pixels, "dtype", None) != np.uint8:
            raise TypeError(
                "Stored images are bytes. Expected: an array of uint8. Received: "
                f"{getattr(pixels, 'dtype', type(pixels).__name__)}."
            )
        self.pixels = pixels
        self.path = path
        self._mapping = mapping

    @property
    def shape(self):
        """Tuple `(count, height, width, channels)`."""
        return self.pixels.shape

    @property
    def ndim(self):
        """int, the number of dimensions."""
        return self.pixels.ndim

    @property
    def size(self):
        """int, the number of values."""
        return self.pixels.size

    @property
    def nbytes(self):
        """int, the bytes that the float32 array would take."""
        return self.size * self.dtype.itemsize

    @property
    def is_in_file(self):
        """bool, whether they are mapped to a file."""
        return self._mapping is not None

    def __len__(self):
        return len(self.pixels)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return StoredImages(self.pixels[index], self._mapping, self.path)
        return to_unit_range(self.rows(index))

    def __array__(self, dtype=None, copy=None):
        if copy is False:
            raise ValueError(
                "Stored images are no array before they are copied to one."
            )
        images = to_unit_range(self.pixels)
        return images if dtype is None else images.astype(dtype, copy=False)

    def __array_ufunc__(self, ufunc, method, *inputs, **options):
        arrays = [np.asarray(x) if isinstance(x, StoredImages) else x for x in inputs]
        out = options.get("out", ())
        if any(isinstance(x, StoredImages) for x in out):
            if out[0] is not inputs[0]:
                raise TypeError("Stored images cannot be written to.")
            options["out"] = (arrays[0],)  # of `images *= 2` and its like, a new array
        return getattr(ufunc, method)(*arrays, **options)

    def __getattr__(self, name):
        if name.startswith("_") or not hasattr(np.ndarray, name):
            raise AttributeError(f"Stored images have no attribute {name!r}.")
        return getattr(np.asarray(self), name)

    def __reduce__(self):
        return StoredImages, (self.rows(slice(None)),)  # for another process, in memory

    def __repr__(self):
        where = "in a file" if self.is_in_file else "in memory"
        return f"StoredImages({self.shape}, {where})"

    def rows(self, indices):
        """The pixels of some images, as a new array.

        Args:
            indices: what NumPy takes as an index.
        """
        is_list = not isinstance(indices, tuple) and np.ndim(indices) == 1
        if not (self.is_in_file and is_list):
            rows = np.array(self.pixels[indices])
            self.release()
            return rows
        indices = np.arange(len(self))[indices]  # of masks and negative numbers too
        rows = np.empty((len(indices), *self.shape[1:]), self.pixels.dtype)
        for start in range(0, len(indices), ROWS_AT_A_TIME):
            some = slice(start, start + ROWS_AT_A_TIME)
            rows[some] = self.pixels[indices[some]]
            self.release()  # the system maps much around what is read
        return rows

    def blocks(self):
        """float32 arrays of some images each, in turn."""
        for start in range(0, len(self), IMAGES_AT_A_TIME):
            yield to_unit_range(self.pixels[start : start + IMAGES_AT_A_TIME])
            self.release()

    def release(self):
        """Has the system count what was read from a file as its own memory again."""
        if self.is_in_file and hasattr(mmap, "MADV_DONTNEED"):
            self._mapping.madvise(mmap.MADV_DONTNEED)

    def mean(self, axis=None, **options):
        """As an array's, without making all of it for the mean image."""
        if axis != 0 or options:
            return np.asarray(self).mean(axis, **options)
        total = np.zeros((1, *self.shape[1:]), "float32")
        for block in self.blocks():  # rows added one after the other, as NumPy does
            total = np.add.reduce(np.concatenate([total, block]), axis=0, keepdims=True)
        return total[0] / np.float32(len(self))


def to_unit_range(pixels):
    """Bytes as float32 in [0, 1]."""
    images = np.asarray(pixels).astype("float32")
    images /= 255
    return images
