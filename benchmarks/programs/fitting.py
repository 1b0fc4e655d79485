"""The time of steps within a `fit`, without its beginning and its end."""

import time

import keras
import tensorflow as tf


class Clock(keras.callbacks.Callback):
    """Reads the clock after the first execution of steps, and after the last.

    It does not listen to the ends of batches: Keras reads logs beside the next steps
    only for as long as no callback does.
    """

    def on_epoch_begin(self, epoch, logs=None):
        self.start = None

    def on_train_batch_begin(self, batch, logs=None):
        if batch and self.start is None:
            self.start = self._now()

    def on_epoch_end(self, epoch, logs=None):
        self.end = self._now()

    def _now(self):
        tf.test.experimental.sync_devices()  # a GPU works on by itself
        return time.perf_counter()


def fit(model, batches, steps):
    """Fits an execution more, and returns the seconds that so many steps took."""
    clock = Clock()
    steps += model.steps_per_execution
    model.fit(batches, steps_per_epoch=steps, epochs=1, callbacks=[clock], verbose=0)
    return clock.end - clock.start
