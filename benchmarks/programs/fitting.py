"""The time of steps within a `fit`, without its beginning and its end."""

import time

import keras
import tensorflow as tf


class Clock(keras.callbacks.Callback):
    """Reads the clock at the end of the first execution of steps, and of the last."""

    def on_epoch_begin(self, epoch, logs=None):
        self.start = None

    def on_train_batch_end(self, batch, logs=None):
        if self.start is None or batch == self.params["steps"] - 1:
            tf.test.experimental.sync_devices()  # a GPU works on by itself
            self.end = time.perf_counter()
            self.start = self.start or self.end


def fit(model, batches, steps):
    """Fits an execution more, and returns the seconds that so many steps took."""
    clock = Clock()
    steps += model.steps_per_execution
    model.fit(batches, steps_per_epoch=steps, epochs=1, callbacks=[clock], verbose=0)
    return clock.end - clock.start
