"""What `keras-gan score` does, once TensorFlow is loaded."""

import os
import pathlib
import typing

import click
import numpy as np

from keras_gan import datasets, metrics
from keras_gan.datasets.array_file import as_images, read_array
from keras_gan.datasets.image_files import image_files
from keras_gan.datasets.image_folder import read_image
from keras_gan.metrics.reader import Reader
from keras_gan.metrics.scores import check_names
from keras_gan.recipes import results
from keras_gan.recipes.reader import features_of
from keras_gan.recipes.run_backup import load_model
from keras_gan.recipes.run_folder import STATE_FILE, RunFolder
from keras_gan.recipes.run_images import load_images

LEAST = 50  # pictures that a network which tells turns is trained on


class Source(typing.NamedTuple):
    """What is held against something else.

    Args:
        name: str, as it was passed.
        pictures: function of an image shape, or None for its own, to a float32 array
            in [0, 1].
        train: function to training pictures, or None.
        features: function of the pictures to a feature network.
    """

    name: str
    pictures: typing.Callable
    train: typing.Callable | None
    features: typing.Callable


def compare(first, second, names, features, count, seed):
    """Prints how the pictures of one source compare with those of another."""
    check_names(names)
    samples, real = (_source(each, count, seed) for each in (first, second))
    drawn, held_out = _both(samples, real)
    if drawn.shape[1:] != held_out.shape[1:]:
        raise ValueError(
            "Both sides are pictures of one size. Received: "
            f"{drawn.shape[1:]} in {first!r} and {held_out.shape[1:]} in {second!r}."
        )
    train = real.train() if real.train else None
    check_names(names, train is not None)
    network = metrics.feature_network(features) if features else None
    network = network or real.features(held_out)
    found = metrics.scores(drawn, held_out, names, network, train, seed)
    click.echo(
        f"{len(drawn):,} pictures of {first} against {len(held_out):,} of {second}, "
        f"features of {network.name}"
    )
    for name, each in found.items():
        error, ceiling = each["standard_error"], each["ceiling"]
        about = "" if error is None else f" +- {error:.3g}"
        limit = "" if ceiling is None else f" (of training images {ceiling:.4g})"
        click.echo(f"{name:<14} {each['mean']:8.4g}{about} {each['unit']}{limit}")


def _both(samples, real):
    """The pictures of both, of which folders are read at the size of the other."""
    if _is_folder(samples.name):
        held_out = real.pictures(None)
        return samples.pictures(held_out.shape[1:]), held_out
    drawn = samples.pictures(None)
    return drawn, real.pictures(drawn.shape[1:])


def _source(name, count, seed):
    path = pathlib.Path(name)
    if (path / STATE_FILE).is_file():
        return _of_run(name, count, seed)
    if path.is_dir():
        return Source(name, lambda shape: _folder(path, shape, count), None, _of_turns)
    if path.is_file():
        images = as_images(read_array(path), path)[:count]
        return Source(name, lambda shape: _as_floats(images), None, _of_turns)
    images = datasets.load(name)
    return Source(
        name,
        lambda shape: np.asarray(images.test[:count]),
        lambda: np.asarray(images.train),
        lambda pictures: features_of(images, _Kept(images.name)),
    )


def _of_run(name, count, seed):
    folder = RunFolder(name)
    state = folder.load()
    images = load_images(state, folder, with_labels=True)

    def samples(shape):
        return results.drawn_pictures(load_model(folder), images, count, seed)

    def train():
        return images.pictures(np.asarray(images.train))

    return Source(name, samples, train, lambda pictures: features_of(images, folder))


class _Kept:
    """Where the feature network of a data set is kept, as in a run's folder."""

    def __init__(self, name):
        home = os.environ.get("KERAS_HOME") or pathlib.Path.home() / ".keras"
        home = pathlib.Path(home) / "keras_gan"
        home.mkdir(parents=True, exist_ok=True)
        self.reader = home / f"{name}-reader.keras"
        self.turns = home / f"{name}-turns.keras"


def _of_turns(pictures):
    """A network that tells how half of the pictures were turned, tried on the rest."""
    if len(pictures) < LEAST:
        raise ValueError(
            "There are too few pictures to train a feature network on. Received: "
            f"{len(pictures)}; {LEAST} are enough. Pass one with `--features`."
        )
    return Reader.of_turns(pictures[::2], pictures[1::2])


def _folder(path, shape, count):
    names = image_files(path)[:count]
    if shape is None:
        side = round(datasets.usual_side(path))
        shape = (side, side, 3)
    pictures = [read_image(path, shape[:2], shape[2], "crop", name) for name in names]
    return _as_floats(np.stack(pictures))


def _as_floats(images):
    return images.astype("float32") / 255 if images.dtype == np.uint8 else images


def _is_folder(name):
    path = pathlib.Path(name)
    return path.is_dir() and not (path / STATE_FILE).is_file()
