"""Which classes a run's generator is asked for, where it takes labels."""

import numpy as np

MOST_ROWS = 20


def as_in_training(gan, images, count, seed=0):
    """Classes as often as the training images have them.

    Args:
        gan: `keras_gan.GAN`.
        images: `keras_gan.datasets.ImageData`.
        count: int, how many images are to be drawn.
        seed: int, of which of them.

    Returns:
        The `conditions` of `gan.sample`, None for a generator without labels.
    """
    if "labels" not in gan.conditions:
        return None
    labels = images.labels["train"]
    return {"labels": np.random.default_rng(seed).choice(labels, count)}


def in_turn(gan, labels, count):
    """Equally many images of each of some classes, one class after the other.

    Args:
        gan: `keras_gan.GAN`.
        labels: sequence of int, the classes.
        count: int, how many images are to be drawn.

    Returns:
        The `conditions` of `gan.sample`, None for a generator without labels, and how
        many images of a class there are at most, None likewise.
    """
    if "labels" not in gan.conditions:
        return None, None
    each = -(-count // len(labels))
    return {"labels": np.repeat(labels, each)[:count]}, each


def grid(gan, classes, columns=10):
    """A grid with a row for each class.

    Args:
        gan: `keras_gan.GAN`.
        classes: sequence, of which the first 20 get a row.
        columns: int, images of each.

    Returns:
        Dict of `rows`, `columns` and `conditions` for `SampleExport`; empty for a
        generator without labels.
    """
    if "labels" not in gan.conditions:
        return {}
    rows = min(MOST_ROWS, len(classes))
    conditions, _ = in_turn(gan, range(rows), rows * columns)
    return {"rows": rows, "columns": columns, "conditions": conditions}
