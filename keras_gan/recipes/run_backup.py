"""Saving a run's model while it trains, and loading the last one that is whole."""

import os
import pathlib
import tempfile
import time
import warnings
import zipfile

import keras

from keras_gan.models.workers import from_chief, is_chief

PARTS = {"metadata.json", "config.json", "model.weights.h5"}  # of a .keras file


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

    The model that was saved before is kept too, as a file may come to harm. How many
    epochs a saved model has seen is told by its own step counter, so the file needs no
    other one to agree with.

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
        (waited,) = from_chief(
            self.model.distribute_strategy,
            1,
            lambda: [time.monotonic() - self.saved],
        )
        if last or waited >= self.seconds:
            self.save()

    def save(self):
        """Writes the model beside its place and renames it."""
        if not is_chief(self.model.distribute_strategy):
            # Reading what is spread over workers takes all of them.
            with tempfile.TemporaryDirectory() as aside:
                self.model.save(pathlib.Path(aside) / "gan.keras")
            return
        beside = self.folder.model.with_name(".partial.keras")
        try:
            self.model.save(beside)
            if _is_whole(self.folder.model):  # else the one before is the better one
                os.replace(self.folder.model, self.folder.model_before)
            os.replace(beside, self.folder.model)
        finally:
            beside.unlink(missing_ok=True)  # where the disk was full
        self.folder.save(self.state)
        self.saved = time.monotonic()


def has_model(folder):
    """Whether a run has saved a model, whole or not."""
    return folder.model.is_file() or folder.model_before.is_file()


def load_model(folder):
    """The saved model of a run, or the one before it where that came to harm.

    Args:
        folder: `RunFolder`.

    Raises:
        FileNotFoundError: if the run has not saved one yet.
        ValueError: if none of them is whole.
    """
    if not has_model(folder):
        raise FileNotFoundError(
            f"The run {str(folder.directory)!r} has no saved model yet. Continue it "
            "with `keras-gan train RECIPE --resume`."
        )
    for path in (folder.model, folder.model_before):
        if _is_whole(path):
            return keras.saving.load_model(path)
        warnings.warn(
            f"The saved model {str(path)!r} is missing, cut off or damaged, or holds "
            "what a game does not; the one "
            "saved before it is looked for.",
            stacklevel=2,
        )
    raise ValueError(
        f"No saved model of the run {str(folder.directory)!r} is whole. Received: "
        f"{folder.model.name} and {folder.model_before.name}. Put a copy in their "
        "place, or start anew with `keras-gan train RECIPE --overwrite`."
    )


def _is_whole(path):
    """Whether a file is there, with its parts alone, and agrees with their checksums.

    A game has no other parts: a file that does comes from elsewhere.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return PARTS == {*archive.namelist()} and archive.testzip() is None
    except PermissionError:
        raise
    except Exception:  # a wrong bit in a header shows itself as any kind of error
        return False
