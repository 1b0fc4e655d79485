"""Ending a training in time."""

import time

import keras

from keras_gan.models.workers import from_chief


class TimeLimit(keras.callbacks.Callback):
    """Ends a run's training with the epoch after which another would take too long.

    In the list of callbacks it comes before those that do something after the last
    epoch.

    Args:
        state: `RunState`, whose `minutes` are those trained so far.
        minutes: float or None, how long the run may train, of all times that it does.

    Attributes:
        is_reached: bool, whether the run has no time left.
    """

    def __init__(self, state, minutes):
        super().__init__()
        self.state = state
        self.minutes = minutes
        self.is_reached = minutes is not None and state.minutes >= minutes

    def on_train_begin(self, logs=None):  # noqa: D102
        self.began = time.monotonic()
        self.before = self.state.minutes

    def on_epoch_begin(self, epoch, logs=None):  # noqa: D102
        self.epoch_began = time.monotonic()

    def epochs_in_time(self, epoch):
        """How many epochs the training will have had when its time is up.

        Args:
            epoch: int, the one that ends now, counted from 0.

        Returns:
            int, None without a limit.
        """
        if self.minutes is None:
            return None
        now = time.monotonic()
        left = 60 * (self.minutes - self.before) - (now - self.began)
        return epoch + 1 + max(0, int(left / (now - self.epoch_began)))

    def on_epoch_end(self, epoch, logs=None):  # noqa: D102
        if self.minutes is None:
            return
        now = time.monotonic()
        at_next_end = self.before + (2 * now - self.epoch_began - self.began) / 60
        (left,) = from_chief(
            self.model.distribute_strategy, 1, lambda: [self.minutes - at_next_end]
        )
        if left < 0:
            self.model.stop_training = self.is_reached = True
