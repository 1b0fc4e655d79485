"""Trains a run, or goes on with it, saving the model after every epoch.

Usage: one_life.py RUN EPOCHS. It says "training" when it begins to.
"""

import pathlib
import sys

import keras
import tensorflow as tf

from keras_gan import callbacks
from keras_gan.recipes import training
from keras_gan.recipes.run_backup import RunBackup
from keras_gan.recipes.run_folder import RunState


class Announcement(keras.callbacks.Callback):
    """In the place of the progress bar."""

    def __init__(self, last=None):
        super().__init__()

    def on_train_begin(self, logs=None):
        print("training", flush=True)


def main(directory, epochs):
    tf.config.experimental.enable_op_determinism()
    RunBackup.__init__.__defaults__ = (0.0,)  # seconds between two saves
    callbacks.TrainingProgress = Announcement
    begun = pathlib.Path(directory, "run.json").is_file()
    training.train(RunState("digits", seed=0, epochs=epochs), directory, resume=begun)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
