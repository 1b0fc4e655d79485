"""Trains games on one or two replicas and prints their weights as JSON.

A program of its own, as TensorFlow splits a CPU in two only before it has started.
Usage: two_replicas.py REPLICAS
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
RULES = [
    {"loss": "non_saturating", "penalties": [losses.R1(0.1)]},
    {"loss": "maximum_likelihood", "penalties": [losses.R2(0.1)]},
    {"loss": "minimax", "discriminator_steps": 2},
    {"update": "simultaneous", "penalties": [losses.R2(0.1, every=2)]},
]


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
    history = gan.fit(images, batch_size=8, shuffle=False, verbose=0)
    return {
        "weights": [np.asarray(w).tolist() for w in gan.weights],
        "logs": {k: v[-1] for k, v in history.history.items()},
        "step": int(gan.step_counter.numpy()),
    }


def main(replicas):
    cpu = tf.config.list_physical_devices("CPU")[0]
    two = [tf.config.LogicalDeviceConfiguration()] * 2
    tf.config.set_logical_device_configuration(cpu, two)
    strategy = tf.distribute.MirroredStrategy([f"CPU:{i}" for i in range(replicas)])
    print(json.dumps([trained(strategy, rules) for rules in RULES]))


if __name__ == "__main__":
    main(int(sys.argv[1]))
