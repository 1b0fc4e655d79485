"""Saving a run while it trains, so that it can be continued."""

import os
import time

import keras


class TrainingMinutes(keras.callbacks.Callback):
    """Logs `minutes`, the time that a run has trained, interruptions left out.

    Args:
        state: `RunState`, whose `minutes` is kept up to date.
    """

    def __init__(self, state):
        super().__init__()
        self.state = state

    def on_train_begin(self, logs=None):  # noqa: D102
        self.before = self.state.minutes
        self.began = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):  # noqa: D102
        self.state.minutes = self.before + (time.monotonic() - self.began) / 60
        logs["minutes"] = self.state.minutes


class RunBackup(keras.callbacks.Callback):
    """Saves the model with both optimizers; comes last in the list of callbacks.

    How many epochs a saved model has seen is told by its own step counter, so the
    file needs no other one to agree with.

    Args:
        folder: `RunFolder`.
        state: `RunState`.
        seconds: float, how long after a save the next one is due. The last epoch is
            always saved.
    """

    def __init__(self, folder, state, seconds=20.0):
        super().__init__()
        self.folder = folder
        self.state = state
        self.seconds = seconds

    def on_train_begin(self, logs=None):  # noqa: D102
        self.saved = time.monotonic()

    def on_epoch_end(self, epoch, logs=None):  # noqa: D102
        last = epoch + 1 == self.params["epochs"] or self.model.stop_training
        if last or time.monotonic() - self.saved >= self.seconds:
            self.save()

    def save(self):
        """Writes the model beside its place and renames it."""
        beside = self.folder.model.with_name(".partial.keras")
        self.model.save(beside)
        os.replace(beside, self.folder.model)
        self.folder.save(self.state)
        self.saved = time.monotonic()
