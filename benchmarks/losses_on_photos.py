"""Which loss and penalty make the best pictures in half an hour?

The networks of the recipe `photos` under four games, on FER-2013's faces at 48 pixels
and CIFAR-10 at 32. Each game gets the steps that half an hour allows on two cores:
their time is measured once, games in turn, and kept beside the results. Where they are
then trained makes no difference to the table. The score is the Frechet distance to the
test images, of 10,000 samples of the averaged generator, over the last hidden layer of
a small classifier that is trained here, once, on the data set's own classes and kept
fixed: it is compared with nothing but itself. Beside it stands the distance of as many
training images. Lower is better.

What was trained is kept in `benchmarks/results/photos`, and a run that was stopped goes
on with the next training. Run as `python -m benchmarks.losses_on_photos`, with `--pace`
first, on two cores that have nothing else to do.
"""

import argparse
import json
import re
import statistics

import numpy as np

from benchmarks import timing
from benchmarks.programs.photo_games import (
    AT_ONCE,
    CLASSES,
    FOLDER,
    GAMES,
    NUM_SAMPLES,
    Reader,
    make,
)
from keras_gan import datasets, plots

PACE = FOLDER / "pace.json"
TURNS = 3


def main(minutes, seeds, data, games, pace):
    FOLDER.mkdir(parents=True, exist_ok=True)
    if pace:
        measure_pace(data)
        return
    milliseconds = json.loads(PACE.read_text(encoding="utf-8"))
    for seed in seeds:
        for dataset in data:
            for game in games:
                words = re.findall(r"\w+", f"{dataset} {game} {minutes:g} {seed}")
                place = FOLDER / "-".join(words)
                if not place.with_suffix(".json").is_file():
                    executions = 6e4 * minutes / milliseconds[dataset][game] / AT_ONCE
                    steps = max(1, round(executions)) * AT_ONCE
                    measured = score(place, dataset, game, steps, seed)
                    measured["minutes"] = minutes
                    place.with_suffix(".json").write_text(json.dumps(measured))
                report()


def measure_pace(data):
    """Writes the median milliseconds of a step of each game, taken in turn."""
    paces = json.loads(PACE.read_text(encoding="utf-8")) if PACE.is_file() else {}
    for dataset in data:
        images = datasets.load(dataset)
        programs = {game: make(images, game, seed=0) for game in GAMES}
        times = {game: [] for game in GAMES}
        for turn in range(1 + TURNS):  # the first compiles
            for game, train in programs.items():
                seconds = train(AT_ONCE * (1 + 2 * bool(turn)))
                if turn:
                    times[game].append(1e3 * seconds / (2 * AT_ONCE))
        paces[dataset] = {game: statistics.median(times[game]) for game in GAMES}
        print(dataset, paces[dataset], flush=True)
    PACE.write_text(json.dumps(paces, indent=2), encoding="utf-8")


def score(place, dataset, game, steps, seed):
    """Trains a game, writes a grid, and returns its score."""
    images = datasets.load(dataset)
    train = make(images, game, seed)
    seconds = train(steps)
    reader = Reader(dataset)
    measured = {
        "dataset": dataset,
        "game": game,
        "seed": seed,
        "steps": steps,
        "seconds": seconds,
        "frechet": reader.distance(train.gan.sample(NUM_SAMPLES, seed=seed + 1)),
        "ceiling": reader.distance(images.train[:NUM_SAMPLES]),
        "reader": reader.accuracy,
    }
    print(measured, flush=True)
    grid = plots.image_grid(train.gan.sample(64, seed=0))
    plots.save_png(place.with_suffix(".png"), grid)
    return measured


def report():
    """Writes the table of all trainings that are done, a row a game and its minutes."""
    paths = [path for path in sorted(FOLDER.glob("*.json")) if path != PACE]
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    groups = {}
    for row in rows:
        key = (row["dataset"], row["minutes"], row["game"])
        groups.setdefault(key, []).append(row)
    lines = [
        "| data set | minutes | game | steps | Frechet distance, a seed each | mean "
        "| of images |",
        "|---" * 7 + "|",
    ]
    for (dataset, minutes, game), of_game in sorted(groups.items()):
        scores = [row["frechet"] for row in of_game]
        each = ", ".join(f"{score:.2f}" for score in scores)
        lines.append(
            f"| {dataset} | {minutes:g} | {game} | {of_game[0]['steps']:,} | {each} "
            f"| {np.mean(scores):.2f} | {of_game[0]['ceiling']:.2f} |"
        )
    accuracies = {row["dataset"]: row["reader"] for row in rows}
    lines += [""] + [
        f"- accuracy of the classifier on the test images of {name}: {accuracy:.3f}"
        for name, accuracy in accuracies.items()
    ]
    timing.report("losses_on_photos", "\n".join(lines), {"rows": rows})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--data", nargs="+", choices=CLASSES, default=[*CLASSES])
    parser.add_argument("--games", nargs="+", choices=GAMES, default=[*GAMES])
    parser.add_argument("--pace", action="store_true", help="time the games' steps")
    main(**vars(parser.parse_args()))
