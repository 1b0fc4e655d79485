"""Data sets by name."""

from keras_gan.datasets.cifar10 import cifar10
from keras_gan.datasets.digits import digits
from keras_gan.datasets.fer2013 import fer2013
from keras_gan.datasets.from_tfds import from_tfds
from keras_gan.datasets.mnist import fashion_mnist, mnist

# Each takes the directory of tensorflow-datasets, whether it needs one or not.
DATASETS = {
    "cifar10": cifar10,
    "digits": lambda data_dir: digits(),
    "fashion_mnist": fashion_mnist,
    "fer2013": fer2013,
    "mnist": mnist,
}


def load(name, data_dir=None, cache=None, share=None):
    """Return a data set by its name.

    Args:
        name: str, one of the keys of `DATASETS`, of which `"digits"` needs no network;
            or the name of any other data set of tensorflow-datasets whose images are
            of one shape with 1 or 3 channels, such as `"svhn_cropped"`, or of one that
            is prepared in its directory. A split that such a data set lacks is cut
            from its training images: the last fifth for the test, the last fifth of
            the rest for validation.
        data_dir: optional path of a tensorflow-datasets directory; by default
            the one that `TFDS_DATA_DIR` names, else `~/tensorflow_datasets`.
        cache: path of a folder, or None: where pictures of more than 256 MB are kept as
            files, for the next time and for more of them than fit into memory.
        share: pair `(index, count)` of a worker and of how many there are, or None; see
            `from_tfds`. Of the keys of `DATASETS` each worker gets all.

    Returns:
        `ImageData`.

    Raises:
        ValueError: if the name is unknown, or the images are of differing shapes.
        FileNotFoundError: if the data is not there and cannot be downloaded.
    """
    if name in DATASETS:
        return DATASETS[name](data_dir)
    from tensorflow_datasets.core import DatasetNotFoundError

    try:
        return from_tfds(name, data_dir, cache=cache, share=share)
    except DatasetNotFoundError as error:
        raise ValueError(
            f"Unknown data set. Received: name={name!r}. Pass one of "
            f"{', '.join(sorted(DATASETS))}, or the name of another image data set of "
            "tensorflow-datasets (`tfds.list_builders()` lists them), or read a folder "
            "of your own images with `keras_gan.datasets.image_folder`."
        ) from error
