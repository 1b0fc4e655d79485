"""What the commands do, once TensorFlow is loaded."""

import pathlib

import click
import numpy as np

import keras_gan.everything  # noqa: F401, so that saved models find their classes
from keras_gan import plots, recipes
from keras_gan.export import check_export_path, export_saved_model
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes import results, training
from keras_gan.recipes.run_folder import RunFolder, RunState


def train(
    images, image_size, channels, recipe, epochs, output, seed, resume, overwrite
):
    """Trains a recipe, then prints its score and where everything lies."""
    epochs_of_recipe = recipes.get(recipe).epochs
    output = output or pathlib.Path("runs") / recipe
    exported = _export_path(output)
    if not resume:
        check_export_path(exported, overwrite)
        seed = seed or 0
        epochs = epochs or epochs_of_recipe
        if images:
            image_size, channels = image_size or 28, channels or 3
    images = images and str(images.resolve())
    state = RunState(recipe, seed, epochs, images, image_size, channels)
    gan, metrics = training.train(state, output, resume, overwrite)
    export_saved_model(gan, exported, overwrite=True)
    folder = RunFolder(output)
    _print_scores(metrics)
    click.echo(
        f"trained   {metrics['epochs']} epochs, {metrics['minutes']:.1f} minutes"
    )
    click.echo(f"pictures  {folder.directory}/*.png, {folder.samples}/")
    click.echo(f"model     {folder.model}")
    click.echo(f"exported  {exported}")


def evaluate(directory):
    """Scores a run's model and rewrites its metrics."""
    folder = RunFolder(directory)
    state = folder.load()
    gan = training.load_model(folder)
    images = training.load_images(state)
    metrics = results.evaluate(gan, images, recipes.get(state.recipe), state)
    results.write(gan, images, folder, metrics)
    _print_scores(metrics)
    click.echo(f"written   {folder.metrics}")


def sample(directory, count, seed, output):
    """Draws samples into a picture or an array file."""
    if output.suffix not in (".png", ".npy"):
        raise ValueError(
            "Samples are written as a picture (.png) or an array (.npy). "
            f"Received: output={str(output)!r}."
        )
    images = _load_model(directory).sample(count, seed=seed)
    if output.suffix == ".npy":
        write_whole(output, lambda file: np.save(file, images))
    else:
        plots.save_png(output, plots.image_grid(images))
    click.echo(f"written   {output}")


def export(directory, output, overwrite):
    """Exports a run's generator."""
    output = output or _export_path(directory)
    check_export_path(output, overwrite)
    export_saved_model(_load_model(directory), output, overwrite)
    click.echo(f"exported  {output}")


def _load_model(directory):
    folder = RunFolder(directory)
    folder.load()  # says so if it is not the folder of a run
    return training.load_model(folder)


def _export_path(run):
    return pathlib.Path("saved_models") / run.resolve().name


def _print_scores(metrics):
    names = {"parzen": "averaged generator", "parzen_plain": "generator in play"}
    for key, name in names.items():
        score = metrics[key]
        click.echo(
            f"{name:<19} {score['mean']:7.1f} +- {score['standard_error']:.1f} nats "
            f"(Parzen, sigma {score['sigma']:.3f}, {score['samples']:,} samples)"
        )
    click.echo(
        f"{'ceiling':<19} {score['ceiling']:7.1f} +- "
        f"{score['ceiling_standard_error']:.1f} nats (as many training images)"
    )
