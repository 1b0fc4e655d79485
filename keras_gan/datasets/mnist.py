"""MNIST and Fashion-MNIST, through tensorflow-datasets."""

from keras_gan.datasets.from_tfds import from_tfds

NUM_VALIDATION = 10_000


def mnist(data_dir=None):
    """Return MNIST, split as in the 2014 paper.

    The last 10,000 of the 60,000 training images, in the order of the files of
    tensorflow-datasets, are set aside for validation. Downloads 11 MB on the
    first use.

    Args:
        data_dir: optional path of a tensorflow-datasets directory; by default
            the one that `TFDS_DATA_DIR` names, else `~/tensorflow_datasets`.

    Returns:
        `ImageData` with 50,000 training, 10,000 validation and 10,000 test
        images of shape `(28, 28, 1)` in [0, 1].

    Raises:
        FileNotFoundError: if the data is not there and cannot be downloaded.

    Reference:
        [LeCun et al., 1998](https://doi.org/10.1109/5.726791)
    """
    return from_tfds("mnist", data_dir, NUM_VALIDATION)


def fashion_mnist(data_dir=None):
    """Return Fashion-MNIST, split like MNIST.

    Ten kinds of clothing in MNIST's format, and harder than digits. Downloads
    30 MB on the first use.

    Args:
        data_dir: optional path of a tensorflow-datasets directory; by default
            the one that `TFDS_DATA_DIR` names, else `~/tensorflow_datasets`.

    Returns:
        `ImageData` with 50,000 training, 10,000 validation and 10,000 test
        images of shape `(28, 28, 1)` in [0, 1].

    Raises:
        FileNotFoundError: if the data is not there and cannot be downloaded.

    Reference:
        [Xiao et al., 2017](https://arxiv.org/abs/1708.07747)
    """
    return from_tfds("fashion_mnist", data_dir, NUM_VALIDATION)
