"""The scores and pictures that a finished run leaves behind."""

import csv

from keras_gan import metrics, plots
from keras_gan.recipes.run_folder import write_json

PARZEN_LOGS = ("val_parzen", "val_parzen_plain")


def evaluate(gan, images, recipe, state):
    """Scores a generator on the test images, or over the folds where there are some.

    Args:
        gan: `keras_gan.GAN`.
        images: `keras_gan.datasets.ImageData`.
        recipe: `keras_gan.recipes.recipe.Recipe`.
        state: `RunState`.

    Returns:
        The dictionary that `metrics.json` holds. Under "parzen" is the averaged
        generator's score, under "parzen_plain" that of the generator in play.
    """
    count = recipe.window_size(images)
    score_samples, scored = _protocol(images)
    ceiling = metrics.parzen_ceiling(
        images.train, num_samples=count, progress=True, **scored
    )
    scores = {}
    for name, averaged in [("parzen", True), ("parzen_plain", False)]:
        samples = gan.sample(count, seed=state.seed + 1, averaged=averaged)
        score = score_samples(samples, progress=True, **scored)
        scores[name] = {
            **score.as_dict(),
            "ceiling": ceiling.mean,
            "ceiling_standard_error": ceiling.standard_error,
        }
    return {
        **scores,
        "recipe": state.recipe,
        "dataset": images.name,
        "seed": state.seed,
        "epochs": recipe.epochs_done(gan, images),
        "minutes": state.minutes,
    }


def _protocol(images):
    """The function that scores samples on these images, and its arguments."""
    if images.folds:
        return metrics.parzen_folds, {"folds": images.folds}
    return metrics.parzen_score, {
        "test": images.test,
        "validation": images.validation,
    }


def write(gan, images, folder, scores):
    """Writes `metrics.json`, the score's curve, and the paper's figures 2 and 3.

    Args:
        gan: `keras_gan.GAN`.
        images: `keras_gan.datasets.ImageData`.
        folder: `RunFolder`.
        scores: dict, what `evaluate` returned.
    """
    write_json(folder.metrics, scores)
    samples = gan.sample(20, seed=scores["seed"])
    plots.save_png(
        folder.nearest,
        plots.nearest_examples(
            samples, images.train, rows=4, columns=5, to_pictures=images.pictures
        ),
    )
    plots.save_png(
        folder.interpolation,
        plots.interpolation(gan, seed=scores["seed"], to_pictures=images.pictures),
    )
    scored = "folds" if images.folds else "test set"
    plots.learning_curves(
        folder.history,
        [key for key in PARZEN_LOGS if key in _logged(folder.history)],
        folder.curve,
        references={f"training images, on the {scored}": scores["parzen"]["ceiling"]},
        ylabel="Parzen log-likelihood on validation images, nats",
    )


def _logged(history):
    with history.open(newline="", encoding="utf-8") as file:
        return next(csv.reader(file))
