"""Saving a run while it trains, so that it can be continued."""

import os
import time

import keras


class RunBackup(keras.callbacks.Callback):
    """Saves the model with both optimizers, and how far the run got.

    Logs `minutes`, the time spent training since the run began.

    Args:
        folder: `RunFolder`.
        state: `RunState`, updated in place.
        seconds: float, how long after a save the next one is due. The last epoch is
            always saved.
    """

    def __init__(self, folder, state, seconds=20.0):
        super().__init__()
        self.folder = folder
        self.state = state
        self.seconds = seconds

    def on_train_begin(self, logs=None):  # noqa: D102
        self.minutes_before = self.state.minutes
        self.began = self.saved = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):  # noqa: D102
        now = time.monotonic()
        self.state.minutes = self.minutes_before + (now - self.began) / 60
        if logs is not None:
            logs["minutes"] = self.state.minutes
        last = epoch + 1 == self.params["epochs"]
        if last or self.model.stop_training or now - self.saved >= self.seconds:
            self.save(epoch + 1)

    def save(self, epochs_done):
        """Saves the model beside its place, renames it, then notes the epochs."""
        beside = self.folder.model.with_name(".partial.keras")
        self.model.save(beside)
        os.replace(beside, self.folder.model)
        self.state.epochs_done = epochs_done
        self.folder.save(self.state)
        self.saved = time.monotonic()
