"""Going on after a game has diverged."""

import warnings

import numpy as np

from keras_gan.arguments import is_integer
from keras_gan.models import TrainingDivergedError
from keras_gan.models.divergence import DivergenceGuard


class RollBack(DivergenceGuard):
    """Goes back to the last good epoch when a game diverges, with lower rates.

    Without it, `fit` ends with `TrainingDivergedError` at the first loss or gradient
    that is not finite. With it, weights, average and optimizers become what they were
    when the epoch began, both learning rates are lowered, a warning says so, and
    training goes on with the next batch. Noise and data go on as well, so the same
    step is not met again. The logs of such an epoch are of the steps after it, and NaN
    where there was none.

    In the list of callbacks it comes after those that set something when an epoch
    begins, such as `MomentumSchedule`, and before those that read logs. Keras'
    `LearningRateScheduler` would set its own rate again.

    Args:
        factor: float in (0, 1), what both learning rates are multiplied by.
        times: int, how often it goes back in a `fit`; the next time is an error.

    Raises:
        ValueError: if an argument is out of range, or when training begins if a
            learning rate follows a schedule, which leaves nothing to lower.

    Example:
        >>> gan.fit(images, epochs=50, callbacks=[RollBack(factor=0.5)])
    """

    async_safe = False  # what it puts back must not be of a later step

    def __init__(self, factor=0.5, times=3):
        super().__init__()
        if not 0 < factor < 1 or not is_integer(times, 1):
            raise ValueError(
                "`factor` must be between 0 and 1, and `times` a positive integer. "
                f"Received: factor={factor}, times={times}."
            )
        self.factor = factor
        self.times = int(times)

    def on_train_begin(self, logs=None):
        """Begin to count anew."""
        for optimizer in self.model.optimizer.optimizers:
            if not hasattr(optimizer.learning_rate, "assign"):
                raise ValueError(
                    "RollBack lowers learning rates, which must be numbers. Received: "
                    f"{optimizer.name} with a rate that follows a schedule. Pass a "
                    "number, or leave RollBack out."
                )
        self.left = self.times
        self.has_logs = True

    def on_epoch_begin(self, epoch, logs=None):
        """Remember the model as it is."""
        self.good = [np.array(variable) for variable in self._variables()]

    def on_epoch_end(self, epoch, logs=None):
        """Log NaN where the epoch ended with the step that was not finite."""
        if not self.has_logs:
            names = {tracker.name for tracker in self.model.metrics}
            logs.update({name: np.nan for name in names & {*logs}})

    def on_train_batch_end(self, batch, logs=None):
        """Go back, if the step was not finite."""
        try:
            self.model.guard.check()
        except TrainingDivergedError as error:
            if self.left == 0:
                raise
            self.left -= 1
            self.has_logs = False
            self._go_back(error)
        else:
            self.has_logs = True

    def _variables(self):
        return [v for player in self.model.players for v in player.kept]

    def _go_back(self, error):
        optimizers = self.model.optimizer.optimizers
        rates = [float(o.learning_rate.numpy()) * self.factor for o in optimizers]
        for variable, value in zip(self._variables(), self.good, strict=True):
            variable.assign(value)
        for optimizer, rate in zip(optimizers, rates, strict=True):
            optimizer.learning_rate = rate
        self.model.guard.open()
        self.model.reset_metrics()  # which hold what was not finite
        warnings.warn(
            f"A loss or gradient of the {error.player} was NaN or infinite at training "
            f"step {error.step}. Weights and optimizers are again what they were when "
            f"the epoch began, and the learning rates are now {rates[0]:.3g} "
            f"(discriminator) and {rates[1]:.3g} (generator).",
            stacklevel=2,
        )
