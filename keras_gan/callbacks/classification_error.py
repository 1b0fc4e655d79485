"""The error of a discriminator that names classes, while it trains."""

import numpy as np

from keras_gan.callbacks.periodic_callback import PeriodicCallback
from keras_gan.metrics.error_rate import error_rate
from keras_gan.networks.classifier import classifier

BATCH_SIZE = 1_000


class ClassificationError(PeriodicCallback):
    """Logs the share of images that D gives a wrong class, in per cent.

    D is the averaged one where there is one. It returns "classes", logits of which the
    largest is its answer; see `keras_gan.losses.SemiSupervised`.

    Args:
        images: float array `(count, ...)`, real images that are not trained on.
        labels: int array `(count,)`, their classes; images of -1 do not count.
        every: int, epochs from one measurement to the next.
        name: str, the key in the logs.

    Raises:
        ValueError: if `every` is not positive, or there is not a label for each image;
            when training starts, if D returns no classes.

    Example:
        >>> error = ClassificationError(data.validation, data.labels["validation"])
        >>> gan.fit(batches, steps_per_epoch=100, epochs=50, callbacks=[error])
    """

    def __init__(self, images, labels, every=1, name="val_error"):
        super().__init__(every)
        if len(images) != len(labels):
            raise ValueError(
                f"There must be a label for each image. Received: {len(images)} images "
                f"and {len(labels)} labels."
            )
        self.images, self.labels, self.name = images, labels, name

    def on_train_begin(self, logs=None):
        """Finds the classifier inside D."""
        super().on_train_begin(logs)
        self._classifier = classifier(
            self.model.ema_discriminator or self.model.discriminator
        )

    def on_due_epoch(self, epoch, logs):
        """Reads the images and logs the error."""
        read = classes_of(self._classifier, self.images)
        logs[self.name] = error_rate(read, self.labels)[0]


def classes_of(network, images):
    """The classes that a classifier reads.

    Args:
        network: `keras.Model` from images to a number for each class.
        images: float array `(count, ...)`.

    Returns:
        int array `(count,)`.
    """
    return outputs_of(network, images).argmax(axis=1)


def outputs_of(network, images):
    """What a network returns for images, of which it gets 1,000 at a time.

    Args:
        network: `keras.Model` from images to a tensor.
        images: float array `(count, ...)`.

    Returns:
        Array `(count, ...)`.
    """
    starts = range(0, len(images), BATCH_SIZE)
    some = (np.asarray(images[start : start + BATCH_SIZE]) for start in starts)
    return np.concatenate([np.asarray(network(each)) for each in some])
