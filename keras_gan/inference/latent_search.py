"""The latents of single images, searched by gradient descent."""

import dataclasses

import numpy as np
import tensorflow as tf

from keras_gan.arguments import check_integers, check_number
from keras_gan.datasets.checks import check_images
from keras_gan.latents import LatentPrior

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-8  # of Adam


@dataclasses.dataclass(frozen=True)
class Search:
    """What a search found.

    Args:
        latents: float32 array `(count, latent_dim)`, the best of all restarts.
        reconstructions: float32 array `(count, *image_shape)`, the images of them.
        objectives: float32 array `(count,)`, what was minimized.
    """

    latents: np.ndarray
    reconstructions: np.ndarray
    objectives: np.ndarray


def latent_search(
    gan,
    images,
    steps=300,
    restarts=4,
    learning_rate=0.05,
    prior_weight=1e-2,
    conditions=None,
    batch_size=100,
    seed=0,
):
    """Searches z for each image: minimizes `||x - G(z)||^2 - w log p(z)` by Adam.

    Latents start where the prior draws them; the first of the restarts at the code of
    the image, where the game has an encoder. A prior with bounds keeps z within them,
    one with a density adds it, up to a constant; of a function of your own nothing is
    known, and neither is done.

    Args:
        gan: `keras_gan.GAN`, whose averaged generator is searched.
        images: float array `(count, *image_shape)` in the generator's range.
        steps: int, the updates of each latent vector.
        restarts: int, from how many places each image is searched.
        learning_rate: float, Adam's.
        prior_weight: float w, how much a nat of the prior's density counts.
        conditions: dict as in `GAN.sample`, one value for all images or for each.
        batch_size: int, images at a time, each with all its restarts.
        seed: int, of where the restarts begin.

    Returns:
        A `Search`.

    Raises:
        TypeError or ValueError: if images have another dtype, shape or range than the
            generator's, or an argument is out of range.

    Example:
        >>> found = keras_gan.inference.latent_search(gan, test_images[:100])
        >>> found.reconstructions

    Reference: [Lipton and Tripathi, 2017](https://arxiv.org/abs/1702.04782)
    """
    check_integers(1, steps=steps, restarts=restarts, batch_size=batch_size)
    check_number("learning_rate", learning_rate, "positive", lambda rate: rate > 0)
    check_number("prior_weight", prior_weight, "0 or more", lambda w: w >= 0)
    check_images(images, gan.value_range, gan.image_shape)
    if gan.latent_dim is None:
        raise ValueError("The generator takes no latents, so there are none to search.")
    images = np.asarray(images, "float32")
    given = gan.sampler.conditions_of(len(images), conditions)
    starts = _starts(gan, images, restarts, seed)
    search = _compiled(gan, steps, learning_rate, prior_weight)
    found = []
    with gan.sampler.ready():
        for first in range(0, len(images), batch_size):
            rows = slice(first, first + batch_size)
            entries = {name: values[rows] for name, values in given.items()}
            found.append(search(tf.constant(images[rows]), starts[:, rows], entries))
    return Search(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _starts(gan, images, restarts, seed):
    """Where the search begins, `(restarts, count, latent_dim)`."""
    drawn = gan.draw_latents(restarts * len(images), seed)
    starts = tf.reshape(drawn, (restarts, len(images), gan.latent_dim))
    encodes_alone = gan.has_encoder and not gan.encoding.conditions
    if not encodes_alone:
        return starts
    codes = _prior_of(gan).nearest(tf.constant(gan.encode(images)))
    return tf.concat([codes[None], starts[1:]], axis=0)


def _compiled(gan, steps, learning_rate, prior_weight):
    """The search of a batch as one graph."""
    prior = _prior_of(gan)

    def objectives_of(latents, images, entries):
        latents = prior.nearest(latents)  # on a sphere, gradients then are tangents
        made = tf.cast(gan.generate({**entries, "latents": latents}), tf.float32)
        axes = list(range(1, images.shape.rank))
        errors = tf.reduce_sum(tf.square(images - made), axes)
        return errors - prior_weight * prior.log_density(latents), made

    @tf.function(reduce_retracing=True)
    def search(images, starts, entries):
        restarts, count = tf.shape(starts)[0], tf.shape(starts)[1]

        def repeated(x):
            return tf.repeat(x[None], restarts, 0)

        def flat(x):
            return tf.reshape(x, tf.concat([[restarts * count], tf.shape(x)[2:]], 0))

        images, *values = (flat(repeated(x)) for x in (images, *entries.values()))
        entries = dict(zip(entries, values, strict=True))
        latents = flat(starts)
        mean, square = tf.zeros_like(latents), tf.zeros_like(latents)
        for step in tf.range(1, steps + 1):
            with tf.GradientTape(watch_accessed_variables=False) as tape:
                tape.watch(latents)
                objective, _ = objectives_of(latents, images, entries)
            gradient = tape.gradient(objective, latents)
            mean = BETA_1 * mean + (1 - BETA_1) * gradient
            square = BETA_2 * square + (1 - BETA_2) * tf.square(gradient)
            power = tf.cast(step, tf.float32)
            move = mean / (1 - BETA_1**power)
            move /= tf.sqrt(square / (1 - BETA_2**power)) + EPSILON
            # The rate falls to zero along a cosine, so that the search ends at a point.
            share = tf.cos(np.pi / 2 * (power - 1) / steps) ** 2
            latents = prior.nearest(latents - learning_rate * share * move)
        objective, made = objectives_of(latents, images, entries)
        objective = tf.reshape(objective, (restarts, count))
        best = tf.argmin(objective, 0, tf.int32) * count + tf.range(count)
        chosen = (latents, made, tf.reshape(objective, [-1]))
        return [tf.gather(values, best) for values in chosen]

    return search


def _prior_of(gan):
    """The prior, or one that knows nothing in the place of a user's own function."""
    return gan.latent if isinstance(gan.latent, LatentPrior) else LatentPrior()
