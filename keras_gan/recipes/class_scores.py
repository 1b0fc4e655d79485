"""How well a generator draws the classes that it is asked for, one by one."""

import math

import numpy as np

from keras_gan import metrics, plots
from keras_gan.recipes.reader import reader_of
from keras_gan.recipes.recipe import LARGEST_WINDOW
from keras_gan.recipes.run_conditions import in_turn

NUM_READ = 10_000  # images, as many of each class
MOST_OF_A_CLASS = 1_000  # images in the Parzen window of a class, and compared


def class_scores(gan, images, folder, seed):
    """Scores each class: is it read as asked, is it likely, is it diverse.

    - "read as asked": the share of 10,000 images, as many of each class, that a reader
      trained on the real ones takes for what was asked. Its ceiling is what the reader
      gets right of the real test images.
    - "Parzen of a class": the log-likelihood of its test images under a window on 1,000
      generated ones, with a sigma picked on its validation images. Its ceiling has as
      many training images in the window.
    - "distance in a class": the mean distance between two of its images, over that
      between two real ones.

    Each score is the mean over the classes, which stand under "classes". The class that
    is furthest below its ceiling has an entry of its own.

    Args:
        gan: `keras_gan.GAN` whose generator takes "labels".
        images: `keras_gan.datasets.ImageData` with labels.
        folder: `RunFolder`, which keeps the reader.
        seed: int, of the images.

    Returns:
        Dict of scores, as `Recipe.scores` returns them.
    """
    count = min(NUM_READ, LARGEST_WINDOW // math.prod(images.image_shape))
    asked = np.arange(count) % len(images.classes)
    samples = gan.sample(count, seed, conditions={"labels": asked})
    reader = reader_of(images, folder)
    is_right = reader.read(samples) == asked
    is_real_right = reader.read(images.test) == images.labels["test"]
    read, likely, distance = {}, {}, {}
    for number, name in enumerate(images.classes):
        drawn = samples[asked == number][:MOST_OF_A_CLASS]
        real = {part: _of_class(images, part, number) for part in images.labels}
        of_real = is_real_right[images.labels["test"] == number]
        read[name] = _share(is_right[asked == number], of_real)
        likely[name] = _parzen(drawn, **real)
        distance[name] = _distance(drawn, real["train"])
    return {
        **_over_classes("read as asked", read, "% read as asked"),
        **_over_classes("Parzen of a class", likely, "nats"),
        **_over_classes("distance in a class", distance, "of that in real images"),
    }


def draw(gan, images, folder, seed, columns=10):
    """Draws `classes.png`: fair draws, a row for each class.

    Args:
        gan: `keras_gan.GAN` whose generator takes "labels".
        images: `keras_gan.datasets.ImageData` with labels.
        folder: `RunFolder`.
        seed: int, of the images.
        columns: int, images of each class.
    """
    asked, _ = in_turn(gan, range(len(images.classes)), columns * len(images.classes))
    drawn = images.pictures(gan.sample(len(asked["labels"]), seed, conditions=asked))
    plots.save_png(folder.classes, plots.image_grid(drawn, columns))


def _over_classes(name, classes, unit):
    """The mean of a score over the classes that have one, and the worst of them."""
    classes = {each: score for each, score in classes.items() if score is not None}
    if not classes:
        return {}
    scores = [*classes.values()]
    gaps = [score["mean"] - score["ceiling"] for score in scores]
    worst = [*classes][int(np.argmin(gaps))]
    errors = [score["standard_error"] for score in scores]
    error = None if None in errors else math.hypot(*errors) / len(errors)
    whole = {
        "mean": float(np.mean([score["mean"] for score in scores])),
        "standard_error": error,
        "ceiling": float(np.mean([score["ceiling"] for score in scores])),
        "unit": unit,
        "classes": classes,
    }
    of_worst = {**classes[worst], "unit": f"{unit}: class {worst!r}, the worst"}
    return {name: whole, f"{name}, worst": of_worst}


def _share(is_right, of_real):
    """Images read as asked, in percent; None without real ones to compare with."""
    if not len(is_right) or not len(of_real):
        return None
    share = float(np.mean(is_right))
    error = math.sqrt(share * (1 - share) / len(is_right))
    return {
        "mean": 100 * share,
        "standard_error": 100 * error,
        "ceiling": 100 * float(np.mean(of_real)),
    }


def _of_class(images, part, number):
    """The first real images of a class, at most as many as are compared."""
    places = np.flatnonzero(images.labels[part] == number)[:MOST_OF_A_CLASS]
    return np.asarray(getattr(images, part)[places])


def _parzen(drawn, train, validation, test):
    """The Parzen score of a class; None where it has too few images for one."""
    count = min(len(drawn), len(train))
    if count == 0 or len(validation) == 0 or len(test) < 2:
        return None
    of_drawn, of_train = (
        metrics.parzen_score(window[:count], test, validation, warn_at_edge=False)
        for window in (drawn, train)
    )
    return {**of_drawn.as_dict(), "ceiling": of_train.mean}


def _distance(drawn, train):
    """How far apart the images of a class are; None for too few or equal real ones."""
    if min(len(drawn), len(train)) < 2:
        return None
    real = metrics.mean_pairwise_distance(train)
    if real == 0:
        return None
    ratio = metrics.mean_pairwise_distance(drawn) / real
    return {"mean": ratio, "standard_error": None, "ceiling": 1.0}
