"""Training a recipe in a run folder, from the start or from where it was left."""

import csv
import io

import keras

from keras_gan import callbacks, datasets, recipes
from keras_gan.models import TrainingDivergedError
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes import results
from keras_gan.recipes.run_backup import RunBackup, TrainingMinutes
from keras_gan.recipes.run_folder import RunFolder

# Of the validation images, in the scores during training: sigma from 1,000 of them.
VALIDATION_IMAGES = 4_000


def train(state, directory, resume=False, overwrite=False):
    """Trains a run to its last epoch and writes its scores and pictures.

    Args:
        state: `RunState`, what to train. When resuming, what is not None must agree
            with the run in the folder.
        directory: str or path, the run's folder.
        resume: bool, whether to continue the run in the folder.
        overwrite: bool, whether to discard a run that the folder holds.

    Returns:
        `(gan, metrics)`: the trained model, and the dictionary in `metrics.json`.
    """
    folder = RunFolder(directory)
    if resume:
        state = _state_to_resume(folder, state)
    recipe = recipes.get(state.recipe)
    images = load_images(state)
    steps = recipe.steps_per_epoch(images)
    if resume and folder.model.is_file():
        gan = load_model(folder)
    else:
        keras.utils.set_random_seed(state.seed)
        gan = recipe.build(images, state.epochs * steps, state.seed)
    epochs_done = int(gan.step_counter) // steps
    if resume:
        _keep_epochs(folder.history, epochs_done)
    else:
        folder.create(state, overwrite)
    if epochs_done < state.epochs:
        _fit(gan, images, recipe, folder, state, epochs_done)
    metrics = results.evaluate(gan, images, recipe, state)
    results.write(gan, images, folder, metrics)
    return gan, metrics


def load_images(state):
    """The images of a run.

    Args:
        state: `RunState`.

    Returns:
        A `keras_gan.datasets.ImageData`.
    """
    if state.images is None:
        return datasets.load(recipes.get(state.recipe).dataset)
    images = datasets.image_folder(
        state.images, state.image_size, state.channels, seed=state.seed
    )
    if len(images.validation) < 4:
        count = sum(map(len, [images.train, images.validation, images.test]))
        raise ValueError(
            "A run sets a tenth of the pictures apart to pick sigma with, and needs at "
            f"least 40. Received: {count} in {state.images!r}. Add more."
        )
    return images


def load_model(folder):
    """The saved model of a run.

    Args:
        folder: `RunFolder`.

    Raises:
        FileNotFoundError: if the run has not saved one yet.
    """
    if not folder.model.is_file():
        raise FileNotFoundError(
            f"The run {str(folder.directory)!r} has no saved model yet. Continue it "
            "with `keras-gan train RECIPE --resume`."
        )
    return keras.saving.load_model(folder.model)


def _state_to_resume(folder, wanted):
    """The state in the folder, if it is the run that was asked for."""
    state = folder.load()
    for name, asked in vars(wanted).items():
        there = getattr(state, name)
        if name != "minutes" and asked is not None and asked != there:
            raise ValueError(
                f"`--resume` continues a run as it is. Received: {name}={asked!r} for "
                f"the run {str(folder.directory)!r}, which has {name}={there!r}. Leave "
                "it as it was, or start a new run with `--output`."
            )
    return state


def _fit(gan, images, recipe, folder, state, epochs_done):
    backup = RunBackup(folder, state)
    progress = callbacks.TrainingProgress()
    history = keras.callbacks.CSVLogger(folder.history, append=True)
    watching = [
        callbacks.ParzenEvaluation(
            images.validation[:VALIDATION_IMAGES],
            num_samples=recipe.window_size(images),
            every=recipe.evaluate_every,
            plain=recipe.evaluate_plain,
        ),
        callbacks.CollapseMonitor(images.train, every=recipe.evaluate_every),
        callbacks.SampleExport(folder.samples, every=recipe.sample_every),
        TrainingMinutes(state),
    ]
    try:
        gan.fit(
            datasets.batches(
                images.train, recipe.batch_size_for(images), state.seed, epochs_done
            ),
            steps_per_epoch=recipe.steps_per_epoch(images),
            initial_epoch=epochs_done,
            epochs=state.epochs,
            callbacks=[*recipe.callbacks(), *watching, progress, history, backup],
            verbose=0,
        )
    except TrainingDivergedError:
        backup.save()  # the last good weights
        raise
    finally:  # Keras ends no callback when training is interrupted
        history.on_train_end()
        progress.on_train_end()


def _keep_epochs(history, count):
    """Cuts a history back to the epochs that the saved model has seen."""
    if history.is_file():
        rows = list(csv.reader(io.StringIO(history.read_text(encoding="utf-8"))))
        kept = io.StringIO(newline="")
        csv.writer(kept).writerows(rows[: count + 1] if count else [])
        write_whole(history, lambda file: file.write(kept.getvalue().encode()))
