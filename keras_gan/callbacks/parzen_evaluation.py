"""The Parzen score of a generator while it trains."""

import dataclasses

import numpy as np

from keras_gan.arguments import check_integers
from keras_gan.callbacks.periodic_callback import PeriodicCallback
from keras_gan.datasets.checks import check_scale
from keras_gan.metrics.checks import checked_rows, checked_sigmas
from keras_gan.metrics.parzen import SIGMA_GRID, ParzenScore, parzen_score
from keras_gan.models.workers import from_chief


class ParzenEvaluation(PeriodicCallback):
    """Logs the Parzen score of the generator's samples as `val_parzen`, in nats.

    It runs after the first epoch of a `fit`, every `every` epochs, and after the last.
    When a callback after it in the list has stopped training, the last score is worked
    out as training ends, and is in `history` and not in the logs of the epoch.
    Sigma is picked on the first part of the validation images, 1,000 or half of them,
    and the rest are scored, so that no image is used for both. Samples are those of
    the averaged generator where there is one, from the same latents every time.

    Other epochs have no `val_parzen`, as with Keras' `validation_freq`. Callbacks that
    read it, such as `EarlyStopping(monitor="val_parzen", mode="max")`, must come after
    this one in the list, and want `every=1`. `keras.callbacks.TensorBoard`, if after
    this one too, shows it as `epoch_parzen`, whatever `every` is.

    Scores compare with one another within a run. For a score to report, use
    `parzen_score` on test images, and `parzen_ceiling` to set beside it.

    Args:
        validation: float array `(count, ...)`, real images that are not trained on,
            in the generator's range.
        num_samples: int, how many samples to draw.
        every: int, epochs from one evaluation to the next.
        sigmas: sequence of positive floats to pick sigma from.
        sigma: positive float to use always; then all of `validation` is scored.
        plain: bool, whether to log the score of the un-averaged generator too, as
            `val_parzen_plain`.
        seed: int, of the latents.
        progress: bool, whether to show progress bars.
        conditions: dict, what the generator's inputs beside the latents get; see
            `GAN.sample`. None for a generator of latents alone.

    Attributes:
        history: list of pairs (epoch, `ParzenScore`), epochs counted from 1.
        plain_history: the same for the un-averaged generator.

    Raises:
        ValueError: if an argument is out of range; when training starts, if
            `validation` has another shape or scale than the generator's images; in
            training, if samples are not finite.

    Example:
        >>> evaluation = ParzenEvaluation(data.validation, every=5)
        >>> gan.fit(data.train, epochs=50, callbacks=[evaluation])
        >>> epoch, score = evaluation.history[-1]

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 5
    """

    def __init__(
        self,
        validation,
        num_samples=10_000,
        every=1,
        sigmas=SIGMA_GRID,
        sigma=None,
        plain=False,
        seed=0,
        progress=False,
        conditions=None,
    ):
        self.num_samples, every = check_integers(
            1, num_samples=num_samples, every=every
        )
        super().__init__(every)
        checked_sigmas(sigmas if sigma is None else sigma)
        validation = checked_rows(validation, "validation")
        if len(validation) < 4:
            raise ValueError(
                "`validation` must be at least 4 images, to pick sigma on one half "
                "and score the other. "
                f"Received: an array of shape {validation.shape}."
            )
        self.sigmas = sigmas
        self.sigma = sigma
        self.plain = plain
        self.seed = seed
        self.progress = progress
        self.conditions = conditions
        self.history = []
        self.plain_history = []
        split = 0 if sigma is not None else min(1000, len(validation) // 2)
        self._selection = None if sigma is not None else validation[:split]
        self._scored = validation[split:]
        self._validation = validation

    def on_train_begin(self, logs=None):
        """Checks the validation images against the generator's."""
        super().on_train_begin(logs)
        check_scale(
            self._validation,
            self.model.image_shape,
            self.model.value_range,
            "validation",
        )

    def on_due_epoch(self, epoch, logs):
        """Scores the generator and logs it."""
        score = self._score(epoch, averaged=True)
        self.history.append((epoch + 1, score))
        logs["val_parzen"] = score.mean
        if self.plain:
            score = self._score(epoch, averaged=False)
            self.plain_history.append((epoch + 1, score))
            logs["val_parzen_plain"] = score.mean

    def _score(self, epoch, averaged):
        """The score, which worker 0 works out and tells the others."""
        mean, standard_error, sigma, num_samples, at_edge = from_chief(
            self.model.distribute_strategy,
            5,
            lambda: dataclasses.astuple(self._work_out(epoch, averaged)),
        )
        return ParzenScore(mean, standard_error, sigma, int(num_samples), bool(at_edge))

    def _work_out(self, epoch, averaged):
        samples = self.model.sample(
            self.num_samples,
            seed=self.seed,
            averaged=averaged,
            conditions=self.conditions,
        )
        finite = np.isfinite(samples).reshape(len(samples), -1).all(axis=1)
        if not finite.all():
            raise ValueError(
                f"After epoch {epoch + 1} the generator produced NaN or infinity in "
                f"{np.sum(~finite)} of {len(samples)} samples, so there is no Parzen "
                "score. Training has diverged: lower the learning rates, or go back "
                "to the last good weights."
            )
        return parzen_score(
            samples,
            self._scored,
            self._selection,
            self.sigmas,
            sigma=self.sigma,
            progress=self.progress,
            warn_at_edge=False,  # usual in early epochs, and the history tells
        )
