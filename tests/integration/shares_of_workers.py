"""Trains a run as one of several workers, and writes down the images that it saw.

A program of its own, as TensorFlow joins other workers only before it has started.
Usage: shares_of_workers.py PLACE EPOCHS [--resume]. PLACE is a folder that all workers
see, with the data set `own_digits` in it; every data set counts as a large one.
"""

import importlib
import json
import os
import pathlib
import sys

import tensorflow as tf

import keras_gan
from keras_gan.recipes import strategies, training
from keras_gan.recipes.run_folder import RunState

# The module, whose name the function has too.
importlib.import_module("keras_gan.datasets.from_tfds").MANY_BYTES = 1
SEEN = []


def note(images):
    SEEN.extend(image.tobytes().hex() for image in images)
    return images


def batch_of(game, data, plain=keras_gan.GAN.batch_of):
    batch = plain(game, data)
    shape = batch["images"].shape
    batch["images"] = tf.numpy_function(note, [batch["images"]], tf.float32)
    batch["images"].set_shape(shape)
    return batch


def main(place, epochs, resume=None):
    strategy = strategies.get("multi-worker")
    keras_gan.GAN.batch_of = batch_of
    index = json.loads(os.environ["TF_CONFIG"])["task"]["index"]
    state = RunState("digits", 0, int(epochs), dataset="own_digits", batch_size=10)
    state.data_dir = str(place)
    training.train(state, place / "run", resume=bool(resume), strategy=strategy)
    name = f"seen-{index}{resume or ''}.json"
    (place / name).write_text(json.dumps(SEEN))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), *sys.argv[2:])
