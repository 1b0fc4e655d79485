"""What the commands do, once TensorFlow is loaded."""

import pathlib
import shlex
import warnings

import click
import numpy as np

import keras_gan.everything  # noqa: F401, so that saved models find their classes
from keras_gan import plots, recipes
from keras_gan import reproduce as reproductions
from keras_gan.cli.completion import complete  # noqa: F401, one of the commands
from keras_gan.cli.scoring import compare  # noqa: F401, likewise
from keras_gan.datasets.picture_labels import FOLDERS
from keras_gan.export import (
    check_export_path,
    check_file_path,
    export_generator,
    export_saved_model,
)
from keras_gan.metrics.feature_network import feature_network
from keras_gan.metrics.scores import check_names
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes import results, strategies, training
from keras_gan.recipes.export_place import check_owner, export_place
from keras_gan.recipes.growing_window import score_growing_window
from keras_gan.recipes.model_card import write_model_card
from keras_gan.recipes.reader import features_of
from keras_gan.recipes.run_backup import load_model
from keras_gan.recipes.run_conditions import in_turn
from keras_gan.recipes.run_folder import RunFolder, RunState
from keras_gan.recipes.run_images import load_images
from keras_gan.report import write_report

SUFFIXES = {"tf_saved_model": "", "onnx": ".onnx", "litert": ".tflite"}


def train(recipe, output, strategy, resume, overwrite, minutes, **settings):
    """Trains a recipe, then prints its score and where everything lies."""
    strategy = strategies.get(strategy)  # before TensorFlow is used for anything else
    rules = recipes.get(recipe)
    output = output or pathlib.Path("runs") / recipe
    folder = RunFolder(output)
    may_have_one = overwrite or resume
    place = export_place(output, folder.id() if may_have_one else None)
    check_export_path(place, overwrite=True)  # told before hours are spent
    state = RunState(recipe, **settings)
    if not resume:
        state.seed = state.seed or 0
        state.epochs = state.epochs or rules.epochs
        if state.images:
            state.split_seed = state.split_seed or 0
            if not state.images.is_file():
                state.channels = state.channels or 3
    state.images = state.images and str(state.images.resolve())
    if state.labels not in (None, FOLDERS):
        state.labels = str(pathlib.Path(state.labels).resolve())
    state.cache = state.cache and str(state.cache.resolve())
    state.data_dir = state.data_dir and str(state.data_dir.resolve())
    gan, metrics = training.train(state, output, resume, overwrite, strategy, minutes)
    if metrics is None:
        return  # worker 0 tells
    _print_scores(metrics)
    click.echo(
        f"trained   {metrics['epochs']} epochs, {metrics['minutes']:.1f} minutes"
    )
    click.echo(f"pictures  {folder.directory}/*.png, {folder.samples}/")
    click.echo(f"model     {folder.model}")
    _write_own_report(folder)
    try:
        place = export_place(output, folder.id())
        _export(gan, folder, place, overwrite=True)
    except OSError as error:
        raise OSError(
            f"The run is trained and kept, but not exported. {error} This exports it "
            f"alone: keras-gan export {shlex.quote(str(output))}"
        ) from error
    click.echo(f"exported  {place}")


def evaluate(directory, names=(), features=None):
    """Scores a run's model and rewrites its metrics."""
    folder = RunFolder(directory)
    state = folder.load()
    images = load_images(state, folder)
    check_names(names)
    network = features and feature_network(features)
    with folder.locked():
        gan = load_model(folder)
        recipe = training.recipe_of(state)
        metrics = results.evaluate(gan, images, recipe, state, folder)
        if names:
            network = network or features_of(
                load_images(state, folder, with_labels=True), folder
            )
            metrics["scores"] |= results.scores_by_name(
                gan, images, names, network, state.seed + 1
            )
        results.write(gan, images, recipe, folder, metrics)
    _print_scores(metrics)
    click.echo(f"written   {folder.metrics}")
    _write_own_report(folder)


def grow_window(directory, num_samples):
    """Scores a run's model under a window on more and more samples."""
    folder = RunFolder(directory)
    state = folder.load()
    images = load_images(state, folder)
    with folder.locked():
        gan = load_model(folder)
        scores = score_growing_window(gan, images, folder, num_samples, state.seed)
    for score in scores:
        click.echo(str(score))
    click.echo(f"written   {folder.growth}")


def sample(directory, count, seed, output, labels):
    """Draws samples into a picture or an array file."""
    suffix = output.suffix.lower()
    if suffix not in (".png", ".npy"):
        raise ValueError(
            "Samples are written as a picture (.png) or an array (.npy). "
            f"Received: output={str(output)!r}."
        )
    gan, folder = _load_model(directory), RunFolder(directory)
    conditions, columns = _asked_for(gan, folder, labels, count)
    images = gan.sample(count, seed=seed, conditions=conditions)
    if suffix == ".npy":
        write_whole(output, lambda file: np.save(file, images))
    else:
        pictures = _to_pictures(images, folder)
        plots.save_png(output, plots.image_grid(pictures, columns=columns))
    click.echo(f"written   {output}")


def export(directory, output, format, overwrite):
    """Exports a run's generator, as a SavedModel with a model card beside it."""
    folder = RunFolder(directory)
    run_id = folder.load().id
    by_suffix = {suffix: name for name, suffix in SUFFIXES.items() if suffix}
    format = format or by_suffix.get(output and output.suffix, "tf_saved_model")
    suffix = SUFFIXES[format]
    output = output or pathlib.Path(f"{export_place(directory, run_id)}{suffix}")
    if format == "tf_saved_model":
        check_owner(output, run_id)
        check_export_path(output, overwrite)
        _export(load_model(folder), folder, output, overwrite)
    else:
        check_file_path(output, suffix, overwrite)
        export_generator(load_model(folder), output, format, overwrite)
    click.echo(f"exported  {output}")


def report(directories, output):
    """Writes a page that shows one run, or several side by side."""
    path = write_report(directories, output)
    click.echo(f"written   {path}")


def reproduce(target, quick, output, seed, dataset):
    """Makes a table or a figure of the paper and prints where it lies."""
    options = {"seed": seed, "cifar10": dataset}
    options = {name: value for name, value in options.items() if value is not None}
    output = output / "quick" if quick else output
    for path in reproductions.get(target)(output, quick, **options):
        click.echo(f"written   {path}")


def _write_own_report(folder):
    """Writes a run's page into its folder; the run is worth more than that."""
    try:
        write_report([folder.directory], folder.report)
    except (ValueError, OSError) as error:
        warnings.warn(
            f"The run is kept, but its page is not written. {error} This writes it "
            f"alone: keras-gan report {shlex.quote(str(folder.directory))}",
            stacklevel=3,
        )
    else:
        click.echo(f"report    {folder.report}")


def _export(gan, folder, output, overwrite):
    conditions, _ = _asked_for(gan, folder, None, 64)
    pictures = _to_pictures(gan.sample(64, seed=0, conditions=conditions), folder)
    export_saved_model(gan, output, overwrite, owner=folder.id())
    write_model_card(gan, folder, output, pictures)


def _asked_for(gan, folder, labels, count):
    """The conditions of samples, and how many a row; by default of all classes."""
    classes = folder.load().classes or ()
    if "labels" not in gan.conditions:
        if labels is not None:
            raise ValueError(
                f"The model draws pictures of all kinds alike. Received: "
                f"--labels {labels}. Leave it out."
            )
        return None, None
    wanted = labels.split(",") if labels else [*map(str, range(len(classes)))]
    numbers = {str(number): number for number in range(-1, len(classes))}
    numbers |= {name: number for number, name in enumerate(classes)}  # names first
    unknown = [name for name in wanted if name not in numbers]
    if unknown:
        known = ", ".join(f"{number} {name}" for number, name in enumerate(classes))
        raise ValueError(
            f"The model knows the classes {known}. Received: {unknown[0]!r} in "
            f"--labels {labels}. Pass numbers or names, with commas between them."
        )
    if labels is not None and count < len(wanted):
        raise ValueError(
            f"Each class that is asked for gets an image at least. Received: "
            f"{len(wanted)} classes in --labels {labels}, and --count {count}. Ask for "
            "more images, or for fewer classes."
        )
    return in_turn(gan, [numbers[name] for name in wanted], count)


def _load_model(directory):
    folder = RunFolder(directory)
    folder.load()  # says so if it is not the folder of a run
    return load_model(folder)


def _to_pictures(images, folder):
    """Samples as they are shown; it takes the data to undo a contrast normalization."""
    state = folder.load()
    if recipes.get(state.recipe).contrast is None:
        return images
    return load_images(state, folder).pictures(images)


def _print_scores(metrics):
    names = {"parzen": "averaged generator", "parzen_plain": "un-averaged generator"}
    for key, name in names.items():
        score = metrics[key]
        sigma = ", ".join(f"{value:.3f}" for value in np.atleast_1d(score["sigma"]))
        click.echo(
            f"{name:<21} {score['mean']:7.1f} +- {score['standard_error']:.1f} nats "
            f"(Parzen, sigma {sigma}, {score['samples']:,} samples)"
        )
    collapse = metrics["collapse"]
    if collapse["collapsed"]:
        click.echo(
            "collapsed           the samples are nearly alike: they reach "
            f"{collapse['distinct_neighbours']:.1%} of the training images that they "
            f"could be nearest to, at {collapse['distance_ratio']:.2f} of the data's "
            "distance from each other. Look at them before you use the model."
        )
    click.echo(
        f"{'ceiling':<19} {score['ceiling']:7.1f} +- "
        f"{score['ceiling_standard_error']:.1f} nats (as many training images)"
    )
    for name, measured in metrics["scores"].items():
        error, ceiling = measured["standard_error"], measured["ceiling"]
        about = "" if error is None else f" +- {error:.3g}"
        limit = "" if ceiling is None else f" (of real images {ceiling:.4g})"
        click.echo(
            f"{name:<19} {measured['mean']:7.4g}{about} {measured['unit']}{limit}"
        )
