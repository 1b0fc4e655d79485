"""A ring of 8 and a grid of 25 Gaussians, and how many of them a game finds."""

import time

import keras
import numpy as np
import tensorflow as tf

from benchmarks.programs.coordination_variants import begin_anew, play
from keras_gan import datasets, metrics
from keras_gan.models import TrainingDivergedError

RATE, BATCH, STEPS, AT_ONCE = 1e-3, 64, 10_000, 50
LATENT_DIM, WIDTHS = 2, (64, 64, 64)
NUM_POINTS, NUM_SAMPLES = 100_000, 2_500
ANGLES = 2 * np.pi * np.arange(8) / 8
LINES = np.arange(-4.0, 5, 2)
# Of each the middles of the modes, and their standard deviation.
TARGETS = {
    "ring": (np.stack([np.cos(ANGLES), np.sin(ANGLES)], 1), 0.01),
    "grid": (np.stack(np.meshgrid(LINES, LINES), -1).reshape(-1, 2), 0.05),
}


def points(target, count, seed):
    """So many points of a target, float32 `(count, 2)`."""
    middles, sigma = TARGETS[target]
    rng = np.random.default_rng(seed)
    chosen = middles[rng.integers(len(middles), size=count)]
    return (chosen + sigma * rng.normal(size=chosen.shape)).astype("float32")


def found(samples, target):
    """Modes with a sample within three sigma, and the share of all that are so near."""
    coverage = metrics.mode_coverage(samples, *TARGETS[target])
    return {"modes": coverage.modes, "quality": coverage.high_quality}


def make(variant, total_steps, seed):
    """Small dense networks without a penalty."""
    keras.utils.set_random_seed(seed)

    def network(name, inputs, activation, outputs):
        stack = [keras.Input((inputs,))]
        for width in WIDTHS:
            dense = keras.layers.Dense(
                width, activation, kernel_initializer="he_normal"
            )
            stack.append(dense)
        return keras.Sequential([*stack, keras.layers.Dense(outputs)], name=name)

    networks = (
        network("generator", LATENT_DIM, "relu", 2),
        network("discriminator", 2, "leaky_relu", 1),
    )
    return play(
        networks,
        lambda step: RATE,
        total_steps,
        seed,
        jit_compile=True,  # so small, a step is less work than its start
        at_once=AT_ONCE,
        variant=variant,
    )


def keep_to_one_core():
    """Before TensorFlow starts: has it leave the other cores, and a GPU, to others.

    So small games gain nothing from either.
    """
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.set_visible_devices([], "GPU")


def modes(target, variant, seeds, steps=STEPS):
    """Trains one seed after the other, with the programs of the first.

    Args:
        target: str, a key of `TARGETS`.
        variant: str, a key of `VARIANTS`.
        seeds: list of int.
        steps: int, the length of training.

    Yields:
        For each seed a dict of what was measured.
    """
    gan = None
    for seed in seeds:
        fresh = make(variant, steps, seed)
        if gan:
            begin_anew(gan, fresh)
        gan = gan or fresh
        start = time.perf_counter()
        measured = {"target": target, "seed": seed, "steps": steps}
        try:
            gan.fit(
                datasets.batches(points(target, NUM_POINTS, seed), BATCH, seed),
                steps_per_epoch=steps,
                verbose=0,
            )
        except TrainingDivergedError as error:
            measured["diverged_at"] = error.step
        for name, averaged in [("averaged", True), ("plain", False)]:
            samples = gan.sample(NUM_SAMPLES, seed + 1, averaged=averaged)
            measured[name] = found(samples, target)
        yield {**measured, "seconds": time.perf_counter() - start}
