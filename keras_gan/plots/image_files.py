"""Pictures as files: PNG and animated GIF, never half written."""

import os
from pathlib import Path

import numpy as np
from PIL import Image

from keras_gan.arguments import check_number


def save_png(path, array):
    """Write a picture as a PNG file.

    The file appears whole or not at all: a run that is interrupted leaves no broken
    picture behind. Missing directories are made.

    Args:
        path: string or path.
        array: uint8 array, `(H, W)` or `(H, W, 3)`, as `image_grid` returns it.

    Returns:
        The path, as `pathlib.Path`.

    Raises:
        ValueError: if the array is of another type or shape.
    """
    picture = _picture(array)
    return write_whole(path, lambda file: picture.save(file, format="PNG"))


def save_gif(path, frames, fps=10, hold=1.5):
    """Write an animated GIF that repeats without end.

    Args:
        path: string or path.
        frames: sequence of uint8 arrays of one shape, `(H, W)` or `(H, W, 3)`.
        fps: float, frames per second, between 1 and 50.
        hold: float, seconds for which the last frame stays in view.

    Returns:
        The path, as `pathlib.Path`.

    Raises:
        ValueError: if there are no frames, if they differ in shape or are not
            pictures, or if `fps` or `hold` is out of range.
    """
    shapes = sorted({np.shape(frame) for frame in frames})
    if len(shapes) != 1:
        raise ValueError(
            "An animation needs at least one frame, and frames of one shape. "
            f"Received: {len(frames)} frames of shapes {shapes}."
        )
    check_number("fps", fps, "between 1 and 50", lambda fps: 1 <= fps <= 50)
    if check_number("hold", hold) < 0:
        raise ValueError(f"`hold` must not be negative. Received: hold={hold}.")
    pictures = [_picture(frame) for frame in frames]
    period = round(1000 / fps)
    durations = [period] * (len(pictures) - 1) + [max(period, round(1000 * hold))]
    return write_whole(
        path,
        lambda file: pictures[0].save(
            file,
            format="GIF",
            save_all=True,
            append_images=pictures[1:],
            duration=durations,
            loop=0,
        ),
    )


def write_whole(path, write):
    """Let `write` fill a file beside `path`, then move it there.

    Args:
        path: string or path of the file to make or to replace.
        write: callable that gets a binary file.

    Returns:
        The path, as `pathlib.Path`.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with unfinished.open("wb") as file:
            write(file)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def _picture(array):
    array = np.asarray(array)
    shape_fits = array.ndim == 2 or (array.ndim == 3 and array.shape[2] == 3)
    if array.dtype != np.uint8 or not shape_fits or array.size == 0:
        raise ValueError(
            "A picture must be a uint8 array of shape (H, W) or (H, W, 3). Received: "
            f"dtype={array.dtype}, shape={array.shape}. `image_grid` makes one from "
            "images."
        )
    return Image.fromarray(array)
