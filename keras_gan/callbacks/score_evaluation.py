"""Scores of a generator's pictures while it trains."""

import numpy as np

from keras_gan.arguments import check_integers
from keras_gan.callbacks.periodic_callback import PeriodicCallback
from keras_gan.datasets.checks import check_scale
from keras_gan.metrics.feature_network import feature_network
from keras_gan.metrics.scores import (
    Pictures,
    check_names,
    in_unit_range,
    score_pictures,
)
from keras_gan.models.workers import from_chief


class ScoreEvaluation(PeriodicCallback):
    """Logs scores of the generator's samples, such as `val_frechet`.

    It runs after the first epoch of a `fit`, every `every` epochs, and after the last.
    Samples are those of the averaged generator where there is one, from the same
    latents every time. What the feature network makes of the real images is found
    once. Callbacks that read a score, such as `EarlyStopping(monitor="val_frechet",
    mode="min")` and `ModelCheckpoint`, come after this one in the list.

    Args:
        real: float array `(count, height, width, channels)`, images that are not
            trained on, in the generator's range.
        scores: sequence of str, of `keras_gan.metrics.SCORES`.
        features: what `keras_gan.metrics.feature_network` takes, such as a
            `keras_gan.metrics.Reader` or "inception".
        train: array like `real`, training images, for "memorization"; or None.
        num_samples: int, how many samples to draw.
        every: int, epochs from one evaluation to the next.
        seed: int, of the latents and of what scores draw at random.
        conditions: dict, see `GAN.sample`; None for a generator of latents alone.
        to_pictures: function from the generator's images to pictures in [0, 1]; by
            default they are scaled by its range.

    Attributes:
        history: list of pairs (epoch, dict of scores), epochs counted from 1.

    Raises:
        ValueError: if an argument is out of range, or a score unknown; when training
            starts, if `real` has another shape or scale than the generator's images;
            in training, if samples are not finite.

    Example:
        >>> reader = Reader.trained_on(
        ...     data.train, data.labels["train"], data.test, data.labels["test"]
        ... )
        >>> watch = ScoreEvaluation(data.validation, ["frechet"], reader)
        >>> gan.fit(data.train, epochs=50, callbacks=[watch])
    """

    def __init__(
        self,
        real,
        scores=("frechet",),
        features=None,
        train=None,
        num_samples=2_000,
        every=1,
        seed=0,
        conditions=None,
        to_pictures=None,
    ):
        self.num_samples, every = check_integers(
            1, num_samples=num_samples, every=every
        )
        super().__init__(every)
        check_names(scores, train is not None)
        self.names, self.seed, self.conditions = list(scores), seed, conditions
        self.network = feature_network(features)
        self.to_pictures = to_pictures
        self.history = []
        self._real, self._train = real, train
        self._seen = None

    def on_train_begin(self, logs=None):
        """Checks the real images against the generator's."""
        super().on_train_begin(logs)
        shape, value_range = self.model.image_shape, self.model.value_range
        check_scale(self._real, shape, value_range, "real")
        if self._train is not None:
            check_scale(self._train, shape, value_range, "train")
        self._pictures_of(self._real[:1])  # says now if it cannot be

    def on_due_epoch(self, epoch, logs):
        """Scores the samples and logs what was found."""
        values = from_chief(
            self.model.distribute_strategy,
            len(self.names),
            lambda: self._work_out(epoch),
        )
        found = dict(zip(self.names, map(float, values), strict=True))
        self.history.append((epoch + 1, found))
        logs.update({f"val_{name}": value for name, value in found.items()})

    def _work_out(self, epoch):
        samples = self.model.sample(
            self.num_samples, seed=self.seed, conditions=self.conditions
        )
        if not np.isfinite(samples).all():
            raise ValueError(
                f"After epoch {epoch + 1} the generator produced NaN or infinity, so "
                "there is no score. Training has diverged: lower the learning rates, "
                "or go back to the last good weights."
            )
        if self._seen is None:
            self._seen = [
                None if images is None else self._pictures_of(images)
                for images in (self._real, self._train)
            ]
        drawn = self._pictures_of(samples)
        found = score_pictures(self.names, drawn, *self._seen, self.seed)
        return [found[name].mean for name in self.names]

    def _pictures_of(self, images):
        images = np.asarray(images)
        if self.to_pictures is None:
            images = in_unit_range(images, self.model.value_range)
        else:
            images = self.to_pictures(images)
        return Pictures(images, self.network)
