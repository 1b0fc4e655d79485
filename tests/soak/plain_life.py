"""Trains digits by a plain `fit`, or goes on with that, and saves the model at its end.

Usage: plain_life.py DIRECTORY EPOCHS AtomicBackup|BackupAndRestore. It says "training"
when it begins to.
"""

import pathlib
import sys

import keras
import tensorflow as tf

from keras_gan import callbacks, datasets, recipes


class Announcement(keras.callbacks.Callback):
    def on_train_begin(self, logs=None):
        print("training", flush=True)


def main(directory, epochs, backup):
    tf.config.experimental.enable_op_determinism()
    directory = pathlib.Path(directory)
    images = datasets.digits()
    recipe = recipes.get("digits")
    keras.utils.set_random_seed(0)
    steps = epochs * recipe.steps_per_epoch(images)
    gan = recipe.build(images, steps, seed=0)
    kind = {**vars(callbacks), **vars(keras.callbacks)}[backup]
    gan.fit(
        images.train,
        batch_size=recipe.batch_size,
        shuffle=False,
        epochs=epochs,
        callbacks=[kind(directory / "backup"), Announcement()],
        verbose=0,
    )
    gan.save(directory / "gan.keras")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
