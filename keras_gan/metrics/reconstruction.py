"""Scores of inference: of codes, and of what a generator makes of them."""

import numpy as np

from keras_gan.metrics.estimate import Estimate
from keras_gan.metrics.nearest_neighbours import nearest_neighbours


def pixel_distance(images, others):
    """The mean Euclidean distance `||x - x'||` of images from others, pair by pair.

    Args:
        images: float array `(count, ...)`.
        others: float array of the same shape, such as reconstructions; or one image,
            of shape `(1, ...)`, that all are held against.

    Returns:
        An `Estimate`.

    Raises:
        ValueError: if the shapes differ.
    """
    images, others = np.asarray(images), np.asarray(others)
    if others.shape[1:] != images.shape[1:] or len(others) not in (1, len(images)):
        raise ValueError(
            "Images are compared pair by pair. Received: arrays of shapes "
            f"{images.shape} and {others.shape}. Pass as many of one shape."
        )
    differences = (images.astype("float64") - others).reshape(len(images), -1)
    return Estimate.of(np.linalg.norm(differences, axis=1))


def r_squared(latents, codes):
    """The share of the latents' variance that codes explain, the mean over components.

    `R2 = 1 - E (z - c)^2 / var z`: 1 for perfect codes, 0 for the mean of z.

    Args:
        latents: float array `(count, latent_dim)`, what is to be found.
        codes: float array of the same shape.

    Returns:
        An `Estimate`.

    Raises:
        ValueError: if the shapes differ.
    """
    latents, codes = np.asarray(latents, "float64"), np.asarray(codes, "float64")
    if latents.shape != codes.shape or latents.ndim != 2:
        raise ValueError(
            "Codes must be of the latents' shape, (count, latent_dim). Received: "
            f"latents.shape={latents.shape}, codes.shape={codes.shape}."
        )
    unexplained = np.square(latents - codes) / latents.var(axis=0)
    missing = Estimate.of(unexplained.mean(axis=1))
    return Estimate(1 - missing.mean, missing.standard_error)


def nearest_neighbour_accuracy(queries, labels, examples, example_labels):
    """The share of queries whose nearest example, by Euclidean distance, is of a class.

    Args:
        queries: float array `(num_queries, ...)`, images or their codes.
        labels: int array `(num_queries,)`, their classes; those of -1 are left out.
        examples: float array `(num_examples, ...)`, of as many values each.
        example_labels: int array `(num_examples,)`; those of -1 are left out.

    Returns:
        An `Estimate`, of a share in [0, 1].
    """
    queries, labels = _known(queries, labels)
    examples, example_labels = _known(examples, example_labels)
    nearest, _ = nearest_neighbours(queries, examples)
    return Estimate.of(example_labels[nearest] == labels)


def _known(values, labels):
    labels = np.asarray(labels)
    if len(labels) != len(values) or not (labels >= 0).any():
        raise ValueError(
            "There must be a label for each example, and some that are known. "
            f"Received: {len(values)} examples and {len(labels)} labels, of which "
            f"{np.count_nonzero(labels >= 0)} are 0 or more."
        )
    return np.asarray(values)[labels >= 0], labels[labels >= 0]
