"""One progress bar over a whole training."""

import sys

import keras
from tqdm import tqdm


class TrainingProgress(keras.callbacks.Callback):
    """Shows the epochs done, the time left and the latest logs in one bar.

    Args:
        keys: sequence of str, the logs to show.
        last: None, or function from the epoch that ends, counted from 0, to how many
            there will be, where the training may end before its last.
    """

    def __init__(self, keys=("d_loss", "g_loss", "val_parzen"), last=None):
        super().__init__()
        self.keys = keys
        self.last = last
        self.shown = {}
        self.bar = None

    def on_train_begin(self, logs=None):  # noqa: D102
        self.bar = None

    def on_epoch_begin(self, epoch, logs=None):  # noqa: D102
        if self.bar is None:
            terminal = sys.stderr.isatty()
            self.bar = tqdm(
                total=self.params["epochs"],
                initial=epoch,
                desc="training",
                unit="epoch",
                mininterval=0.2 if terminal else 20.0,
                dynamic_ncols=terminal,
            )

    def on_epoch_end(self, epoch, logs=None):  # noqa: D102
        self.shown.update({k: logs[k] for k in self.keys if k in (logs or {})})
        values = {k: f"{v:.4g}" for k, v in self.shown.items()}
        self.bar.set_postfix(values, refresh=False)
        expected = self.last and self.last(epoch)
        if expected is not None:
            self.bar.total = min(expected, self.params["epochs"])
        self.bar.update(1)

    def on_train_end(self, logs=None):  # noqa: D102
        if self.bar is not None:
            self.bar.close()
