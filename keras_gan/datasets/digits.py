"""The 8x8 digits that ship with scikit-learn."""

import numpy as np

from keras_gan.datasets.file_split import PARTS
from keras_gan.datasets.image_data import ImageData

NUM_TRAIN = 1297
NUM_VALIDATION = 200


def digits():
    """Return 1,797 handwritten digits of 8x8 pixels, without any network.

    Small enough to train on within a minute or two, and real. The split is
    fixed: 1,297 training, 200 validation and 300 test images, shuffled because
    neighbours in the original order come from the same writer.

    Returns:
        `ImageData` with images of shape `(8, 8, 1)`, 17 grey levels in [0, 1],
        and their labels.

    Reference:
        [Alpaydin and Kaynak, 1998](https://doi.org/10.24432/C50P49)
    """
    # scikit-learn takes a second to import.
    from sklearn.datasets import load_digits

    data = load_digits()
    order = np.random.default_rng(0).permutation(len(data.images))
    images = data.images[order, ..., None].astype("float32") / 16
    cuts = [NUM_TRAIN, NUM_TRAIN + NUM_VALIDATION]
    labels = np.split(data.target[order].astype("int32"), cuts)
    return ImageData(
        "digits",
        *np.split(images, cuts),
        classes=tuple(map(str, data.target_names)),
        labels=dict(zip(PARTS, labels, strict=True)),
    )
