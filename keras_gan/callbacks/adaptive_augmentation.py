"""Augmentation that grows where a discriminator learns its images by heart."""

import keras
import numpy as np

from keras_gan.arguments import check_integer, check_number


class AdaptiveAugmentation(keras.callbacks.Callback):
    """Moves the probability of augmentation by how sure D is of real images.

    A D that learns the training images by heart gives nearly all of them positive
    logits. Whenever the mean sign of these logits is above `target`, the probability
    grows, and whenever it is below, it shrinks, by `n / images_to_full` for `n` real
    images since the last move, but never below 0 or, which is ours, above 1. It moves
    every `interval` batches and at the end of an epoch, whose logs have it as
    `augment_p`.

    It goes on from the probability that the layers have, so that a resumed training
    continues it. In the list of callbacks it comes before those that save the model
    and those that read logs.

    Args:
        target: float between -1 and 1, the mean sign to hold.
        images_to_full: int, the number of images in which the probability can go from
            0 to 1.
        interval: int, the least number of batches from one move to the next.

    Raises:
        ValueError: if an argument is out of range, or when training begins if D has no
            `keras_gan.layers.DiffAugment` or the model does not log `d_sign`.

    Example:
        >>> augment = keras_gan.layers.DiffAugment(probability=0.0)
        >>> discriminator = keras.Sequential([augment, *layers])
        >>> gan.fit(images, epochs=50, callbacks=[AdaptiveAugmentation()])

    Reference: [Karras et al., 2020](https://arxiv.org/abs/2006.06676)
    """

    def __init__(self, target=0.6, images_to_full=500_000, interval=4):
        super().__init__()
        self.target = check_number(
            "target", target, "between -1 and 1", lambda target: -1 < target < 1
        )
        self.images_to_full = check_integer("images_to_full", images_to_full, 1)
        self.interval = check_integer("interval", interval, 1)

    def on_train_begin(self, logs=None):
        """Find what to move, and what to move it by."""
        self._probabilities = [
            layer.probability
            for layer in self.model.discriminator._flatten_layers()
            if isinstance(getattr(layer, "probability", None), keras.Variable)
        ]
        if not self._probabilities:
            raise ValueError(
                "AdaptiveAugmentation needs a layer with a `probability` in the "
                "discriminator. Received: a discriminator without one. Put "
                "`keras_gan.layers.DiffAugment(probability=0.0)` in front of it."
            )
        self._tracker = getattr(getattr(self.model, "logs", None), "d_sign", None)
        if self._tracker is None:
            raise ValueError(
                "AdaptiveAugmentation needs `d_sign`, the mean sign of D's logits of "
                "real images. A game logs it if D had a layer with a `probability` "
                "when `compile` was called. Received: a model that does not log it. "
                "Compile the game anew, with `keras_gan.layers.DiffAugment` in D."
            )
        self._start_over()

    def on_epoch_begin(self, epoch, logs=None):
        """Begin where the tracker does."""
        self._last, self._last_batch = np.zeros(2), -1

    def on_train_batch_end(self, batch, logs=None):
        """Move if it is time, which `steps_per_execution` may have passed already."""
        now = np.array([self._tracker.total.numpy(), self._tracker.count.numpy()])
        if not np.isfinite(now).all():
            return  # the game has diverged, and ends or is rolled back
        is_reset = now[1] <= self._last[1]
        self._seen += now if is_reset else now - self._last
        self._last = now
        self._batches += batch - self._last_batch
        self._last_batch = batch
        if self._batches >= self.interval:
            self._move()

    def on_epoch_end(self, epoch, logs=None):
        """Move by the rest of the epoch, and log."""
        self._move()
        if logs is not None:
            logs["augment_p"] = float(self._probabilities[0].numpy())

    def _start_over(self):
        self._seen, self._batches = np.zeros(2), 0  # the sum of signs, and of how many

    def _move(self):
        signs, count = self._seen
        if count > 0:
            direction = np.sign(signs / count - self.target)
            step = direction * count / self.images_to_full
            for probability in self._probabilities:
                probability.assign(np.clip(probability.numpy() + step, 0, 1))
        self._start_over()
