"""Data sets by name."""

from keras_gan.datasets.digits import digits
from keras_gan.datasets.mnist import fashion_mnist, mnist

# Each takes the directory of tensorflow-datasets, whether it needs one or not.
DATASETS = {
    "digits": lambda data_dir: digits(),
    "fashion_mnist": fashion_mnist,
    "mnist": mnist,
}


def load(name, data_dir=None):
    """Return a data set by its name.

    Args:
        name: str, one of the keys of `DATASETS`: `"digits"` (no network),
            `"fashion_mnist"` or `"mnist"`.
        data_dir: optional path of a tensorflow-datasets directory; by default
            the one that `TFDS_DATA_DIR` names, else `~/tensorflow_datasets`.

    Returns:
        `ImageData`.

    Raises:
        ValueError: if the name is unknown.
        FileNotFoundError: if the data is not there and cannot be downloaded.
    """
    if name not in DATASETS:
        raise ValueError(
            f"Unknown data set. Received: name={name!r}. Pass one of "
            f"{', '.join(sorted(DATASETS))}, or read a folder of your own images "
            "with `keras_gan.datasets.image_folder`."
        )
    return DATASETS[name](data_dir)
