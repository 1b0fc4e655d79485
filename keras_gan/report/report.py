"""What a run has that a page can show."""

import dataclasses
import pathlib
import shlex

from keras_gan import recipes
from keras_gan.plots.curves import read_columns, read_curve
from keras_gan.recipes import results
from keras_gan.recipes.run_backup import has_model
from keras_gan.recipes.run_folder import STATE_FILE, RunFolder
from keras_gan.report.charts import LARGEST
from keras_gan.report.pictures import Album, album_of
from keras_gan.report.scores import scores_of, words

# Of what is told elsewhere, or to nobody.
NOT_SETTINGS = ("recipe", "seed", "epochs", "minutes", "id")
# Of which the page, which may be passed on, tells the last part alone.
PATHS = ("images", "cache", "data_dir", "labels")


@dataclasses.dataclass(frozen=True)
class RunReport:
    """What a run has come to.

    Args:
        path: str, the run's folder as it was named.
        name: str, what the run is called on the page.
        state: `keras_gan.recipes.run_folder.RunState`.
        recipe: `keras_gan.recipes.recipe.Recipe`.
        data: str, what it is trained on.
        has_model: bool, whether it has saved one.
        epochs: int, the epochs that it has trained.
        scores: dict from a key to a `Score`; empty before the first evaluation.
        scored_epochs: int or None, how many epochs the model had had when it was
            scored.
        collapse: dict, what the watch for collapse said; empty if nothing.
        curves: dict from a name to `(epochs, values)`.
        album: `Album`.
    """

    path: str
    name: str
    state: object
    recipe: object
    data: str
    has_model: bool
    epochs: int
    scores: dict
    scored_epochs: int | None
    collapse: dict
    curves: dict
    album: Album

    @property
    def settings(self):
        """What the run was told, as a dict of names and texts."""
        given = dataclasses.asdict(self.state)
        told = {name: given[name] for name in given if name not in NOT_SETTINGS}
        return {
            words(name): _text(name, value)
            for name, value in told.items()
            if value is not None
        }

    @property
    def commands(self):
        """What to do with the run, as a dict of aims and commands."""
        run, recipe = shlex.quote(self.path), shlex.quote(self.state.recipe)
        resume = f"keras-gan train {recipe} --resume --output {run}"
        commands = {}
        if self.epochs < self.state.epochs:
            commands["Continue to its last epoch"] = resume
        elif self.recipe.next_stage is None:  # else its length is what it is
            longer = 2 * self.state.epochs
            commands["Train for longer"] = f"{resume} --epochs {longer}"
        if self.has_model:
            commands |= {
                "Score it once more": f"keras-gan evaluate {run}",
                "Draw samples": f"keras-gan sample {run} -n 100 -o samples.png",
                "Export the generator": f"keras-gan export {run} --overwrite",
                "Export it as one file": f"keras-gan export {run} -o generator.onnx",
            }
        return {**commands, "Make this page again": f"keras-gan report {run}"}


def read_run(directory, name, num_bytes):
    """Reads what a run has.

    Args:
        directory: str or path, its folder.
        name: str, what the run is called on the page.
        num_bytes: int, how large the files of its pictures may be together.

    Returns:
        A `RunReport`.

    Raises:
        FileNotFoundError: if the folder is not a run.
        ValueError: if its `run.json`, `metrics.json` or `history.csv` is damaged.
    """
    folder = RunFolder(directory)
    state = folder.load()
    recipe = _recipe(folder, state)
    metrics = results.read(folder) if folder.metrics.is_file() else None
    curves = _curves(folder)
    logged = max((int(epochs.max()) for epochs, _ in curves.values()), default=0)
    scored_epochs = metrics and metrics["epochs"]
    return RunReport(
        path=str(directory),
        name=name,
        state=state,
        recipe=recipe,
        data=_data(state, recipe, metrics),
        has_model=has_model(folder),
        epochs=max(logged, scored_epochs or 0),
        scores=scores_of(metrics) if metrics else {},
        scored_epochs=scored_epochs,
        collapse=(metrics or {}).get("collapse", {}),
        curves=curves,
        album=album_of(folder, num_bytes),
    )


def _recipe(folder, state):
    try:
        return recipes.get(state.recipe)
    except ValueError as error:
        path = str(folder.directory / STATE_FILE)
        raise ValueError(
            f"{path!r} is of a recipe that is not known. {error}"
        ) from error


def _curves(folder):
    """The epochs and values of all that was logged."""
    if not folder.history.is_file():
        return {}
    columns = read_columns(folder.history)
    curves = {}
    for name in columns:
        epochs, values = read_curve(columns, name)
        is_drawn = (abs(values) < LARGEST) & (abs(epochs) < LARGEST)
        if name != "epoch" and is_drawn.any():
            curves[name] = epochs[is_drawn], values[is_drawn]
    return curves


def _data(state, recipe, metrics):
    """The name of what a run is trained on."""
    if metrics and isinstance(metrics.get("dataset"), str):
        return metrics["dataset"]
    if state.images:
        return pathlib.PurePath(state.images).name
    return state.dataset or recipe.dataset


def _text(name, value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(value)
    return pathlib.PurePath(value).name if name in PATHS else str(value)
