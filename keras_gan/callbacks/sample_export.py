"""Pictures of fixed latents while a generator learns."""

import importlib.util
import tempfile
import warnings
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf
from PIL import Image

from keras_gan.models.workers import is_chief, on_chief
from keras_gan.plots.image_files import save_gif, save_png
from keras_gan.plots.image_grid import image_grid


class SampleExport(keras.callbacks.Callback):
    """Writes a grid of samples every few epochs, and an animation at the end.

    Every picture shows the same latents, so a sequence of them shows one set of
    images taking shape. `epoch-0001.png` is the state after the first epoch; further
    ones follow every `every` epochs and after the last. When training ends,
    `training.gif` is made of all pictures up to there, also of those that an
    interrupted run left in the directory. Samples come from `model.sample` with a
    seed, which takes nothing from the noise of training.

    Args:
        directory: string or path, where the files go. It is made if missing.
        every: int, epochs from one picture to the next.
        rows: int, rows of the grid.
        columns: int, columns of the grid.
        seed: int, of the latents.
        tensorboard: string or path, a log directory of TensorBoard that gets the
            same pictures (needs the package `tensorboard`); None for none.
        gif: bool, whether to write the animation.
        value_range: pair, the values of black and of white.
        image_shape: tuple, the shape of one image, for a generator of flat vectors.
        to_pictures: callable that samples pass before they are drawn, such as
            `keras_gan.datasets.ImageData.pictures`; None for none.

    Raises:
        ValueError: if `every`, `rows` or `columns` is not positive.
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
        value_range=(0, 1),
        image_shape=None,
        to_pictures=None,
    ):
        super().__init__()
        if min(every, rows, columns) < 1:
            raise ValueError(
                "`every`, `rows` and `columns` must be positive. Received: "
                f"every={every}, rows={rows}, columns={columns}."
            )
        self.directory = Path(directory)
        self.every = every
        self.rows = rows
        self.columns = columns
        self.seed = seed
        self.tensorboard = tensorboard
        self.gif = gif
        self.value_range = value_range
        self.image_shape = image_shape
        self.to_pictures = to_pictures
        self._writer = None
        self._last_picture = None

    def on_train_begin(self, logs=None):
        """Find out before hours are spent if pictures cannot be written."""
        self._last_picture = None
        on_chief(self.model.distribute_strategy, self._open)

    def _open(self):
        _check_writable(self.directory)
        if self.tensorboard is not None:
            _check_tensorboard(self.tensorboard)
            self._writer = tf.summary.create_file_writer(str(self.tensorboard))

    def on_epoch_end(self, epoch, logs=None):
        """Write the picture of this epoch, if it is one of those to show."""
        if not is_chief(self.model.distribute_strategy):
            return
        done = epoch + 1
        last = done == self.params.get("epochs") or self.model.stop_training
        if done == 1 or done % self.every == 0 or last:
            self._write_picture(done)

    def on_train_end(self, logs=None):
        """Make the animation, and close the TensorBoard log."""
        if self.gif and self._last_picture is not None:
            frames = self._frames()
            if frames:
                save_gif(self.directory / "training.gif", frames)
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _write_picture(self, done):
        images = self.model.sample(self.rows * self.columns, seed=self.seed)
        if self.to_pictures is not None:
            images = self.to_pictures(images)
        grid = image_grid(
            images,
            columns=self.columns,
            value_range=self.value_range,
            image_shape=self.image_shape,
        )
        self._last_picture = save_png(self.directory / f"epoch-{done:04d}.png", grid)
        if self._writer is not None:
            height, width = grid.shape[:2]
            with self._writer.as_default():
                tf.summary.image("samples", grid.reshape(1, height, width, -1), done)
            self._writer.flush()

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
