"""Kills a run at random moments, and holds its end to that of one left alone.

Usage: python tests/soak/kills.py [--kills 50]
"""

import argparse
import csv
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import keras
import numpy as np

import keras_gan  # noqa: F401, so that saved models find their classes
from keras_gan.recipes.run_backup import load_model
from keras_gan.recipes.run_folder import RunFolder

ONE_LIFE = pathlib.Path(__file__).with_name("one_life.py")
MEAN_LIFE = 4.0  # seconds of training, some of which go into its first step


def live(life, partial, chance):
    """Trains until a random moment, or to the end where `chance` is None.

    Args:
        life: list of strings, a program that trains and its arguments; it says
            "training" when it begins to.
        partial: path of what is there while a backup is written, and not before.
        chance: `random.Random` or None.

    Returns:
        Whether the process was killed, and whether it was writing a backup then.
    """
    process = subprocess.Popen(
        [sys.executable, *map(str, life)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    process.stdout.readline()
    if chance is not None:
        time.sleep(chance.expovariate(1 / MEAN_LIFE))
    killed = chance is not None and process.poll() is None
    if killed:
        process.kill()
    _, errors = process.communicate()
    if not killed and process.returncode:
        raise RuntimeError(f"A life ended by itself:\n{errors}")
    return killed, killed and partial.exists()


def epochs_in(history):
    if not history.is_file():
        return 0
    with history.open(newline="") as file:
        return len(list(csv.DictReader(file)))


def differences(a, b):
    """How many of two models' variables differ in a bit."""
    pairs = zip(
        [*a.variables, *a.optimizer.variables],
        [*b.variables, *b.optimizer.variables],
        strict=True,
    )
    return sum(
        not np.array_equal(keras.ops.convert_to_numpy(x), keras.ops.convert_to_numpy(y))
        for x, y in pairs
    )


def trained(folder, epochs, chance=None):
    partial = folder.directory / ".partial.keras"
    partial.unlink(missing_ok=True)  # of a life before
    return live([ONE_LIFE, folder.directory, epochs], partial, chance)


def main(kills, seed):
    chance = random.Random(seed)
    epochs = 30 * kills  # lives are shorter than that, on machines of today
    with tempfile.TemporaryDirectory() as place:
        whole, killed = (RunFolder(pathlib.Path(place, name)) for name in "ab")
        trained(whole, epochs)
        survived = in_writes = 0
        while survived < kills:
            was_killed, in_write = trained(killed, epochs, chance)
            if not was_killed:
                raise RuntimeError(
                    f"The run of {epochs} epochs ended after {survived} kills."
                )
            survived += 1
            in_writes += in_write
            print(f"kill {survived}, epoch {epochs_in(killed.history)}", flush=True)
        trained(killed, epochs)
        models = [load_model(folder) for folder in (whole, killed)]
        count = len(models[0].variables) + len(models[0].optimizer.variables)
        different = differences(*models)
        rows = [epochs_in(folder.history) for folder in (whole, killed)]
    print(f"kills survived: {survived}, {in_writes} of them during a write")
    print(f"variables that differ from a run left alone: {different} of {count}")
    print(f"epochs in the histories: {rows[0]} and {rows[1]}")
    if different or rows[0] != rows[1]:
        raise SystemExit("The killed run did not end as the other.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    main(**vars(parser.parse_args()))
