"""What the commands do, once TensorFlow is loaded."""

import pathlib

import click
import numpy as np

from keras_gan import plots, recipes
from keras_gan.export import check_export_path, export_saved_model
from keras_gan.recipes import results
from keras_gan.recipes import training as runs


def train(recipe, epochs, output, seed, images, image_size, resume, overwrite):
    """Trains a recipe, then prints its score and where everything lies."""
    epochs_of_recipe = recipes.get(recipe).epochs
    output = output or pathlib.Path("runs") / recipe
    exported = _export_path(output)
    if not resume:
        check_export_path(exported, overwrite)
        seed = seed or 0
        epochs = epochs or epochs_of_recipe
        image_size = (image_size or 28) if images else None
    state = runs.RunState(recipe, seed, epochs, images and str(images), image_size)
    gan, metrics = runs.train(state, output, resume, overwrite)
    export_saved_model(gan, exported, overwrite=True)
    folder = runs.RunFolder(output)
    _print_scores(metrics)
    click.echo(
        f"trained   {metrics['epochs']} epochs, {metrics['minutes']:.1f} minutes"
    )
    click.echo(f"pictures  {folder.nearest}, {folder.interpolation}, {folder.samples}/")
    click.echo(f"model     {folder.model}")
    click.echo(f"exported  {exported}")


def evaluate(directory):
    """Scores a run's model and rewrites its metrics."""
    folder = runs.RunFolder(directory)
    gan = runs.load_model(folder)
    state = folder.load()
    images = runs.load_images(state)
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
    images = runs.load_model(runs.RunFolder(directory)).sample(count, seed=seed)
    if output.suffix == ".npy":
        np.save(output, images)
    else:
        plots.save_png(output, plots.image_grid(images))
    click.echo(f"written   {output}")


def export(directory, output, overwrite):
    """Exports a run's generator."""
    output = output or _export_path(directory)
    check_export_path(output, overwrite)
    export_saved_model(runs.load_model(runs.RunFolder(directory)), output, overwrite)
    click.echo(f"exported  {output}")


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
