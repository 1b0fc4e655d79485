"""Table 1: Parzen scores, beside the paper's and those of simpler models."""

import functools

from keras_gan import recipes
from keras_gan.baselines import BASELINES
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes.run_folder import write_json
from keras_gan.recipes.run_images import load_images
from keras_gan.reproduce.baseline_scores import score_baseline
from keras_gan.reproduce.runs import check_runs, run_recipe, run_state, work_through
from keras_gan.reproduce.table1_text import table1_text

# Means and standard errors in nats, as the paper quotes them.
PAPER = {
    "DBN": {"MNIST": (138, 2), "TFD": (1909, 66)},
    "Stacked CAE": {"MNIST": (121, 1.6), "TFD": (2110, 50)},
    "Deep GSN": {"MNIST": (214, 1.1), "TFD": (1890, 29)},
    "Adversarial nets": {"MNIST": (225, 2), "TFD": (2057, 26)},
}
# Tables of ours, of recipes that share their data, and the column that they reproduce.
RECIPES = {"MNIST": ("mnist-2014", "mnist"), "FER-2013": ("faces",)}
PLAYERS = {"parzen": "averaged generator", "parzen_plain": "un-averaged generator"}


def table1(output, quick=False, seed=0):
    """Makes the paper's table 1, as `table1.md` and `table1.json`.

    Every score of ours comes by one protocol, with the same number of samples, and
    with that of training images beside it. FER-2013 stands in the place of the Toronto
    Face Database, which is not public: its scores do not compare with those.

    Args:
        output: path of a folder, where runs and scores are kept as well.
        quick: bool, whether to try it out on short runs.
        seed: int, of the runs and of the baselines.

    Returns:
        List of the paths that were written.

    Raises:
        FileNotFoundError: if a data set is missing, before anything is trained.
        ValueError: if another run of a recipe is in the place of one.
    """
    runs = {
        title: [run_state(name, quick, seed) for name in names]
        for title, names in RECIPES.items()
    }
    check_runs([state for states in runs.values() for state in states], output)
    parts = {}
    for title, states in runs.items():
        parts |= _parts_of(title, states, output, quick, seed)
    tables = {title: [] for title in RECIPES}
    for title, rows in work_through("table1", parts):
        tables[title] += rows
    tables = {title: _beside_ceiling(title, rows) for title, rows in tables.items()}
    content = {"quick": quick, "seed": seed, "paper": PAPER, "measured": tables}
    mark = "-quick" if quick else ""
    paths = [output / f"table1{mark}.md", output / f"table1{mark}.json"]
    write_whole(paths[0], lambda file: file.write(table1_text(content).encode()))
    write_json(paths[1], content)
    return paths


def _parts_of(title, states, output, quick, seed):
    """What there is to do for one of our tables: functions that return its rows."""
    images = load_images(states[0])
    count = recipes.get(states[0].recipe).window_size(images)
    parts = {}
    for name in BASELINES:
        work = functools.partial(
            score_baseline, name, images, count, seed, quick, output
        )
        parts[f"{title}, {name}"] = lambda work=work: (title, [work()])
    for state in states:
        work = functools.partial(_rows_of_run, state, len(images.train), output)
        parts[f"{title}, {state.recipe}"] = lambda work=work: (title, work())
    return parts


def _rows_of_run(state, training_images, output):
    """The scores of a run, of the averaged and of the un-averaged generator."""
    _, metrics = run_recipe(state, output)
    keys = ("mean", "standard_error", "sigma", "samples", "sigma_at_edge")
    return [
        {
            "model": f"{state.recipe}, {player}",
            "dataset": metrics["dataset"],
            "training_images": training_images,
            "seed": state.seed,
            "epochs": metrics["epochs"],
            "minutes": metrics["minutes"],
            **{key: metrics[name][key] for key in keys},
        }
        for name, player in PLAYERS.items()
    ]


def _beside_ceiling(title, rows):
    """Rows with the score of training images and, of adversarial nets, the paper's."""
    ceiling = next(row for row in rows if row["model"] == "training_images")
    for row in rows:
        adversarial = row["model"] not in BASELINES
        row["ceiling"] = ceiling["mean"]
        row["ceiling_standard_error"] = ceiling["standard_error"]
        row["paper"] = PAPER["Adversarial nets"].get(title) if adversarial else None
    return rows
