"""How many test images are misread after so many steps, with so many labels?

The game of the recipe `mnist-few-labels` (or `digits-few-labels`) with several numbers
of labels and several seeds, which decide weights, noise, and which images are labelled.
The error of the averaged D on the test images is measured every so many steps, for the
curve alone: nothing is chosen by it. At the end stand the same network trained on the
labels alone, and logistic regression on D's features. `--pace` says how many steps a
minute are on this machine: measure it where nothing else runs.

Games that are done are kept in `benchmarks/results/few_labels`, and a run that was
stopped goes on with the next. Run as `python -m benchmarks.few_labels`; where a GPU
has room, with `--jobs 4`.
"""

import argparse
import concurrent.futures
import json
import multiprocessing
import os
import statistics
import time

os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")  # for games side by side

import keras

from benchmarks import timing
from keras_gan import callbacks, datasets, recipes
from keras_gan.recipes.run_folder import RunState
from keras_gan.recipes.run_images import load_images

FOLDER = timing.RESULTS / "few_labels"
AT_ONCE = 20  # steps in a program of XLA's
PUBLISHED = {20: 16.77, 50: 2.21, 100: 0.93, 200: 0.90}  # of MNIST, in %, 300 epochs
SCORES = ("error", "error_labels_alone", "error_features")


def main(recipe, labels, seeds, steps, every, jobs, build, pace):
    if pace:
        measure_pace(recipe, labels[0], build)
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    games = [
        {
            "recipe": recipe,
            "labels": count,
            "seed": seed,
            "steps": steps,
            "every": every,
            "build": build,
        }
        for count in labels
        for seed in seeds
    ]
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(
        jobs, context, max_tasks_per_child=1
    ) as pool:
        rows = list(pool.map(play, games))
    report(recipe, rows)


def play(rules):
    """Trains one game, unless it was, and returns what was measured of it."""
    own = {**rules, "build": "".join(c for c in str(rules["build"]) if c.isalnum())}
    path = FOLDER / ("-".join(str(value) for value in own.values()) + ".json")
    if path.is_file():
        return json.loads(path.read_text(encoding="utf-8"))
    recipe, gan, images, batches = made(rules)
    began = time.monotonic()
    curve = gan.fit(
        batches,
        steps_per_epoch=rules["every"],
        epochs=rules["steps"] // rules["every"],
        callbacks=[
            callbacks.ClassificationError(
                images.test, images.labels["test"], name="error"
            )
        ],
        verbose=0,
    ).history["error"]
    minutes = (time.monotonic() - began) / 60
    scores = recipe.scores(gan, images, None, rules["seed"] + 1)
    row = {**rules, "minutes": minutes, "curve": curve, "scores": scores}
    path.write_text(json.dumps(row), encoding="utf-8")
    print(
        f"{rules['labels']} labels, seed {rules['seed']}, {minutes:.1f} minutes: "
        + ", ".join(f"{name} {scores[name]['mean']:.2f} %" for name in SCORES),
        flush=True,
    )
    return row


def made(rules):
    """The recipe, its game, its images with few labels, and batches of them."""
    recipe, seed = recipes.get(rules["recipe"]), rules["seed"]
    state = RunState(rules["recipe"], seed, 1, num_labels=rules["labels"])
    images = load_images(state)
    keras.utils.set_random_seed(seed)
    gan = recipe.build(images, rules.get("steps"), seed, **rules["build"])
    if gan.guard.selects:
        gan.steps_per_execution = AT_ONCE
    labels = images.labels["train"]
    batches = datasets.batches(
        images.train, recipe.batch_size, seed, labels=labels, labelled_apart=True
    )
    return recipe, gan, images, batches


def measure_pace(recipe, count, build):
    """Prints the milliseconds of a step, the median of five turns."""
    rules = {"recipe": recipe, "labels": count, "seed": 0, "build": build}
    _, gan, _, batches = made(rules)
    turns = []
    for steps in [20, *[100] * 5]:
        began = time.monotonic()
        gan.fit(batches, steps_per_epoch=steps, verbose=0)
        turns.append(1e3 * (time.monotonic() - began) / steps)
    pace = statistics.median(turns[1:])
    print(f"{recipe}: {pace:.1f} ms a step, {1.8e6 / pace:,.0f} steps in 30 minutes")


def report(recipe, rows):
    """The table of means over seeds, and the curves."""
    every = rows[0]["every"]
    lines = ["| labels | seeds | steps | error, % | labels alone | D's features |"]
    lines[0] += " published, 300 epochs |"
    lines.append("|---" * 7 + "|")
    for count in sorted({row["labels"] for row in rows}):
        some = [row for row in rows if row["labels"] == count]
        cells = [
            _mean([row["scores"][name]["mean"] for row in some]) for name in SCORES
        ]
        published = PUBLISHED.get(count) if recipe.startswith("mnist") else None
        cells.append("" if published is None else f"{published:.2f}")
        about = f"| {count} | {len(some)} | {some[0]['steps']:,} | "
        lines.append(about + " | ".join(cells) + " |")
    lines += ["", "Error, %, after so many steps:", ""]
    marks = [m for m in (1, 2, 4, 8, 16, 32, 64, 128) if m <= len(rows[0]["curve"])]
    lines.append("| labels | " + " | ".join(f"{m * every:,}" for m in marks) + " |")
    lines.append("|---" * (len(marks) + 1) + "|")
    for count in sorted({row["labels"] for row in rows}):
        some = [row["curve"] for row in rows if row["labels"] == count]
        cells = [_mean([curve[mark - 1] for curve in some]) for mark in marks]
        lines.append(f"| {count} | " + " | ".join(cells) + " |")
    timing.report(f"few_labels_{recipe}", "\n".join(lines), {"rows": rows})


def _mean(values):
    spread = f" +- {statistics.stdev(values):.2f}" if len(values) > 1 else ""
    return f"{statistics.mean(values):.2f}{spread}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--recipe",
        default="mnist-few-labels",
        choices=["mnist-few-labels", "digits-few-labels"],
    )
    parser.add_argument("--labels", type=int, nargs="+", default=[20, 50, 100, 200])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2, 3, 4])
    parser.add_argument("--steps", type=int, default=30_000)
    parser.add_argument("--every", type=int, default=500, help="Steps, of AT_ONCE.")
    parser.add_argument("--jobs", type=int, default=1, help="Games side by side.")
    parser.add_argument(
        "--build", type=json.loads, default={}, help="Arguments of the game, as JSON."
    )
    parser.add_argument("--pace", action="store_true")
    main(**vars(parser.parse_args()))
