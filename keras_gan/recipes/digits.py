"""The 8x8 digits inside scikit-learn: a whole experiment in a minute."""

import keras

from keras_gan.losses import R1
from keras_gan.models import GAN
from keras_gan.networks import dense_discriminator, dense_generator
from keras_gan.optimizers import Adam
from keras_gan.recipes.recipe import Recipe


def build(images, total_steps, seed):
    """The `mnist` recipe with smaller networks.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, the length of training, of which the learning rate falls
            after two thirds.
        seed: int, the seed of the noise.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    gan = GAN(
        dense_generator(
            images.image_shape,
            latent_dim=16,
            widths=(128, 128),
            mean_image=images.train.mean(axis=0),
        ),
        dense_discriminator(images.image_shape, widths=(128, 128)),
        latent="normal",
        generator_ema="power",
        seed=seed,
    )
    gan.compile(
        d_optimizer=Adam(_learning_rate(total_steps), beta_1=0.5, beta_2=0.99),
        g_optimizer=Adam(_learning_rate(total_steps), beta_1=0.5, beta_2=0.99),
        loss="non_saturating",
        penalties=[R1(0.1)],
    )
    return gan


def _learning_rate(total_steps):
    return keras.optimizers.schedules.PiecewiseConstantDecay(
        [round(0.67 * total_steps)], [1e-3, 2e-4]
    )


RECIPE = Recipe(
    name="digits",
    dataset="digits",
    epochs=400,
    batch_size=64,
    build=build,
    evaluate_every=20,
    num_samples=1_297,
    sample_every=40,
)
