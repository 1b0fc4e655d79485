"""MNIST and Fashion-MNIST, through tensorflow-datasets."""

import os

from keras_gan.datasets.image_data import ImageData

NUM_TRAIN = 50_000

# Where tensorflow-datasets downloads from. It tries for over three minutes
# before it admits that a server cannot be reached, so one quick try goes first.
SOURCES = {
    "mnist": "https://storage.googleapis.com",
    "fashion_mnist": "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
}


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
    return _from_tfds("mnist", data_dir)


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
    return _from_tfds("fashion_mnist", data_dir)


def _from_tfds(name, data_dir):
    # Not at the top of the file: other data sets work without it, and it is slow.
    import tensorflow_datasets as tfds

    builder = tfds.builder(name, data_dir=data_dir)
    if not builder.is_prepared():
        _download(builder)
    # Files one after the other and never shuffled, so that the split is fixed.
    parts = builder.as_dataset(
        split=["train", "test"],
        batch_size=-1,
        shuffle_files=False,
        read_config=tfds.ReadConfig(interleave_cycle_length=1),
    )
    images, test = (_to_unit_range(part["image"].numpy()) for part in parts)
    return ImageData(name, images[:NUM_TRAIN], images[NUM_TRAIN:], test)


def _to_unit_range(images):
    images = images.astype("float32")
    images /= 255
    return images


def _download(builder):
    try:
        _reach(SOURCES[builder.name])
        builder.download_and_prepare()
    except Exception as error:  # of the network, the disk, the checksums, ...
        raise FileNotFoundError(_explain_missing(builder, error)) from error


def _reach(url):
    """Raise an exception if the server does not answer at all."""
    import requests  # what tensorflow-datasets downloads with, proxies included

    requests.head(url, timeout=10)


def _explain_missing(builder, error):
    version_dir = str(builder.data_dir)
    data_dir = os.path.dirname(os.path.dirname(version_dir))
    return (
        f"The data set {builder.name!r} is not prepared and could not be "
        f"downloaded. Expected: {version_dir}. Received: "
        f"{type(error).__name__}: {error}. To get it, run `tfds build "
        f"{builder.name} --data_dir={data_dir}` where there is a network and copy "
        "that directory; or point the environment variable `TFDS_DATA_DIR`, or "
        "`data_dir=`, to a tensorflow-datasets directory that has it. The data set "
        "'digits' needs no network."
    )
