"""The runs that tables and figures are made of: trained once, then used by all."""

import sys

from tqdm import tqdm

from keras_gan import recipes
from keras_gan.recipes import results, training
from keras_gan.recipes.run_folder import FREE, STATE_FILE, UNASKED, RunFolder, RunState
from keras_gan.recipes.run_images import load_images

# How long each recipe trains where that is not its own number of epochs.
FULL = {"mnist-2014": {"epochs": 60}}
# On how many epochs and images it is tried out.
QUICK = {
    "cifar10-conv": {"epochs": 1, "limit": 2_560},
    "cifar10-dense": {"epochs": 1, "limit": 3_000},
    "faces": {"epochs": 3, "limit": 3_000},
    "mnist": {"epochs": 8, "limit": 5_000},
    "mnist-2014": {"epochs": 4, "limit": 5_000},
    "mnist-bidirectional": {"epochs": 20, "limit": 1_000, "dataset": "digits"},
    "mnist-completion": {"epochs": 20, "limit": 1_000, "dataset": "digits"},
    "mnist-conditional": {"epochs": 20, "limit": 1_000, "dataset": "digits"},
    "mnist-few-labels": {"epochs": 20, "limit": 1_000, "dataset": "digits"},
}


def run_state(name, quick, seed, cifar10=None, num_labels=None):
    """What a recipe's run has to be.

    Args:
        name: str, one of `keras_gan.recipes.RECIPES`.
        quick: bool, whether it is to be a matter of a minute.
        seed: int, the run's seed.
        cifar10: str or None, the data set that takes the place of CIFAR-10.
        num_labels: int or None, how many labels it knows, where that is few.

    Returns:
        A `RunState`.
    """
    recipe = recipes.get(name)
    length = {"epochs": recipe.epochs, **(QUICK if quick else FULL).get(name, {})}
    if recipe.dataset == "cifar10":
        length["dataset"] = cifar10
    return RunState(name, seed, num_labels=num_labels, **length)


def run_recipe(state, output):
    """Trains a run, goes on with it where it was left, or finds it finished.

    Args:
        state: `RunState`, what `run_state` returned.
        output: path, in whose folder `runs` it lies under its recipe's name, and by
            how many labels and by its seed where there are few.

    Returns:
        `(folder, metrics)`: its `RunFolder`, and the dictionary in `metrics.json`.

    Raises:
        ValueError: if another run of the recipe is in its place, or a file of it is
            damaged.
    """
    folder = _folder(state, output)
    if not _is_finished(folder, state):
        training.train(state, folder.directory, resume=_is_begun(folder, state))
    return folder, results.read(folder)


def check_runs(states, output):
    """Raises an error before anything is trained, where something is in the way.

    Args:
        states: sequence of `RunState`.
        output: path, as in `run_recipe`.

    Raises:
        FileNotFoundError: if a data set of a run that is not finished is not there and
            cannot be downloaded.
        ValueError: if another run of a recipe is in the place of one, or its networks
            do not fit the images.
    """
    missing = [s for s in states if not _is_finished(_folder(s, output), s)]
    for state in missing:
        recipes.get(state.recipe).build(load_images(state), 1, state.seed)


def work_through(target, parts):
    """Does the parts of a table or figure one after the other, under one bar.

    Args:
        target: str, the name of the table or figure.
        parts: dict of names and functions without arguments.

    Returns:
        List of what the functions returned.
    """
    terminal = sys.stderr.isatty()
    bar = tqdm(
        parts.items(),
        target,
        unit="part",
        mininterval=0.2 if terminal else 20.0,
        dynamic_ncols=terminal,
    )
    results = []
    for name, work in bar:
        bar.set_postfix_str(name)
        results.append(work())
    return results


def _folder(state, output):
    few = [str(state.num_labels), str(state.seed)] if state.num_labels else []
    return RunFolder(output / "runs" / "-".join([state.recipe, *few]))


def _is_finished(folder, state):
    """Whether the folder holds all that the run that is wanted leaves behind."""
    left = (folder.metrics, folder.nearest, folder.interpolation, folder.curve)
    if not _is_begun(folder, state) or not all(path.is_file() for path in left):
        return False
    # A run may have been scored by hand before its end.
    return results.read(folder)["epochs"] >= state.epochs


def _is_begun(folder, state):
    """Whether the folder holds a run, which must be the one that is wanted."""
    if not (folder.directory / STATE_FILE).is_file():
        return False
    there = vars(folder.load())
    for name, wanted in vars(state).items():
        if name not in (*UNASKED, *FREE) and there[name] != wanted:
            raise ValueError(
                f"Another run is in the place of the one that is wanted. Expected: "
                f"{name}={wanted!r} for {str(folder.directory)!r}. Received: "
                f"{name}={there[name]!r}. Choose another folder with `--output`, or "
                "delete that run."
            )
    return True
