"""What `keras-gan complete` does, once TensorFlow is loaded."""

import pathlib

import click
import numpy as np

from keras_gan import plots
from keras_gan.datasets.image_folder import read_image
from keras_gan.latents import masks
from keras_gan.models import CompletionGAN
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes.run_backup import load_model
from keras_gan.recipes.run_folder import RunFolder

WHITE = 127  # a mask's pixels above it are known


def complete(directory, pictures, hide, mask, count, seed, fit, output):
    """Draws completions of pictures into a picture or an array file."""
    suffix = output.suffix.lower()
    if suffix not in (".png", ".npy"):
        raise ValueError(
            "Completions are written as a picture (.png) or an array (.npy). "
            f"Received: output={str(output)!r}."
        )
    folder = RunFolder(directory)
    recipe = folder.load().recipe
    gan = load_model(folder)
    if not isinstance(gan, CompletionGAN):
        raise ValueError(
            "The model draws pictures, and completes none. Received: a run of the "
            f"recipe {recipe!r}. Train `mnist-completion` or `cifar10-completion`, "
            "such as with `--images DIR`."
        )
    images = np.stack([_read(path, gan.image_shape, fit) for path in pictures])
    images = images.astype("float32") / 255
    if mask is None:
        known = masks.half(gan.image_shape, hide)
    else:
        known = _read(mask, (*gan.image_shape[:2], 1), fit) > WHITE
    if suffix == ".npy":
        drawn = gan.complete(images, known, count, seed)
        write_whole(output, lambda file: np.save(file, drawn))
    else:
        plots.save_png(output, plots.completions(gan, images, known, count, seed))
    click.echo(f"written   {output}")


def _read(path, shape, fit):
    path = pathlib.Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"There is no picture. Received: {str(path)!r}.")
    return read_image(path.parent, shape[:2], shape[2], fit, path.name)
