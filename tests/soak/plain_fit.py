"""Kills a plain `fit` at random moments, and holds its end to that of one left alone.

It goes on by `keras_gan.callbacks.AtomicBackup`. With `--backup BackupAndRestore` it
shows what becomes of it with Keras' own callback.

Usage: python tests/soak/plain_fit.py [--kills 50] [--backup BackupAndRestore]
"""

import argparse
import pathlib
import random
import shutil
import tempfile

import keras
from kills import differences, live

import keras_gan  # noqa: F401, so that saved models find their classes

ONE_LIFE = pathlib.Path(__file__).with_name("plain_life.py")


def trained(directory, epochs, backup, chance=None):
    directory.mkdir(exist_ok=True)
    partial = directory / "backup" / "partial"
    shutil.rmtree(partial, ignore_errors=True)  # of a life before
    return live([ONE_LIFE, directory, epochs, backup], partial, chance)


def main(kills, backup, seed):
    chance = random.Random(seed)
    epochs = 30 * kills
    with tempfile.TemporaryDirectory() as place:
        whole, killed = (pathlib.Path(place, name) for name in "ab")
        trained(whole, epochs, backup)
        survived = in_writes = 0
        while survived < kills:
            was_killed, in_write = trained(killed, epochs, backup, chance)
            if not was_killed:
                raise RuntimeError(f"It ended after {survived} kills.")
            survived += 1
            in_writes += in_write
            print(f"kill {survived}", flush=True)
        trained(killed, epochs, backup)
        models = [keras.saving.load_model(d / "gan.keras") for d in (whole, killed)]
    steps = [int(model.step_counter.numpy()) for model in models]
    count = len(models[0].variables) + len(models[0].optimizer.variables)
    different = differences(*models)
    print(f"kills survived: {survived}, {in_writes} of them during a write")
    print(f"variables that differ from a fit left alone: {different} of {count}")
    print(f"training steps: {steps[0]} and {steps[1]}")
    if different:
        raise SystemExit("The killed fit did not end as the other.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--backup", default="AtomicBackup")
    parser.add_argument("--seed", type=int, default=0)
    main(**vars(parser.parse_args()))
