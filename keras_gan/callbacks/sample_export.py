"""Pictures of fixed latents while a generator learns."""

import importlib.util
import tempfile
import warnings
from pathlib import Path

import numpy as np
import tensorflow as tf
from PIL import Image

from keras_gan.arguments import check_integers
from keras_gan.callbacks.periodic_callback import PeriodicCallback
from keras_gan.models.workers import is_chief, on_chief
from keras_gan.plots.image_files import save_gif, save_png
from keras_gan.plots.image_grid import check_value_range, image_grid

STRAY = 0.01  # the share of values that may lie outside a guessed range unsaid


class SampleExport(PeriodicCallback):
    """Writes a grid of samples every few epochs, and an animation at the end.

    Every picture shows the same latents, so a sequence of them shows one set of
    images taking shape. `epoch-0001.png` is the state after the first epoch; further
    ones follow every `every` epochs, after the first of another `fit`, and after the
    last, also where training is stopped early. When training ends, `training.gif` is
    made of all pictures up to there, also of those that an interrupted run left in the
    directory. Samples come from `model.sample` with a seed, which takes nothing from
    the noise of training.

    Args:
        directory: string or path, where the files go. It is made if missing.
        every: int, epochs from one picture to the next.
        rows: int, rows of the grid.
        columns: int, columns of the grid.
        seed: int, of the latents.
        tensorboard: string or path, a log directory of TensorBoard that gets the
            same pictures (needs the package `tensorboard`); None for none.
        gif: bool, whether to write the animation.
        value_range: pair, the values of black and of white; values beyond are clipped.
            By default the range of the generator's last activation, or (0, 1) if that
            sets no bounds.
        image_shape: tuple, the shape of one image, for a generator of flat vectors.
        to_pictures: callable that samples pass before they are drawn, such as
            `keras_gan.datasets.ImageData.pictures`; None for none. What it returns is
            in [0, 1], unless `value_range` says otherwise.
        conditions: dict, what the generator's inputs beside the latents get; see
            `GAN.sample`. None for a generator of latents alone.

    Raises:
        ValueError: if `every`, `rows` or `columns` is not positive, or `value_range` no
            range; when training starts, if `value_range` is not the generator's.
        OSError: when training starts, if the directory cannot be written.
        ImportError: when training starts, if `tensorboard` is given, but the package
            is not installed.

    Example:
        ```python
        gan.fit(images, epochs=50, callbacks=[SampleExport("runs/a/samples", every=5)])
        ```
    """

    def __init__(
        self,
        directory,
        every=1,
        rows=8,
        columns=8,
        seed=0,
        tensorboard=None,
        gif=True,
        value_range=None,
        image_shape=None,
        to_pictures=None,
        conditions=None,
    ):
        every, self.rows, self.columns = check_integers(
            1, every=every, rows=rows, columns=columns
        )
        super().__init__(every)
        if value_range is not None:
            check_value_range(value_range)
            value_range = tuple(value_range)
        self.directory = Path(directory)
        self.seed = seed
        self.tensorboard = tensorboard
        self.gif = gif
        self.value_range = value_range
        self.image_shape = image_shape
        self.to_pictures = to_pictures
        self.conditions = conditions
        self._range = None  # the one that is drawn
        self._is_guess = False  # whether that range may be another
        self._writer = None
        self._last_picture = None

    def on_train_begin(self, logs=None):
        """Find out before hours are spent if pictures cannot be written."""
        super().on_train_begin(logs)
        self._last_picture = None
        self._choose_range()
        on_chief(self.model.distribute_strategy, self._open)

    def _open(self):
        _check_writable(self.directory)
        if self.tensorboard is not None:
            _check_tensorboard(self.tensorboard)
            self._writer = tf.summary.create_file_writer(str(self.tensorboard))

    def _choose_range(self):
        given = self.value_range
        own = None if self.to_pictures is not None else self.model.value_range
        if given is not None and own is not None and given != tuple(own):
            raise ValueError(
                "`value_range` must be the range of the generator's last activation, "
                f"{_pair(own)}. Received: value_range={_pair(given)}. Leave it out."
            )
        self._range = given or own or (0, 1)
        self._is_guess = self.to_pictures is None and given is None and own is None

    def on_due_epoch(self, epoch, logs):
        """Write the picture of this epoch."""
        if is_chief(self.model.distribute_strategy):
            self._write_picture(epoch + 1)

    def on_train_end(self, logs=None):
        """Make the animation, and close the TensorBoard log."""
        super().on_train_end(logs)
        if self.gif and self._last_picture is not None:
            frames = self._frames()
            if frames:
                save_gif(self.directory / "training.gif", frames)
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _write_picture(self, done):
        grid = image_grid(
            self._images(),
            columns=self.columns,
            value_range=self._range,
            image_shape=self.image_shape,
        )
        self._last_picture = save_png(self.directory / f"epoch-{done:04d}.png", grid)
        if self._writer is not None:
            height, width = grid.shape[:2]
            with self._writer.as_default():
                tf.summary.image("samples", grid.reshape(1, height, width, -1), done)
            self._writer.flush()

    def _images(self):
        """The samples of this epoch, as they are drawn."""
        images = self.model.sample(
            self.rows * self.columns, seed=self.seed, conditions=self.conditions
        )
        if self.to_pictures is not None:
            images = self.to_pictures(images)
        if self._is_guess:
            self._warn_if_outside(images)
        return np.clip(images, *self._range)

    def _warn_if_outside(self, images):
        low, high = self._range
        outside = np.mean((images < low) | (images > high))
        if outside > STRAY:
            self._is_guess = False  # one warning will do
            warnings.warn(
                f"The generator's images go from {images.min():.3g} to "
                f"{images.max():.3g}, and SampleExport draws what is in [0, 1]: "
                f"{outside:.0%} of their values are clipped. Pass `value_range`, the "
                "values of black and of white.",
                stacklevel=2,
            )

    def _frames(self):
        """The last picture and those before that are like it; none if it is harmed."""
        numbered = {
            int(path.stem.removeprefix("epoch-")): path
            for path in self.directory.glob("epoch-*.png")
            if path.stem.removeprefix("epoch-").isdecimal()
        }
        end = int(self._last_picture.stem.removeprefix("epoch-"))
        last = _read(self._last_picture)
        if last is None:
            return []
        before = [_read(numbered[epoch]) for epoch in sorted(numbered) if epoch < end]
        return [f for f in before if f is not None and f.shape == last.shape] + [last]


def _pair(value_range):
    low, high = value_range
    return f"({low:g}, {high:g})"


def _read(path):
    """A picture as an array, or None with a warning where it cannot be read."""
    try:
        with Image.open(path) as picture:
            return np.array(picture)
    except Exception as error:  # a wrong bit shows itself as any kind of error
        warnings.warn(
            f"The picture {str(path)!r} cannot be read ({error}), and is left out of "
            "the animation. Delete it, or put a copy in its place.",
            stacklevel=2,
        )
        return None


def _check_writable(directory):
    try:
        directory.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=directory).close()
    except OSError as error:
        raise OSError(
            "Samples cannot be written. Expected a directory in which files can be "
            f"made. Received: directory='{directory}' ({error}). Choose another "
            "directory, or change its permissions."
        ) from error


def _check_tensorboard(log_directory):
    if importlib.util.find_spec("tensorboard") is None:
        raise ImportError(
            "TensorFlow writes pictures for TensorBoard only where the package "
            f"`tensorboard` is installed. Received: tensorboard='{log_directory}'. "
            "Run `pip install tensorboard`, or leave `tensorboard` at None."
        )
