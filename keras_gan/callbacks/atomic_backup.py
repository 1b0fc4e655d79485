"""Going on with a `fit` whose process was killed."""

import shutil
from pathlib import Path

import keras

from keras_gan.models.workers import is_multi_worker


class AtomicBackup(keras.callbacks.Callback):
    """Backs up a training after every epoch, so that it may be killed at any moment.

    It does what `keras.callbacks.BackupAndRestore(directory)` does, and is used in the
    same way: to go on, call `fit` again with the same arguments, on a game that is
    built anew. Keras writes over its one backup, weights first and then the number of
    the epoch: if the process is killed meanwhile, the next `fit` fails, or trains an
    epoch twice. Here a backup is written beside the last one, and takes its place when
    it is whole.

    A training in several lives equals one in a single life where the data do not
    depend on the life: with `shuffle=False` for arrays, or a dataset in a fixed order.

    When training ends the backup is deleted: a process that is killed between the end
    of `fit` and the save of the model has lost both. With `delete_checkpoint=False` the
    last backup stays. The next `fit` with the same arguments then trains nothing, and
    the game has the weights of the end; one with more `epochs` goes on from there.
    Delete the folder once the model is saved, or the next game begins with its weights.

    Args:
        directory: string or path, the folder for the backup. It is made if missing.
        delete_checkpoint: bool, whether the backup is deleted when training ends.

    Raises:
        ValueError: when training starts, if the game is trained by several workers.

    Example:
        >>> backup = AtomicBackup("backup")
        >>> gan.fit(images, shuffle=False, epochs=50, callbacks=[backup])
    """

    def __init__(self, directory, delete_checkpoint=True):
        super().__init__()
        self.directory = Path(directory)
        self.delete_checkpoint = delete_checkpoint
        self.partial = self.directory / "partial"
        self.latest = self.directory / "latest"
        self.before = self.directory / "before"

    def on_train_begin(self, logs=None):
        """Go on from the last backup, if there is one."""
        if is_multi_worker(self.model.distribute_strategy):
            raise ValueError(
                "AtomicBackup is for a training in one process: the workers of a job "
                "would move each other's backups, and those in a folder for each could "
                "be of different epochs. Received: a game under "
                "MultiWorkerMirroredStrategy, directory="
                f"{str(self.directory)!r}. Use `keras-gan train --strategy "
                "multi-worker`, which has one model for all workers, or "
                "`keras.callbacks.BackupAndRestore` with a path for each worker."
            )
        whole = self.latest if self.latest.exists() else self.before
        self._backup_in(whole).on_train_begin(logs)

    def on_epoch_begin(self, epoch, logs=None):
        """Let the next `fit` begin anew; this one knows where it began."""
        self.model._initial_epoch = None  # Keras leaves it there

    def on_epoch_end(self, epoch, logs=None):
        """Write a backup beside the last one, then move it there."""
        _delete(self.partial)
        self._backup_in(self.partial).on_epoch_end(epoch, logs)
        if self.latest.exists():  # else the one before is the last one
            _delete(self.before)
            self.latest.rename(self.before)
        self.partial.rename(self.latest)

    def on_train_end(self, logs=None):
        """Delete the backup, and nothing else that is in the folder."""
        self.model._initial_epoch = None  # of a `fit` that had no epoch left
        if not self.delete_checkpoint:
            return
        for backup in (self.partial, self.before, self.latest):
            _delete(backup)

    def _backup_in(self, directory):
        backup = keras.callbacks.BackupAndRestore(directory)
        backup.set_model(self.model)
        return backup


def _delete(backup):
    """Deletes a backup if it is there; under its own name it is always whole."""
    going = backup.with_name(f"{backup.name}-deleted")
    shutil.rmtree(going, ignore_errors=True)  # of a process that was killed
    if backup.exists():
        backup.rename(going)
        shutil.rmtree(going)
