"""Trains games under a strategy and prints what they came to as JSON.

A program of its own, as TensorFlow splits a CPU in two, and joins other workers, only
before it has started.
Usage: games_on_replicas.py one | two | workers
"""

import json
import sys

import keras
import numpy as np
import tensorflow as tf

import keras_gan
from keras_gan import losses, networks, optimizers

ROWS_A_REPLICA = 4
STEPS = 20
RULES = {
    "R1": {"loss": "non_saturating", "penalties": [losses.R1(0.1)]},
    "R2": {"loss": "maximum_likelihood", "penalties": [losses.R2(0.1)]},
    "two D steps": {"loss": "minimax", "discriminator_steps": 2},
    "blend, smoothed labels": {"loss": losses.Blend(0.3, label_smoothing=0.1)},
    "lazy penalties": {"penalties": [losses.R1(0.1, every=4), losses.R2(0.1, every=3)]},
    "at once": {"update": "simultaneous", "penalties": [losses.R2(0.1, every=2)]},
}


def latents(shape, seed):
    """The same rows on each replica, so that two of them together repeat them."""
    rows = tf.range(shape[0]) % ROWS_A_REPLICA
    columns = tf.range(shape[1])
    return tf.sin(tf.cast(rows[:, None] * 3 + columns, tf.float32))


def game(strategy, rules):
    with strategy.scope():
        keras.utils.set_random_seed(0)
        gan = keras_gan.GAN(
            networks.dense_generator((4, 4, 1), 3, (8,)),
            networks.dense_discriminator((4, 4, 1), (8,)),
            latent=latents,
        )
        gan.compile(optimizers.SGD(0.1, momentum=0.5), optimizers.Adam(1e-2), **rules)
    return gan


def trained(strategy, rules):
    gan = game(strategy, rules)
    images = np.random.default_rng(0).random((STEPS * 8, 4, 4, 1), dtype="float32")
    batches = tf.data.Dataset.from_tensor_slices(images).batch(8)
    history = gan.fit(batches, verbose=0)
    return {
        "weights": [np.asarray(w).tolist() for w in gan.weights],
        "logs": {k: v[-1] for k, v in history.history.items()},
        "step": int(gan.step_counter.numpy()),
    }


def dropout_masks(strategy):
    """What each replica's dropout keeps of the same images, in training."""
    with strategy.scope():
        gan = keras_gan.GAN(
            networks.dense_generator((4, 4, 1), 3, (8,)),
            keras.Sequential(
                [
                    keras.Input((4, 4, 1)),
                    keras.layers.Flatten(),
                    keras.layers.Dropout(0.5, seed=1),
                    keras.layers.Dense(1, kernel_initializer="ones"),
                ]
            ),
        )
        ones = tf.ones((64, 4, 4, 1))
    run = tf.function(
        lambda: strategy.run(lambda: gan.discriminator(ones, training=True))
    )
    return [x.numpy().tolist() for x in strategy.experimental_local_results(run())]


def make_strategy(kind):
    if kind == "workers":
        return tf.distribute.MultiWorkerMirroredStrategy()
    cpu = tf.config.list_physical_devices("CPU")[0]
    two = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, two)
    devices = ["CPU:0", "CPU:1"] if kind == "two" else ["CPU:0"]
    return tf.distribute.MirroredStrategy(devices)


def main(kind):
    strategy = make_strategy(kind)
    results = {name: trained(strategy, rules) for name, rules in RULES.items()}
    print(json.dumps({"games": results, "dropout": dropout_masks(strategy)}))


if __name__ == "__main__":
    main(sys.argv[1])
