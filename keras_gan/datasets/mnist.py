"""MNIST and Fashion-MNIST, through tensorflow-datasets or from their own files."""

from pathlib import Path

from keras_gan.datasets.array_file import read_array
from keras_gan.datasets.file_split import PARTS
from keras_gan.datasets.from_tfds import from_tfds
from keras_gan.datasets.image_data import ImageData
from keras_gan.datasets.stored_images import StoredImages

NUM_VALIDATION = 10_000


def mnist(data_dir=None):
    """Return MNIST, split as in the 2014 paper.

    The last 10,000 of the 60,000 training images, in the order of the files of
    tensorflow-datasets, are set aside for validation. Downloads 11 MB on the
    first use.

    Args:
        data_dir: optional path of a tensorflow-datasets directory, or of one with the
            idx files of its makers, such as `train-images-idx3-ubyte.gz`, in whose
            order the last images are then set aside; by default the one that
            `TFDS_DATA_DIR` names, else `~/tensorflow_datasets`.

    Returns:
        `ImageData` with 50,000 training, 10,000 validation and 10,000 test
        images of shape `(28, 28, 1)` in [0, 1], and their labels; without them where
        its makers' files of labels do not lie beside those of images.

    Raises:
        FileNotFoundError: if the data is not there and cannot be downloaded.

    Reference:
        [LeCun et al., 1998](https://doi.org/10.1109/5.726791)
    """
    return _load("mnist", data_dir)


def fashion_mnist(data_dir=None):
    """Return Fashion-MNIST, split like MNIST.

    Ten kinds of clothing in MNIST's format, and harder than digits. Downloads
    30 MB on the first use.

    Args:
        data_dir: optional path of a tensorflow-datasets directory, or of one with the
            idx files of its makers, such as `train-images-idx3-ubyte.gz`, in whose
            order the last images are then set aside; by default the one that
            `TFDS_DATA_DIR` names, else `~/tensorflow_datasets`.

    Returns:
        `ImageData` with 50,000 training, 10,000 validation and 10,000 test
        images of shape `(28, 28, 1)` in [0, 1], and their labels; without them where
        its makers' files of labels do not lie beside those of images.

    Raises:
        FileNotFoundError: if the data is not there and cannot be downloaded.

    Reference:
        [Xiao et al., 2017](https://arxiv.org/abs/1708.07747)
    """
    return _load("fashion_mnist", data_dir)


def _load(name, data_dir):
    """From the files of its makers where they lie in the directory that was given.

    Both data sets have files of the same names: which they are, the directory says.
    """
    files = [_own_file(data_dir, stem, 3) for stem in ("train-images", "t10k-images")]
    if None in files:
        return from_tfds(name, data_dir, NUM_VALIDATION)
    train, test = (StoredImages(read_array(file)[..., None]) for file in files)
    files = [_own_file(data_dir, stem, 1) for stem in ("train-labels", "t10k-labels")]
    about = {}
    if None not in files:
        of_train, of_test = (read_array(file).astype("int32") for file in files)
        parts = (of_train[:-NUM_VALIDATION], of_train[-NUM_VALIDATION:], of_test)
        about["labels"] = dict(zip(PARTS, parts, strict=True))
        about["classes"] = tuple(map(str, range(10)))
    parts = (train[:-NUM_VALIDATION], train[-NUM_VALIDATION:], test)
    return ImageData(name, *parts, **about)


def _own_file(directory, stem, rank):
    """The file of images or labels of a part, as its makers published it, or None."""
    if directory is None:
        return None
    found = sorted(Path(directory).glob(f"{stem}?idx{rank}-ubyte*"))
    return next((path for path in found if path.is_file()), None)
