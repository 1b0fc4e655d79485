"""CIFAR-10, through tensorflow-datasets."""

from keras_gan.datasets.from_tfds import from_tfds


def cifar10(data_dir=None):
    """Return CIFAR-10, split as in the 2014 paper.

    The last 10,000 of the 50,000 training images, in the order of the files of
    tensorflow-datasets, are set aside for validation. Downloads 162 MB on the first
    use. The paper trains on `cifar10().contrast_normalized(55)`.

    Args:
        data_dir: optional path of a tensorflow-datasets directory; by default
            the one that `TFDS_DATA_DIR` names, else `~/tensorflow_datasets`.

    Returns:
        `ImageData` with 40,000 training, 10,000 validation and 10,000 test images
        of shape `(32, 32, 3)` in [0, 1].

    Raises:
        FileNotFoundError: if the data is not there and cannot be downloaded.

    Reference:
        [Krizhevsky, 2009](https://www.cs.toronto.edu/~kriz/cifar.html)
    """
    return from_tfds("cifar10", data_dir)
