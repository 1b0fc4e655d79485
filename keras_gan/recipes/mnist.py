"""MNIST as well as we can in half an hour on two cores."""

import keras

from keras_gan.losses import R1
from keras_gan.models import GAN
from keras_gan.networks import dense_discriminator, dense_generator
from keras_gan.optimizers import Adam
from keras_gan.recipes.recipe import Recipe


def build(images, total_steps, seed):
    """Small dense networks, Adam, and the R1 penalty in the place of dropout.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, the length of training, of which the learning rate falls at
            40 % and 75 %.
        seed: int, the seed of the noise.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    gan = GAN(
        dense_generator(
            images.image_shape, latent_dim=32, mean_image=images.train.mean(axis=0)
        ),
        dense_discriminator(images.image_shape),
        latent="normal",
        generator_ema="power",
        seed=seed,
    )
    gan.compile(
        d_optimizer=Adam(_learning_rate(total_steps), beta_1=0.5, beta_2=0.99),
        g_optimizer=Adam(_learning_rate(total_steps), beta_1=0.5, beta_2=0.99),
        loss="non_saturating",
        penalties=[R1(0.001, every=4)],
    )
    return gan


def _learning_rate(total_steps):
    return keras.optimizers.schedules.PiecewiseConstantDecay(
        [round(0.40 * total_steps), round(0.75 * total_steps)], [2e-3, 8e-4, 2e-4]
    )


RECIPE = Recipe(
    name="mnist",
    dataset="mnist",
    epochs=160,
    batch_size=200,
    build=build,
    evaluate_every=10,
    sample_every=10,
)
