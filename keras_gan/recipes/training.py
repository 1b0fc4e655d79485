"""Training a recipe in a run folder, from the start or from where it was left."""

import contextlib
import csv
import dataclasses
import functools
import io
import os
import uuid
import warnings

import keras
import tensorflow as tf
from keras import tree

from keras_gan import callbacks, datasets, recipes
from keras_gan.models import TrainingDivergedError
from keras_gan.models.workers import (
    from_chief,
    is_chief,
    is_multi_worker,
    on_chief,
    place_among,
)
from keras_gan.plots.history_file import read_history
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes import results
from keras_gan.recipes.run_backup import (
    RunBackup,
    TrainingMinutes,
    has_model,
    load_model,
)
from keras_gan.recipes.run_conditions import as_in_training, grid
from keras_gan.recipes.run_folder import FREE, UNASKED, RunFolder
from keras_gan.recipes.run_images import fitting_size, load_images
from keras_gan.recipes.time_limit import TimeLimit

# Of the validation images, in the scores during training: sigma from 1,000 of them.
VALIDATION_IMAGES = 4_000
STEPS_AT_ONCE = 16  # at most, in a program of XLA's


def train(state, directory, resume=False, overwrite=False, strategy=None, minutes=None):
    """Trains a run to its last epoch and writes its scores and pictures.

    Args:
        state: `RunState`, what to train. When resuming, what is not None must agree
            with the run in the folder.
        directory: str or path, the run's folder.
        resume: bool, whether to continue the run in the folder.
        overwrite: bool, whether to discard a run that the folder holds.
        strategy: `tf.distribute.Strategy` or None, the devices to train on. Where it
            spans several workers, the folder must be on a disk that all of them see,
            and worker 0 alone writes to it, but for decoded pictures.
        minutes: float or None, of training, interruptions and the scores at the end
            left out, after which the run stops at the end of an epoch; it can be
            resumed.

    Returns:
        `(gan, metrics)`: the trained model, and the dictionary in `metrics.json`; on
        another worker than worker 0, `(gan, None)`.

    Raises:
        ConnectionAbortedError: on the other workers, at once, where worker 0 could
            not begin: the folder is in use, or cannot be written.
    """
    folder = RunFolder(directory)
    if resume:
        state = _state_to_resume(folder, state)
    else:  # on all workers, so that none waits for one that gave up
        folder.check_free(overwrite)
    if not resume and state.images is not None and not os.path.isfile(state.images):
        size_of_recipe = recipes.get(state.recipe).image_size
        state.image_size = state.image_size or size_of_recipe or fitting_size(state)
    recipe = recipe_of(state)
    strategy = strategy or tf.distribute.get_strategy()
    if state.images is not None:  # of which what is decoded goes into the folder
        on_chief(strategy, folder.check_place)
    share = place_among(strategy)
    images = load_images(state, folder, is_new=not resume, share=share)
    state.epochs = state.epochs or recipe.epochs_for(images)
    _check_shares(recipe.batch_size_for(images), strategy.num_replicas_in_sync)
    state.classes = [*images.classes] or None
    # Of a run that is discarded too, whose exports this one may replace.
    state.id = folder.id() or uuid.uuid4().hex
    with _locked_by_chief(folder, strategy):
        with strategy.scope():
            gan = _first_game(folder, state, recipe, images, resume)
        _check_step(gan, strategy)
        if resume:
            epochs_done = recipe.epochs_done(gan, images)
            on_chief(strategy, lambda: _keep_epochs(folder.history, epochs_done))
            on_chief(strategy, lambda: folder.save(state))
        else:
            on_chief(strategy, lambda: folder.create(state, overwrite))
        on_chief(strategy, lambda: folder.save_files(images))
        if recipe.num_labels is not None:
            on_chief(strategy, lambda: folder.save_labelled(images, state.seed))
        if images.shares == 1:  # else the others' shares lie there too
            on_chief(strategy, lambda: folder.keep_pictures(images))
        gan = _train_stages(gan, images, recipe, folder, state, minutes)
        if not is_chief(strategy):
            return gan, None
        if is_multi_worker(strategy):
            gan = load_model(folder)  # one that can do without the other workers
        metrics = results.evaluate(gan, images, recipe, state, folder)
        results.write(gan, images, recipe, folder, metrics)
    return gan, metrics


@contextlib.contextmanager
def _locked_by_chief(folder, strategy):
    """Keeps a run's folder to one job; all its workers learn if that cannot be."""
    with contextlib.ExitStack() as lock:
        on_chief(strategy, lambda: lock.enter_context(folder.locked()))
        yield


def _check_shares(batch_size, num_replicas):
    if batch_size % num_replicas:
        raise ValueError(
            "Each replica takes an equal share of a batch. Received: a batch size of "
            f"{batch_size} and {num_replicas} replicas. Choose one that divides evenly "
            "with `--batch-size`, or train on another number of devices."
        )


def _check_step(gan, strategy):
    """Raises if a worker begins elsewhere than worker 0 does."""
    own = float(gan.step_counter.numpy())
    (step,) = from_chief(strategy, 1, lambda: [own])
    if own != step:
        raise ValueError(
            f"All workers must go on from one model. Received: a model of step "
            f"{own:.0f}, where worker 0's is of step {step:.0f}. Put the run's folder "
            "on a disk that all of them see."
        )


def _first_game(folder, state, recipe, images, resume):
    """The game that a run was left at, or the one that it begins with."""
    if resume and has_model(folder):
        return load_model(folder)
    keras.utils.set_random_seed(state.seed)
    epochs = recipe.first_stage_epochs(state.epochs)
    steps = epochs * recipe.steps_per_epoch(images)
    return recipe.build(images, steps, state.seed)


def recipe_of(state):
    """The recipe of a run, with the batch size that the run has.

    Args:
        state: `RunState`.

    Returns:
        A `keras_gan.recipes.recipe.Recipe`.
    """
    recipe = recipes.get(state.recipe)
    changes = {}
    if state.width is not None:
        if not recipe.has_width:
            raise ValueError(
                f"The networks of the recipe {recipe.name!r} have the sizes that they "
                f"have. Received: width={state.width}. Leave out `--width`."
            )
        changes["build"] = functools.partial(recipe.build, width=state.width)
    if state.labels is not None and not recipe.takes_labels:
        raise ValueError(
            f"The recipe {recipe.name!r} draws pictures of all kinds alike. Received: "
            f"labels={state.labels!r}. Leave out `--labels`, or train `photos`."
        )
    if state.num_labels is not None and recipe.num_labels is None:
        raise ValueError(
            f"The recipe {recipe.name!r} does not learn from few labels. Received: "
            f"num_labels={state.num_labels}. Leave out `--num-labels`, or train "
            "`mnist-few-labels`."
        )
    if state.batch_size is not None:
        changes["batch_size"] = state.batch_size
    if state.flip is not None:
        changes["flip"] = state.flip
    return dataclasses.replace(recipe, **changes)


def _state_to_resume(folder, wanted):
    """The state in the folder, if it is the run that was asked for."""
    state = folder.load()
    for name, asked in vars(wanted).items():
        there = getattr(state, name)
        if name == "images" and asked and there and folder.files.is_file():
            state.images = asked  # what is in it is held to what the run began with
        elif name in FREE:
            setattr(state, name, asked or there)
        elif name == "epochs" and asked is not None and asked > there:
            _make_longer(state, asked)
        elif name not in UNASKED and asked is not None and asked != there:
            raise ValueError(
                f"`--resume` continues a run as it is. Received: {name}={asked!r} for "
                f"the run {str(folder.directory)!r}, which has {name}={there!r}. Leave "
                "it as it was, or start a new run with `--output`."
            )
    return state


def _make_longer(state, epochs):
    """Gives a run more epochs than it began with."""
    recipe = recipes.get(state.recipe)
    if recipe.next_stage is not None:
        raise ValueError(
            f"The recipe {recipe.name!r} trains in two stages, which share the epochs "
            f"that a run begins with, here {state.epochs}. Received: epochs={epochs}. "
            "Start a new run of that length with `--output`."
        )
    if recipe.schedule is not None:
        warnings.warn(
            f"The schedules of the recipe {recipe.name!r} stay those of a run of "
            f"{state.epochs} epochs: {recipe.schedule}.",
            stacklevel=4,
        )
    state.epochs = epochs


def _train_stages(gan, images, recipe, folder, state, minutes):
    """Trains to the last epoch, and returns the model, a new one in the next stage.

    A model that has made no more steps than the first stage has is of that stage.
    """
    first_epochs = recipe.first_stage_epochs(state.epochs)
    first_steps = first_epochs * recipe.steps_per_epoch(images)
    is_in_first = gan.step_counter.numpy() <= first_steps
    limit = TimeLimit(state, minutes)
    if is_in_first:
        rules = recipe.callbacks()
        _fit(gan, images, recipe, folder, state, first_epochs, rules, limit)
    if first_epochs == state.epochs or limit.is_reached:
        return gan
    if is_in_first:
        gan = _next_game(gan, images, recipe, state, first_epochs)
    rules = recipe.next_stage.callbacks(first_epochs)
    _fit(gan, images, recipe, folder, state, state.epochs, rules, limit)
    return gan


def _next_game(gan, images, recipe, state, first_epochs):
    """The game of the next stage, which goes on counting the steps of the first."""
    keras.utils.set_random_seed(state.seed + 1)  # not the first stage's weights again
    total_steps = (state.epochs - first_epochs) * recipe.steps_per_epoch(images)
    with gan.distribute_strategy.scope():
        next_gan = recipe.next_stage.build(gan, images, total_steps, state.seed)
    next_gan.step_counter.assign(gan.step_counter)
    return next_gan


def _fit(gan, images, recipe, folder, state, epochs, rules, limit):
    """Trains up to an epoch, under the callbacks that are the recipe's rules."""
    epochs_done = recipe.epochs_done(gan, images)
    if epochs_done >= epochs or limit.is_reached:
        return
    # Of an epoch in which a run diverged, which is trained again, no steps count.
    gan.step_counter.assign(epochs_done * recipe.steps_per_epoch(images))
    _take_several_steps(gan, recipe.steps_per_epoch(images))
    backup = RunBackup(folder, state)
    progress = callbacks.TrainingProgress(last=limit.epochs_in_time)
    telling = [progress]
    if is_chief(gan.distribute_strategy):
        telling.append(keras.callbacks.CSVLogger(folder.history, append=True))
    watching = [
        callbacks.ParzenEvaluation(
            images.validation[:VALIDATION_IMAGES],
            num_samples=recipe.window_size(images),
            every=recipe.evaluate_every,
            plain=recipe.evaluate_plain,
            conditions=as_in_training(gan, images, recipe.window_size(images)),
        ),
        results.collapse_monitor(gan, images, recipe.evaluate_every),
        *_watched_error(images, recipe),
        callbacks.SampleExport(
            folder.samples,
            every=recipe.sample_every,
            to_pictures=images.pictures,
            **grid(gan, images.classes),
        ),
        TrainingMinutes(state),
    ]
    try:
        gan.fit(
            _batches(images, recipe, state, epochs_done, gan.distribute_strategy),
            steps_per_epoch=recipe.steps_per_epoch(images),
            initial_epoch=epochs_done,
            epochs=epochs,
            callbacks=[*rules, limit, *watching, *telling, backup],
            verbose=0,
        )
    except TrainingDivergedError:
        backup.save()  # the last good weights
        raise
    finally:  # Keras ends no callback when training is interrupted
        for callback in telling:
            callback.on_train_end()


def _watched_error(images, recipe):
    """The error of a D that names classes, by few labels."""
    if recipe.num_labels is None:
        return []
    validation = images.validation, images.labels["validation"]
    return [callbacks.ClassificationError(*validation, recipe.evaluate_every)]


def _take_several_steps(gan, steps_per_epoch):
    """Has an execution several steps where XLA compiles them: a GPU waits less.

    As many as an epoch is a multiple of, so that epochs keep their length.
    """
    if gan.guard.selects:
        possible = range(1, STEPS_AT_ONCE + 1)
        gan.steps_per_execution = max(n for n in possible if steps_per_epoch % n == 0)


def _batches(images, recipe, state, epochs_done, strategy):
    """The batches of a run, from an epoch on."""
    rules = {
        "flip": recipe.flip,
        "labels": images.labels.get("train") if recipe.takes_labels else None,
        "labelled_apart": recipe.num_labels is not None,
        **recipe.place(epochs_done, images),
    }
    size = recipe.batch_size_for(images)
    if images.shares == 1:
        return datasets.batches(images.train, size, state.seed, **rules)
    # Keras takes whole batches, of which each worker gets its part in turn. Here all of
    # a worker's batches are parts already, of its own share.
    index, count = place_among(strategy)
    seed = state.seed + 2**32 * index  # others are mirrored
    parts = datasets.batches(images.train, size // count, seed, **rules)
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = (
        tf.data.experimental.AutoShardPolicy.OFF
    )

    def join(values):
        return tf.reshape(values, (size, *values.shape[2:]))

    whole = parts.batch(count).map(lambda batch: tree.map_structure(join, batch))
    return whole.with_options(options)


def _keep_epochs(history, count):
    """Cuts a history back to the epochs that the saved model has seen."""
    if history.exists():
        rows = read_history(history)
        kept = io.StringIO(newline="")
        csv.writer(kept).writerows(rows[: count + 1] if count else [])
        write_whole(history, lambda file: file.write(kept.getvalue().encode()))
