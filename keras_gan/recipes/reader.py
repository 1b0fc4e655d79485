"""The classifier that reads what a run has drawn."""

from keras_gan.metrics import Reader


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
