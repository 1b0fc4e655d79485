"""Faces: FER-2013, in the place of the Toronto Face Database."""

import numpy as np

from keras_gan.datasets.file_split import PARTS
from keras_gan.datasets.from_tfds import data_directory, read_parts, whole_splits
from keras_gan.datasets.image_data import ImageData
from keras_gan.datasets.stored_images import StoredImages

NAME = "fer2013"
NUM_FOLDS = 5


def fer2013(data_dir=None):
    """Return FER-2013, 48x48 grey faces with seven expressions, in folds.

    The Toronto Face Database of the 2014 paper is not public. FER-2013 has grey faces
    of 48x48 pixels as well, and some of the paper's authors made it, but scores on it
    are its own and do not compare with those on the other.

    Kaggle gives it out to people with an account: put `fer2013.csv` in the folder
    `downloads/manual` of the tensorflow-datasets directory, and the first call prepares
    it. A directory that was prepared in another way, under the name `fer2013`, does as
    well; the number of training images depends on that a little.

    As in the paper, the training images are used once for all folds. The images for
    validation and test are shuffled and cut in five, the same way always. Fold `k`
    scores part `k`, and picks what has to be picked on the part that follows.

    Args:
        data_dir: optional path of a tensorflow-datasets directory; by default
            the one that `TFDS_DATA_DIR` names, else `~/tensorflow_datasets`.

    Returns:
        `ImageData` with about 28,700 training, 3,589 validation and 3,589 test images
        of shape `(48, 48, 1)` in [0, 1], and five `folds` of the latter 7,178.

    Raises:
        FileNotFoundError: if the data is not there; the message says how to get it.
        ValueError: if it was prepared without one of the three splits.

    Reference:
        [Goodfellow et al., 2013](https://arxiv.org/abs/1307.0414)
    """
    builder = _builder(data_dir)
    parts = read_parts(builder, whole_splits(builder))
    missing = {*PARTS} - {*parts}
    if missing:
        raise ValueError(
            "The faces must be prepared with the splits 'train', 'validation' and "
            f"'test'. Received: one without {', '.join(sorted(missing))}. Remove the "
            f"directory {NAME!r} of tensorflow-datasets, and prepare it anew from "
            "`fer2013.csv`."
        )
    held_out = [parts["validation"].pixels, parts["test"].pixels]
    folds = _folds(StoredImages(np.concatenate(held_out)))
    return ImageData(NAME, **parts, folds=folds)


def _builder(data_dir):
    import tensorflow_datasets as tfds

    data_dir = data_directory(data_dir)
    try:
        return tfds.builder(NAME, data_dir=data_dir)  # what is there, however made
    except tfds.core.DatasetNotFoundError:
        from keras_gan.datasets.fer2013_builder import Fer2013

        return Fer2013(data_dir=data_dir)


def _folds(images):
    order = np.random.default_rng(0).permutation(len(images))
    parts = [images[some] for some in np.array_split(order, NUM_FOLDS)]
    return tuple((parts[(k + 1) % NUM_FOLDS], parts[k]) for k in range(NUM_FOLDS))
