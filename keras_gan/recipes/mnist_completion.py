"""MNIST digits of which any part is hidden: all conditionals p(x_S | the rest)."""

import functools

from keras_gan.losses import EnergyScore
from keras_gan.models import CompletionGAN
from keras_gan.networks import (
    completion_discriminator,
    completion_generator,
)
from keras_gan.recipes import completion_scores
from keras_gan.recipes.dense_game import SCHEDULE, rules
from keras_gan.recipes.recipe import Recipe


def completion_game(
    images,
    total_steps,
    seed,
    latent_dim,
    widths,
    learning_rate,
    penalty_weight,
    max_shift,
    masks="any",
    energy_weight=1.0,
    update="alternating",
):
    """`dense_game` with a generator that sees any part of a digit.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, the length of training.
        seed: int, the seed of noise and masks.
        latent_dim: int, the length of a latent vector.
        widths: sequence of int, the hidden units of each layer of both networks.
        learning_rate: float, of both players, to start with.
        penalty_weight: float, of R1 to start with.
        max_shift: int, the pixels by which what D sees is moved at random; 0 for none.
        masks: str or `keras_gan.latents.masks.MaskDistribution`.
        energy_weight: float, of `keras_gan.losses.EnergyScore`.
        update: str, as in `GAN.compile`.

    Returns:
        A compiled `keras_gan.CompletionGAN`.
    """
    shape, mean = images.image_shape, images.train.mean(axis=0)
    generator = completion_generator(shape, latent_dim, widths, mean)
    discriminator = completion_discriminator(shape, widths, max_shift=max_shift)
    gan = CompletionGAN(
        generator, discriminator, latent="normal", masks=masks, seed=seed
    )
    of_game = rules(total_steps, learning_rate, penalty_weight)
    of_game["terms"] += [EnergyScore(energy_weight)]
    gan.compile(**of_game, update=update)
    return gan


RECIPE = Recipe(
    name="mnist-completion",
    dataset="mnist",
    epochs=120,
    batch_size=200,
    build=functools.partial(
        completion_game,
        latent_dim=32,
        widths=(512, 512),
        learning_rate=2e-3,
        max_shift=1,
        penalty_weight=1e-3,
    ),
    evaluate_every=10,
    sample_every=10,
    schedule=SCHEDULE,
    needs_labels=True,
    scores=completion_scores.scores,
    draw=completion_scores.draw,
)
