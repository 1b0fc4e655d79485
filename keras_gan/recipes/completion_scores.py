"""How well a generator completes images: read by a classifier, and how varied."""

import numpy as np

from keras_gan import metrics, plots
from keras_gan.latents import masks
from keras_gan.recipes.reader import reader_of

CONTEXTS = 2_000  # test images, of each of which each half is hidden
DRAWS = 10  # completions of one image, where they are held against each other
SPREAD_CONTEXTS = 500


def scores(gan, images, folder, seed, sides=masks.SIDES):
    """Completed test images, read by a classifier of real ones, and their spread.

    Of the first 2,000 test images each half is hidden in turn, and completed once. The
    share that is read as what the image is stands beside those of completions that
    take no generator. The ceiling is the share of the whole images that is read right.
    A hidden half may leave open which class it is of: "completion_similar" is the share
    of right classes among the ten training images most like the known half, which is
    about what fair draws can have. "completion_vote" takes the class that is read most
    often of ten draws.

    Args:
        gan: `keras_gan.CompletionGAN`.
        images: `keras_gan.datasets.ImageData` with labels.
        folder: `RunFolder`, where the classifier is kept.
        seed: int, of the latents.
        sides: sequence of str, which halves are hidden.

    Returns:
        Dict from the name of a score to a dict of its "mean", "standard_error",
        "ceiling" and "unit", and of what it is the mean over.
    """
    test, labels = images.test[:CONTEXTS], images.labels["test"][:CONTEXTS]
    reader = reader_of(images, folder)
    whole = 100 * np.mean(reader.read(test) == labels)

    def read(completions):
        """Classes of several completions of each image, `(images, completions)`."""
        flat = completions.reshape(-1, *images.image_shape)
        return reader.read(flat).reshape(completions.shape[:2])

    def vote(mask):
        several = read(gan.complete(test, mask, DRAWS, seed))
        return np.array([[np.bincount(each).argmax()] for each in several])

    train = images.train
    methods = {
        "completion": lambda mask: read(gan.complete(test, mask, seed=seed)),
        "completion_vote": vote,
        "completion_nearest": lambda mask: read(
            metrics.nearest_completion(test, mask, train)[:, None]
        ),
        "completion_similar": lambda mask: read(
            metrics.similar_completions(test, mask, train, DRAWS)
        ),
        "completion_biharmonic": lambda mask: read(
            metrics.biharmonic_completion(test, mask)[:, None]
        ),
        "completion_mean": lambda mask: read(
            metrics.mean_completion(test, mask, train)[:, None]
        ),
    }
    found = {}
    for name, classes_of in methods.items():
        right = {}
        for side in sides:
            classes = classes_of(masks.half(images.image_shape, side))
            right[side] = np.mean(classes == labels[:, None], axis=1)
        shares = {side: 100 * float(np.mean(each)) for side, each in right.items()}
        # Those of one image are not independent.
        of_images = 100 * np.mean([*right.values()], axis=0)
        found[name] = {
            "mean": float(of_images.mean()),
            "standard_error": _standard_error(of_images),
            "ceiling": float(whole),
            "unit": "% of images with a hidden half read right",
            "halves": shares,
        }
    return {**found, "completion_spread": spread(gan, images, seed, sides)}


def spread(gan, images, seed, sides=masks.SIDES):
    """How far completions of one image lie apart, beside similar real images.

    The ceiling is the mean distance, over the hidden half, between the ten training
    images that are most like a test image in the other half.

    Args:
        gan: `keras_gan.CompletionGAN`.
        images: `keras_gan.datasets.ImageData`.
        seed: int, of the latents.
        sides: sequence of str, which halves are hidden.

    Returns:
        Dict, as each of `scores`.
    """
    test = images.test[:SPREAD_CONTEXTS]
    drawn, real = {}, {}
    for side in sides:
        mask = masks.half(images.image_shape, side)
        completions = gan.complete(test, mask, DRAWS, seed)
        similar = metrics.similar_completions(test, mask, images.train, DRAWS)
        drawn[side] = metrics.spread_in_hole(completions, mask)
        real[side] = metrics.spread_in_hole(similar, mask)
    of_images = np.mean([*drawn.values()], axis=0)
    return {
        "mean": float(of_images.mean()),
        "standard_error": _standard_error(of_images),
        "ceiling": float(np.mean([*real.values()])),
        "unit": "mean distance over the hidden half between two completions",
        "halves": {side: float(each.mean()) for side, each in drawn.items()},
        "halves_of_similar": {side: float(each.mean()) for side, each in real.items()},
    }


def draw(gan, images, folder, seed, sides=masks.SIDES):
    """Draws `completions.png`: what is known, eight completions, the image.

    A row for each of the first eight test images, whose halves are hidden in turn.

    Args:
        gan: `keras_gan.CompletionGAN`.
        images: `keras_gan.datasets.ImageData`.
        folder: `RunFolder`.
        seed: int, of the latents.
        sides: sequence of str, which halves are hidden.
    """
    some = images.test[:8]
    hidden = [sides[number % len(sides)] for number in range(len(some))]
    mask = np.stack([masks.half(images.image_shape, side) for side in hidden])
    picture = plots.completions(gan, some, mask, n=8, seed=seed)
    plots.save_png(folder.completions, picture)


def _standard_error(values):
    return float(np.std(values, ddof=1) / len(values) ** 0.5)
