"""Training a recipe in a run folder, from the start or from where it was left."""

import csv

import keras

from keras_gan import callbacks, datasets, recipes
from keras_gan.recipes import results
from keras_gan.recipes.run_backup import RunBackup
from keras_gan.recipes.run_folder import RunFolder, RunState

# Of the validation images, in the scores during training: sigma from 1,000 of them.
VALIDATION_IMAGES = 4_000


def load_images(state):
    """The images of a run.

    Args:
        state: `RunState`.

    Returns:
        A `keras_gan.datasets.ImageData`.
    """
    recipe = recipes.get(state.recipe)
    if state.images is None:
        return datasets.load(recipe.dataset)
    return datasets.image_folder(state.images, state.image_size, seed=state.seed)


def load_model(folder):
    """The saved model of a run.

    Args:
        folder: `RunFolder`.

    Raises:
        FileNotFoundError: if the run has not saved one yet.
    """
    folder.load()
    if not folder.model.is_file():
        raise FileNotFoundError(
            f"The run {str(folder.directory)!r} has no saved model yet. Continue it "
            "with `keras-gan train RECIPE --resume`."
        )
    return keras.saving.load_model(folder.model)


def train(state, directory, resume=False, overwrite=False):
    """Trains a run to its last epoch and writes its scores and pictures.

    Args:
        state: `RunState`, what to train. When resuming, it must agree with what the
            folder holds in all but `epochs`.
        directory: str or path, the run's folder.
        resume: bool, whether to continue the run in the folder.
        overwrite: bool, whether to discard a run that the folder holds.

    Returns:
        `(gan, metrics)`: the trained model, and the dictionary in `metrics.json`.
    """
    folder = RunFolder(directory)
    recipe = recipes.get(state.recipe)
    if resume:
        state = _resumed(folder, state)
    images = load_images(state)
    if not resume:
        folder.create(state, overwrite)
    steps = datasets.steps_per_epoch(images.train, recipe.batch_size)
    if resume and folder.model.is_file():
        gan = load_model(folder)
        _keep_epochs(folder.history, state.epochs_done)
    else:
        keras.utils.set_random_seed(state.seed)
        gan = recipe.build(images, state.epochs * steps, state.seed)
    if state.epochs_done < state.epochs:
        state.finished = False
        history = keras.callbacks.CSVLogger(folder.history, append=True)
        try:
            gan.fit(
                datasets.batches(
                    images.train, recipe.batch_size, state.seed, state.epochs_done
                ),
                steps_per_epoch=steps,
                initial_epoch=state.epochs_done,
                epochs=state.epochs,
                callbacks=[*_callbacks(recipe, folder, state, images), history],
                verbose=0,
            )
        finally:
            history.on_train_end()  # Keras leaves the file open after an interruption
    metrics = results.evaluate(gan, images, recipe, state)
    results.write(gan, images, folder, metrics)
    state.finished = True
    folder.save(state)
    return gan, metrics


def _resumed(folder, wanted):
    """The state in the folder, if it is the run that was asked for."""
    state = folder.load()
    for name in ["recipe", "seed", "images", "image_size"]:
        there, asked = getattr(state, name), getattr(wanted, name)
        if asked is not None and asked != there:
            raise ValueError(
                f"`--resume` continues a run as it is. Received: {name}={asked!r} for "
                f"the run {str(folder.directory)!r}, which has {name}={there!r}. Leave "
                f"`--{name.replace('_', '-')}` as it was, or start a new run with "
                "`--output`."
            )
    if wanted.epochs is not None:
        if wanted.epochs < state.epochs_done:
            raise ValueError(
                f"The run {str(folder.directory)!r} has been trained for "
                f"{state.epochs_done} epochs already. Received: epochs={wanted.epochs}."
            )
        state.epochs = wanted.epochs
    return state


def _callbacks(recipe, folder, state, images):
    return [
        *recipe.callbacks(),
        callbacks.ParzenEvaluation(
            images.validation[:VALIDATION_IMAGES],
            num_samples=results.window_size(recipe, images),
            every=recipe.evaluate_every,
            plain=recipe.evaluate_plain,
        ),
        callbacks.CollapseMonitor(images.train, every=recipe.evaluate_every),
        callbacks.SampleExport(folder.samples, every=recipe.sample_every),
        callbacks.TrainingProgress(),
        RunBackup(folder, state),
    ]


def _keep_epochs(history, count):
    """Cuts a history back to the epochs that the saved model has seen."""
    if not history.is_file():
        return
    with history.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    with history.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows[: count + 1])


__all__ = ["RunFolder", "RunState", "load_images", "load_model", "train"]
