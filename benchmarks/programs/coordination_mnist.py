"""The recipe `mnist` as a variant of the table `coordination` plays it."""

import math
import statistics
import time

import keras
from keras.optimizers.schedules import PiecewiseConstantDecay

from benchmarks.programs.coordination_variants import AT_ONCE, begin_anew, play
from benchmarks.programs.fitting import fit
from benchmarks.programs.mnist_recipe import BATCH, LEARNING_RATES, RECIPE
from keras_gan import datasets, metrics
from keras_gan.models import TrainingDivergedError

SHARES = (0.25, 0.5, 1.0)  # of the time, after which samples are scored
NUM_SAMPLES = 10_000
TURNS, STEPS_TO_WARM_UP, STEPS_A_TURN = 3, 20 * AT_ONCE, 10 * AT_ONCE


def make(images, variant, total_steps, seed):
    """The recipe's networks and penalty under a variant, compiled."""
    keras.utils.set_random_seed(seed)
    recipe = RECIPE.build(images, total_steps, seed)
    rate = PiecewiseConstantDecay([round(0.75 * total_steps)], [*LEARNING_RATES])
    networks = (recipe.generator, recipe.discriminator)
    return play(networks, rate, total_steps, seed, recipe.terms, variant=variant)


def rounded(steps):
    """A number of steps near this one, of which each part has whole executions."""
    part = math.lcm(*(round(1 / share) for share in SHARES)) * AT_ONCE
    return max(1, round(steps / part)) * part


def scores(variant, seeds, steps):
    """Trains one seed after the other, with the programs of the first.

    Args:
        variant: str, a key of `VARIANTS`.
        seeds: list of int.
        steps: int, what `rounded` returned.

    Yields:
        For each seed a dict of what was measured.
    """
    images = datasets.mnist()
    gan = None
    for seed in seeds:
        fresh = make(images, variant, steps, seed)
        if gan:
            begin_anew(gan, fresh)
        gan = gan or fresh
        yield _trained(gan, images, steps, seed)


def _trained(gan, images, steps, seed):
    start = time.perf_counter()
    scoring = _Scoring(images, seed)
    parts = round(1 / min(SHARES))
    measured = {"seed": seed, "steps": steps}
    try:
        gan.fit(
            datasets.batches(images.train, BATCH, seed),
            steps_per_epoch=steps // parts,
            epochs=parts,
            callbacks=[scoring],
            verbose=0,
        )
    except TrainingDivergedError as error:
        measured["diverged_at"] = error.step
    return {
        **measured,
        "nats": scoring.nats,
        "logs": scoring.logs,
        "updates": [int(each.iterations.numpy()) for each in gan.optimizer.optimizers],
        "seconds": time.perf_counter() - start,
    }


class _Scoring(keras.callbacks.Callback):
    def __init__(self, images, seed):
        super().__init__()
        self.images, self.seed = images, seed
        self.nats, self.logs = {}, {}

    def on_epoch_end(self, epoch, logs=None):
        share = (epoch + 1) * min(SHARES)
        self.logs = {name: float(value) for name, value in (logs or {}).items()}
        if share in SHARES:
            samples = self.model.sample(NUM_SAMPLES, self.seed + 1)
            test, validation = self.images.test, self.images.validation
            score = metrics.parzen_score(samples, test, validation, warn_at_edge=False)
            self.nats[f"{share:g}"] = score.as_dict()


def ceiling():
    """The score of as many training images."""
    images = datasets.mnist()
    return metrics.parzen_ceiling(
        images.train,
        images.test,
        images.validation,
        num_samples=NUM_SAMPLES,
    ).as_dict()


def paces(variants):
    """The median milliseconds of a step of each variant, taken in turn."""
    images = datasets.mnist()
    batches = datasets.batches(images.train, BATCH)
    total_steps = 10_000  # as of a training of minutes, for the schedules' sake
    games = {name: make(images, name, total_steps, seed=0) for name in variants}
    times = {name: [] for name in variants}
    for turn in range(1 + TURNS):
        steps = STEPS_A_TURN if turn else STEPS_TO_WARM_UP
        for name, gan in games.items():
            times[name].append(1e3 * fit(gan, batches, steps) / steps)
    return {name: statistics.median(each[1:]) for name, each in times.items()}
