"""CIFAR-10's right half, given the left one, and any other part of a picture."""

import functools

from keras_gan.latents.masks import Halves, Mixture
from keras_gan.losses import EnergyScore
from keras_gan.models import CompletionGAN
from keras_gan.networks import (
    photo_completion_discriminator,
    photo_completion_generator,
)
from keras_gan.recipes import completion_scores
from keras_gan.recipes.penalized_game import penalized_rules
from keras_gan.recipes.recipe import Recipe

HIDDEN = ("right",)
WIDTH = 32


def build(
    images,
    total_steps,
    seed,
    width=WIDTH,
    latent_dim=64,
    learning_rate=4e-4,
    penalty_weight=0.03,
    energy_weight=0.3,
    masks=None,
):
    """Convolutions under Adam, the non-saturating loss, R1 and the energy score.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, not used: the rules do not depend on it.
        seed: int, the seed of noise and masks.
        width: int, the channels of both networks next to the image.
        latent_dim: int, the length of a latent vector.
        learning_rate: float, of both players.
        penalty_weight: float, of R1.
        energy_weight: float, of `keras_gan.losses.EnergyScore`.
        masks: str or `keras_gan.latents.masks.MaskDistribution`; by default every
            other mask hides the right half, and the others are of any kind.

    Returns:
        A compiled `keras_gan.CompletionGAN`.
    """
    gan = CompletionGAN(
        photo_completion_generator(images.image_shape, latent_dim, width),
        photo_completion_discriminator(images.image_shape, width),
        latent="normal",
        masks=masks or Mixture([Halves(HIDDEN), "any"]),
        generator_ema=0.998,
        seed=seed,
    )
    rules = penalized_rules(learning_rate, learning_rate, penalty_weight)
    rules["terms"] += [EnergyScore(energy_weight)]
    gan.compile(**rules)
    return gan


RECIPE = Recipe(
    name="cifar10-completion",
    dataset="cifar10",
    epochs=None,
    steps=10_000,
    steps_an_epoch=200,
    batch_size=64,
    build=build,
    evaluate_every=10,
    num_samples=500,
    num_scored=2_000,
    sample_every=5,
    flip=True,
    has_width=True,
    needs_labels=True,
    scores=functools.partial(completion_scores.scores, sides=HIDDEN),
    draw=functools.partial(completion_scores.draw, sides=HIDDEN),
)
