"""The Parzen score of a generator while it trains."""

import dataclasses

import keras
import numpy as np

from keras_gan.metrics.checks import checked_rows, checked_sigmas
from keras_gan.metrics.parzen import SIGMA_GRID, ParzenScore, parzen_score
from keras_gan.models.workers import from_chief


class ParzenEvaluation(keras.callbacks.Callback):
    """Logs the Parzen score of the generator's samples as `val_parzen`, in nats.

    It runs after the first epoch of a `fit`, every `every` epochs, and after the last
    of the epochs that `fit` was asked for.
    Sigma is picked on the first part of the validation images, 1,000 or half of them,
    and the rest are scored, so that no image is used for both. Samples are those of
    the averaged generator where there is one, from the same latents every time.

    Other epochs have no `val_parzen`, as with Keras' `validation_freq`. Callbacks that
    read it, such as `EarlyStopping(monitor="val_parzen", mode="max")`, must come after
    this one in the list, and want `every=1`.

    Scores compare with one another within a run. For a score to report, use
    `parzen_score` on test images, and `parzen_ceiling` to set beside it.

    Args:
        validation: float array `(count, ...)`, real images that are not trained on,
            in the generator's range.
        num_samples: int, how many samples to draw.
        every: int, epochs from one evaluation to the next.
        sigmas: sequence of positive floats to pick sigma from.
        sigma: positive float to use always; then all of `validation` is scored.
        plain: bool, whether to log the score of the generator that is not averaged
            too, as `val_parzen_plain`.
        seed: int, of the latents.
        progress: bool, whether to show progress bars.

    Attributes:
        history: list of pairs (epoch, `ParzenScore`), epochs counted from 1.
        plain_history: the same for the generator that is not averaged.

    Raises:
        ValueError: if an argument is out of range, or in training if the generator's
            samples are not finite.

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
    ):
        super().__init__()
        if num_samples < 1 or every < 1:
            raise ValueError(
                "`num_samples` and `every` must be positive integers. "
                f"Received: num_samples={num_samples}, every={every}."
            )
        checked_sigmas(sigmas if sigma is None else sigma)
        validation = checked_rows(validation, "validation")
        if len(validation) < 4:
            raise ValueError(
                "`validation` must be at least 4 images, to pick sigma on one half "
                "and score the other. "
                f"Received: an array of shape {validation.shape}."
            )
        self.num_samples = num_samples
        self.every = every
        self.sigmas = sigmas
        self.sigma = sigma
        self.plain = plain
        self.seed = seed
        self.progress = progress
        self.history = []
        self.plain_history = []
        split = 0 if sigma is not None else min(1000, len(validation) // 2)
        self._selection = None if sigma is not None else validation[:split]
        self._scored = validation[split:]
        self._is_first_epoch = True

    def on_train_begin(self, logs=None):
        """Makes the first epoch of this `fit` one that is evaluated."""
        self._is_first_epoch = True

    def on_epoch_end(self, epoch, logs=None):
        """Scores the generator and logs it, if it is time to."""
        is_last_epoch = epoch + 1 == self.params.get("epochs")
        is_due = (epoch + 1) % self.every == 0
        if self._is_first_epoch or is_last_epoch or is_due:
            logs = {} if logs is None else logs
            score = self._score(epoch, averaged=True)
            self.history.append((epoch + 1, score))
            logs["val_parzen"] = score.mean
            if self.plain:
                score = self._score(epoch, averaged=False)
                self.plain_history.append((epoch + 1, score))
                logs["val_parzen_plain"] = score.mean
        self._is_first_epoch = False

    def _score(self, epoch, averaged):
        """The score, of which the chief of several workers tells the others."""
        mean, standard_error, sigma, num_samples, at_edge = from_chief(
            self.model.distribute_strategy,
            5,
            lambda: dataclasses.astuple(self._work_out(epoch, averaged)),
        )
        return ParzenScore(mean, standard_error, sigma, int(num_samples), bool(at_edge))

    def _work_out(self, epoch, averaged):
        samples = self.model.sample(self.num_samples, seed=self.seed, averaged=averaged)
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
