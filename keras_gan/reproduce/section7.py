"""Section 7: the game given classes, backwards, given a part, and with few labels."""

import functools
import statistics

import numpy as np
from PIL import Image

from keras_gan.plots import save_png
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes.run_folder import write_json
from keras_gan.reproduce.runs import check_runs, run_recipe, run_state, work_through
from keras_gan.reproduce.section7_text import section7_text

# Of each of the section's first three points, its recipe, and which picture of a
# `RunFolder` shows it.
RECIPES = {
    "conditions": ("mnist-conditional", "classes"),
    "inference": ("mnist-bidirectional", "reconstructions"),
    "completion": ("mnist-completion", "completions"),
}
# Of the fourth, how many seeds for each number of labels.
FEW_LABELS = {20: 3, 50: 3, 100: 5, 200: 3}
FEW_LABELS_QUICK = {20: 1}


def section7(output, quick=False, seed=0):
    """Measures what section 7 of the paper proposes, as `section7.md` and `.json`.

    A run each for conditions, inference and completion, with a picture of it; and runs
    with several numbers of labels and several seeds, of which the mean counts.

    Args:
        output: path of a folder, where runs are kept as well.
        quick: bool, whether to try it out on short runs, on the 8x8 digits.
        seed: int, of the runs; of several, the first.

    Returns:
        List of the paths that were written.

    Raises:
        FileNotFoundError: if a data set is missing, before anything is trained.
        ValueError: if another run of a recipe is in the place of one.
    """
    runs = {
        part: run_state(recipe, quick, seed) for part, (recipe, _) in RECIPES.items()
    }
    counts = FEW_LABELS_QUICK if quick else FEW_LABELS
    few = {
        (count, number): run_state("mnist-few-labels", quick, number, num_labels=count)
        for count, seeds in counts.items()
        for number in range(seed, seed + seeds)
    }
    check_runs([*runs.values(), *few.values()], output)
    mark = "-quick" if quick else ""
    pictures = {part: output / f"section7-{part}{mark}.png" for part in RECIPES}
    parts = {
        part: functools.partial(_measure, state, output, pictures[part], part)
        for part, state in runs.items()
    }
    for (count, number), state in few.items():
        name = f"{count} labels, seed {number}"
        parts[name] = lambda state=state: run_recipe(state, output)[1]
    measured = dict(zip(parts, work_through("section7", parts), strict=True))
    content = {
        "quick": quick,
        "seed": seed,
        "measured": {part: measured[part] for part in RECIPES},
        "few_labels": {
            str(count): _over_seeds(
                [m for name, m in measured.items() if name.startswith(f"{count} ")]
            )
            for count in counts
        },
    }
    paths = [output / f"section7{mark}.md", output / f"section7{mark}.json"]
    write_whole(paths[0], lambda file: file.write(section7_text(content).encode()))
    write_json(paths[1], content)
    return [*paths, *pictures.values()]


def _measure(state, output, picture, part):
    """Trains a run, copies its picture, and returns what was measured of it."""
    folder, metrics = run_recipe(state, output)
    with Image.open(getattr(folder, RECIPES[part][1])) as drawn:
        save_png(picture, np.asarray(drawn))
    return metrics


def _over_seeds(runs):
    """The mean of each score over runs, and the standard error of that mean."""
    found = {}
    for name in runs[0]["scores"]:
        means = [run["scores"][name]["mean"] for run in runs]
        error = None
        if len(means) > 1:
            error = statistics.stdev(means) / len(means) ** 0.5
        found[name] = {
            "mean": statistics.mean(means),
            "standard_error": error,
            "of_seeds": means,
        }
    return {"scores": found, "minutes": [run["minutes"] for run in runs]}
