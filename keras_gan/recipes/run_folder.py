"""The folder of one run: what is in it, and whose it is."""

import contextlib
import dataclasses
import errno
import json
import math
import os
import pathlib
import tempfile

import numpy as np

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

from keras_gan.datasets import FileSplit
from keras_gan.datasets.picture_file import UNFINISHED
from keras_gan.plots.image_files import write_whole

STATE_FILE = "run.json"
# What a run's state has that nobody asks for.
UNASKED = ("minutes", "id", "classes")
# What may be another each time.
FREE = ("cache",)
BOOLS = ("skip_unreadable", "flip")
SIZES = (
    "epochs",
    "image_size",
    "channels",
    "limit",
    "batch_size",
    "width",
    "num_labels",
)
# Why a folder cannot be written.
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)
FULL = (errno.ENOSPC, errno.EDQUOT)


@dataclasses.dataclass
class RunState:
    """What a run is and how far it got, kept in `run.json`.

    Args:
        recipe: str, the recipe's name.
        seed: int, the run's seed.
        epochs: int, the epochs it is to train.
        images: str or None, the folder of images, or the file of an array of them,
            that replaces the recipe's data.
        image_size: int or None, the height and width they are resized to.
        channels: int or None, 1 to read them in grey, 3 in colour.
        split_seed: int or None, the seed of their split; without one, the run's.
        skip_unreadable: bool or None, whether files that cannot be read are left out.
        width: int or None, the channels of the networks next to the image, in the place
            of the recipe's.
        fit: str or None, how pictures of another aspect ratio fit.
        flip: bool or None, whether pictures are mirrored at random, in the place of
            what the recipe says.
        cache: str or None, the folder that decoded pictures are kept in, in the place
            of one in the run's.
        data_dir: str or None, where the data set is looked for.
        labels: str or None, where the classes of pictures are from: "folders", or the
            path of a table. Once the run has begun, those of its `files.json` count.
        id: str or None, what tells this run from all others, such as in its exports.
        classes: list of str or None, the names of the classes of the images.
        num_labels: int or None, how many labels the run knows, in the place of what the
            recipe says.
        dataset: str or None, the name of a data set that replaces the recipe's.
        limit: int or None, the number of training images, the first ones, that it
            makes do with.
        batch_size: int or None, the images a step, in the place of the recipe's.
        minutes: float, the time spent training so far.
    """

    recipe: str
    seed: int
    epochs: int
    images: str | None = None
    image_size: int | None = None
    channels: int | None = None
    dataset: str | None = None
    limit: int | None = None
    batch_size: int | None = None
    minutes: float | int = 0.0
    split_seed: int | None = None
    skip_unreadable: bool | None = None
    width: int | None = None
    fit: str | None = None
    flip: bool | None = None
    cache: str | None = None
    data_dir: str | None = None
    labels: str | None = None
    id: str | None = None
    classes: list | None = None
    num_labels: int | None = None


class RunFolder:
    """The files of one run.

    Args:
        directory: str or path.
    """

    def __init__(self, directory):
        self.directory = pathlib.Path(directory)
        self.model = self.directory / "gan.keras"
        self.model_before = self.directory / "gan-before.keras"
        self.history = self.directory / "history.csv"
        self.metrics = self.directory / "metrics.json"
        self.samples = self.directory / "samples"
        self.files = self.directory / "files.json"
        self.labelled = self.directory / "labelled.json"
        self.cache = self.directory / ".pictures"
        self.growth = self.directory / "parzen-growth.json"
        self.reader = self.directory / "reader.keras"
        self.turns = self.directory / "turns.keras"
        self.encoder = self.directory / "encoder.keras"
        self.classes = self.directory / "classes.png"
        self.completions = self.directory / "completions.png"
        self.reconstructions = self.directory / "reconstructions.png"
        self.curve = self.directory / "parzen.png"
        self.nearest = self.directory / "nearest.png"
        self.interpolation = self.directory / "interpolation.png"
        self.report = self.directory / "report.html"

    def create(self, state, overwrite=False):
        """Makes the folder for a new run.

        Args:
            state: `RunState` of the new run.
            overwrite: bool, whether a run that is there already may be discarded.

        Raises:
            FileExistsError: if the folder, which must be there, holds something.
            PermissionError: if it may not be written to.
            OSError: if it cannot be written for another reason, such as a full disk.
        """
        self.check_free(overwrite)
        with self._written_to():
            self._discard()
            self.save(state)
            self.samples.mkdir(exist_ok=True)

    @contextlib.contextmanager
    def locked(self):
        """Makes the folder where it is not there, and keeps it to this process.

        The lock goes with the process, however that ends. Windows has none, and on a
        network disk it may hold on one machine only.

        Raises:
            FileExistsError: if there is a file in its place, or another process is at
                work in it.
            PermissionError: if it may not be made or written to.
            OSError: if it cannot be for another reason, such as a full disk.
        """
        if self.directory.exists() and not self.directory.is_dir():
            raise FileExistsError(
                "A run needs a folder of its own. "
                f"Received: {str(self.directory)!r}, which is a file."
            )
        with self._written_to():
            self.directory.mkdir(parents=True, exist_ok=True)
            # To `check_free` of another worker the folder stays empty.
            tempfile.TemporaryFile(dir=self.directory, prefix=".").close()
        if fcntl is None:
            yield
            return
        handle = os.open(self.directory, os.O_RDONLY)
        try:
            self._lock(handle)
            yield
        finally:
            os.close(handle)

    def check_place(self):
        """Raises what `locked` would, and leaves no folder that was not there."""
        is_new = not self.directory.exists()
        with self.locked():
            pass
        if is_new:
            self.directory.rmdir()

    def _lock(self, handle):
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FileExistsError(
                "Another process is at work in the run folder "
                f"{str(self.directory)!r}. Wait for its end, or choose another folder "
                "with `--output`."
            ) from error

    @contextlib.contextmanager
    def _written_to(self):
        try:
            yield
        except OSError as error:
            kind, remedy = type(error), "Choose"
            link = self._broken_link()
            if error.errno in FORBIDDEN:
                kind = PermissionError
                remedy = "Give yourself the permission to, or choose"
            elif error.errno in FULL:
                remedy = "Make room on its disk, or choose"
            elif link is not None:
                target = str(link.readlink())
                remedy = f"{str(link)!r} is a link to {target!r}, which is not there. "
                remedy += "Make that folder, or choose"
            raise kind(
                f"The run folder {str(self.directory)!r} cannot be written "
                f"({error.strerror}). {remedy} another one with `--output`."
            ) from error

    def _broken_link(self):
        """The path to the folder, or above it, that is a link to nothing, or None."""
        paths = [self.directory, *self.directory.parents]
        broken = (path for path in paths if path.is_symlink() and not path.exists())
        return next(broken, None)

    def check_free(self, overwrite=False):
        """Raises FileExistsError if the folder holds what may not be discarded.

        Args:
            overwrite: bool, whether a run may be.
        """
        if not self.directory.is_dir():
            return
        if all(path.name.startswith(".") for path in self.directory.iterdir()):
            return
        if not (self.directory / STATE_FILE).is_file():
            raise FileExistsError(
                "The folder holds something that is not a run, and is left alone. "
                f"Received: {str(self.directory)!r}. Choose an empty or new folder "
                "with `--output`."
            )
        if not overwrite:
            state = self.load()
            raise FileExistsError(
                f"The folder {str(self.directory)!r} already holds a run: recipe "
                f"{state.recipe}, seed {state.seed}, {state.epochs} epochs. Continue "
                "it with `--resume`, or choose another folder with `--output`."
            )

    def _discard(self):
        folders = (self.directory, self.samples, self.cache)
        files = [path for path in vars(self).values() if path not in folders]
        pictures = [*self.samples.glob("*.png"), *self.samples.glob("*.gif")]
        for path in [*files, self.growth.with_suffix(".npz"), *pictures]:
            path.unlink(missing_ok=True)

    def load(self):
        """Reads what the run is.

        Returns:
            A `RunState`.

        Raises:
            FileNotFoundError: if the folder is not a run.
            ValueError: if its `run.json` cannot be understood.
        """
        path = self.directory / STATE_FILE
        if not path.is_file():
            raise FileNotFoundError(
                f"{str(self.directory)!r} is not the folder of a run: it has no "
                f"{STATE_FILE}. `keras-gan train RECIPE` makes one, by default in "
                "runs/RECIPE."
            )
        try:
            state = RunState(**json.loads(path.read_text(encoding="utf-8")))
            _check(state)
        except (ValueError, TypeError, RecursionError) as error:
            raise ValueError(
                f"{str(path)!r} does not describe a run ({error}). Start a new one "
                "with `keras-gan train RECIPE --output DIR`."
            ) from error
        return state

    def save(self, state):
        """Writes `run.json`."""
        write_json(self.directory / STATE_FILE, dataclasses.asdict(state))

    def id(self):
        """The id of the run that is there, or None.

        A run that cannot be read has none, nor has one of before there were ids.
        """
        try:
            return self.load().id
        except (FileNotFoundError, ValueError):
            return None

    def keep_pictures(self, images):
        """Removes decoded pictures that the run no longer needs from its own cache.

        Args:
            images: `keras_gan.datasets.ImageData`, what it needs.
        """
        parts = (images.train, images.validation, images.test)
        needed = {getattr(part, "path", None) for part in parts}
        for path in [*self.cache.glob("*.npy"), *self.cache.glob(f".*{UNFINISHED}")]:
            if path not in needed:
                path.unlink()

    def load_files(self):
        """Reads which pictures are in which part.

        Returns:
            A `keras_gan.datasets.FileSplit`, or None where the run has none.

        Raises:
            ValueError: if the file does not say.
        """
        return FileSplit.read(self.files) if self.files.is_file() else None

    def save_files(self, images):
        """Writes which pictures are in which part, once and for all.

        Args:
            images: `keras_gan.datasets.ImageData`; without `files` nothing is written.
        """
        if images.files is not None and not self.files.is_file():
            text = images.files.as_json().encode()
            write_whole(self.files, lambda file: file.write(text))

    def save_labelled(self, images, seed):
        """Writes which training images the run knows the labels of.

        Args:
            images: `keras_gan.datasets.ImageData`, with -1 for all others.
            seed: int, by which they were drawn.
        """
        labels = images.labels["train"]
        known = np.flatnonzero(labels >= 0)
        content = {
            "seed": seed,
            "classes": [*images.classes],
            "indices": known.tolist(),
            "labels": labels[known].tolist(),
        }
        write_json(self.labelled, content)


def _check(state):
    for field in dataclasses.fields(state):
        value = getattr(state, field.name)
        is_wrong_bool = isinstance(value, bool) and field.name not in BOOLS
        if is_wrong_bool or not isinstance(value, field.type):
            raise TypeError(f"{field.name} is {value!r}")
    if not all(isinstance(name, str) for name in state.classes or ()):
        raise TypeError(f"classes is {state.classes!r:.60}")
    for name in SIZES:
        value = getattr(state, name)
        if value is not None and value < 1:
            raise ValueError(f"{name} is {value!r}")
    if not 0 <= state.minutes < math.inf:
        raise ValueError(f"minutes is {state.minutes!r}")


def write_json(path, content):
    """Writes a JSON file that is never half there."""
    text = json.dumps(content, indent=2) + "\n"
    write_whole(path, lambda file: file.write(text.encode()))
