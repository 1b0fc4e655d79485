"""The classifier that reads what a run has drawn."""

import dataclasses

from keras_gan.datasets.file_split import PARTS
from keras_gan.metrics import Reader
from keras_gan.metrics.reader import turned_at_random


def reader_of(images, folder):
    """A reader of the classes of a run's images, trained once and kept in its folder.

    Args:
        images: `keras_gan.datasets.ImageData` with labels.
        folder: `RunFolder`.

    Returns:
        A `keras_gan.metrics.Reader`.
    """
    test = images.test, images.labels["test"]
    if folder.reader.is_file():
        return Reader.load(folder.reader, *test)
    reader = Reader.trained_on(images.train, images.labels["train"], *test)
    reader.save(folder.reader)
    return reader


def features_of(images, folder):
    """The feature network of a run's scores, trained once and kept in its folder.

    A reader of the classes of the images, or, where they have none, a network that
    tells how they were turned.

    Args:
        images: `keras_gan.datasets.ImageData`; of contrast-normalized ones, as they are
            shown.
        folder: `RunFolder`.

    Returns:
        A `keras_gan.metrics.Reader`.
    """
    if images.contrast is not None:
        shown = {part: images.pictures(getattr(images, part)) for part in PARTS}
        images = dataclasses.replace(images, **shown, folds=(), contrast=None)
    if images.classes:
        return reader_of(images, folder)
    if not folder.turns.is_file():
        Reader.of_turns(images.train, images.test).save(folder.turns)
    return Reader.load(folder.turns, *turned_at_random(images.test, 0), "turns")
