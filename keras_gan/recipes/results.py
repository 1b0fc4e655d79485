"""The scores and pictures that a finished run leaves behind."""

import json
import math

from keras_gan import callbacks, metrics, plots
from keras_gan.plots.history_file import read_history
from keras_gan.recipes.recipe import LARGEST_WINDOW
from keras_gan.recipes.run_conditions import as_in_training
from keras_gan.recipes.run_folder import write_json

PARZEN_LOGS = ("val_parzen", "val_parzen_plain")
NUMBER = (int, float)
# What the file says of each score, as far as others read it.
SCORE = {
    "mean": NUMBER,
    "standard_error": NUMBER,
    "ceiling": NUMBER,
    "ceiling_standard_error": NUMBER,
    "samples": int,
    "sigma": NUMBER,  # of folds, a list of them
}
OR_NONE = (*NUMBER, type(None))
MEASURED = {
    "mean": OR_NONE,
    "standard_error": OR_NONE,
    "ceiling": OR_NONE,
    "unit": str,
}
COLLAPSE = {
    "distinct_neighbours": NUMBER,
    "distance_ratio": NUMBER,
    "collapsed": bool,
}


def collapse_monitor(gan, images, every=1):
    """The watch for collapse of a run.

    Args:
        gan: `keras_gan.GAN`.
        images: `keras_gan.datasets.ImageData`.
        every: int, epochs from one measurement to the next.
    """
    most = LARGEST_WINDOW // math.prod(images.image_shape)
    num_samples = min(500, most)
    return callbacks.CollapseMonitor(
        images.train,
        num_samples=num_samples,
        num_examples=min(10_000, most),
        every=every,
        conditions=as_in_training(gan, images, num_samples),
    )


def evaluate(gan, images, recipe, state, folder):
    """Scores a generator on the test images, or over the folds where there are some.

    Args:
        gan: `keras_gan.GAN`.
        images: `keras_gan.datasets.ImageData`.
        recipe: `keras_gan.recipes.recipe.Recipe`.
        state: `RunState`.
        folder: `RunFolder`.

    Returns:
        The dictionary that `metrics.json` holds. Under "scores" is what the recipe
        measures besides, under "parzen" is the averaged
        generator's score, under "parzen_plain" that of the un-averaged one.
    """
    count = recipe.window_size(images)
    score_samples, scored = _protocol(images)
    ceiling = metrics.parzen_ceiling(
        images.train, num_samples=count, progress=True, **scored
    )
    scores, seed = {}, state.seed + 1
    asked = as_in_training(gan, images, count, seed)
    for name, averaged in [("parzen", True), ("parzen_plain", False)]:
        samples = gan.sample(count, seed, averaged, conditions=asked)
        score = score_samples(samples, progress=True, **scored)
        scores[name] = {
            **score.as_dict(),
            "ceiling": ceiling.mean,
            "ceiling_standard_error": ceiling.standard_error,
        }
    measured = recipe.scores(gan, images, folder, seed) if recipe.scores else {}
    return {
        **scores,
        "scores": measured,
        "collapse": _collapse(gan, images),
        "recipe": state.recipe,
        "dataset": images.name,
        "seed": state.seed,
        "epochs": recipe.epochs_done(gan, images),
        "minutes": state.minutes,
    }


def scores_by_name(gan, images, names, network, seed):
    """Scores of `keras_gan.metrics.SCORES`, of as many samples as test images.

    Args:
        gan: `keras_gan.GAN`.
        images: `keras_gan.datasets.ImageData`.
        names: sequence of str.
        network: what `keras_gan.metrics.feature_network` returns.
        seed: int, of the samples and of the scores.

    Returns:
        Dict, as `keras_gan.metrics.scores` returns it.
    """
    drawn = drawn_pictures(gan, images, min(len(images.test), len(images.train)), seed)
    real, train = map(images.pictures, (images.test, images.train))
    return metrics.scores(drawn, real, names, network, train, seed)


def drawn_pictures(gan, images, count, seed):
    """Samples as they are shown, in [0, 1], of classes as often as in training.

    Args:
        gan: `keras_gan.GAN`.
        images: `keras_gan.datasets.ImageData`, what it is trained on.
        count: int.
        seed: int.
    """
    asked = as_in_training(gan, images, count, seed)
    samples = gan.sample(count, seed, conditions=asked)
    if images.contrast is not None:
        return images.pictures(samples)
    return metrics.in_unit_range(samples, gan.value_range)


def _collapse(gan, images):
    """What the watch for collapse says at the end, after however short a training."""
    monitor = collapse_monitor(gan, images)
    monitor.set_model(gan)
    neighbours, ratio = monitor.measure()
    return {
        "distinct_neighbours": float(neighbours),
        "distance_ratio": float(ratio),
        "collapsed": bool(monitor.is_collapse(neighbours, ratio)),
    }


def _protocol(images):
    """The function that scores samples on these images, and its arguments."""
    if images.folds:
        return metrics.parzen_folds, {"folds": images.folds}
    return metrics.parzen_score, {
        "test": images.test,
        "validation": images.validation,
    }


def write(gan, images, recipe, folder, scores):
    """Writes `metrics.json`, the score's curve, and the paper's figures 2 and 3.

    A run whose history is gone has no curve.

    Args:
        gan: `keras_gan.GAN`.
        images: `keras_gan.datasets.ImageData`.
        recipe: `keras_gan.recipes.recipe.Recipe`.
        folder: `RunFolder`.
        scores: dict, what `evaluate` returned.

    Raises:
        ValueError: if the history is damaged.
    """
    write_json(folder.metrics, scores)
    seed = scores["seed"]
    asked = as_in_training(gan, images, 20, seed)
    samples = gan.sample(20, seed, conditions=asked)
    plots.save_png(
        folder.nearest,
        plots.nearest_examples(
            samples, images.train, rows=4, columns=5, to_pictures=images.pictures
        ),
    )
    plots.save_png(
        folder.interpolation,
        plots.interpolation(
            gan,
            seed=seed,
            to_pictures=images.pictures,
            conditions=as_in_training(gan, images, 4, seed),
        ),
    )
    if recipe.draw:
        recipe.draw(gan, images, folder, seed)
    scored = "folds" if images.folds else "test set"
    logged = _logged(folder.history)
    if not logged:
        return
    plots.learning_curves(
        folder.history,
        logged,
        folder.curve,
        references={f"training images, on the {scored}": scores["parzen"]["ceiling"]},
        ylabel="Parzen log-likelihood on validation images, nats",
    )


def _logged(history):
    """The scores that a history holds, none where there is no history."""
    names = (read_history(history) or [[]])[0] if history.exists() else []
    return [name for name in PARZEN_LOGS if name in names]


def read(folder):
    """Reads `metrics.json`.

    Args:
        folder: `RunFolder`.

    Returns:
        The dictionary that `evaluate` made.

    Raises:
        ValueError: if the file does not hold the scores of a run.
        OSError: if there is no file that can be read.
    """
    try:
        scores = json.loads(folder.metrics.read_text(encoding="utf-8"))
        parts = {"parzen": dict, "parzen_plain": dict, "scores": dict}
        _check(scores, {**parts, "epochs": int})
        for name in ("parzen", "parzen_plain"):
            _check(scores[name], SCORE)
        for measured in scores["scores"].values():
            _check(measured, MEASURED)
        if "collapse" in scores:
            _check(scores["collapse"], COLLAPSE)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(
            f"{str(folder.metrics)!r} does not hold the scores of a run ({error}). "
            "`keras-gan evaluate` on the run's folder writes it anew."
        ) from error
    return scores


def _check(content, types):
    """Raises TypeError unless a dict has values of these types under these names."""
    if not isinstance(content, dict):
        raise TypeError(f"{content!r:.60} is where names and values should be")
    for name, expected in types.items():
        value = content.get(name)
        values = value if name == "sigma" and isinstance(value, list) else [value]
        if not values or not all(_is(each, expected) for each in values):
            raise TypeError(f"{name} is {value!r:.60}")


def _is(value, expected):
    return isinstance(value, expected) and isinstance(value, bool) == (expected is bool)
