"""The paper's MNIST experiment, with the hyperparameters its authors published."""

from keras_gan.callbacks import MomentumSchedule
from keras_gan.models import GAN
from keras_gan.networks import paper_discriminator, paper_generator
from keras_gan.optimizers import SGD, DecayPerUpdate
from keras_gan.recipes.recipe import Recipe


def build(images, total_steps, seed):
    """The pair of the paper under its rules.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, not used: the paper's schedules do not depend on it.
        seed: int, the seed of the noise.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    gan = GAN(
        paper_generator(images.image_shape, mean_image=images.train.mean(axis=0)),
        paper_discriminator(images.image_shape),
        latent="uniform",
        generator_ema="power",
        seed=seed,
    )
    gan.compile(
        d_optimizer=SGD(DecayPerUpdate(0.1), momentum=0.5),
        g_optimizer=SGD(DecayPerUpdate(0.1), momentum=0.5),
        loss="non_saturating",
        discriminator_steps=1,
    )
    return gan


def callbacks():
    """Momentum from .5 to .7 between epochs 1 and 250."""
    return [MomentumSchedule(0.5, 0.7, first_epoch=1, last_epoch=250)]


RECIPE = Recipe(
    name="mnist-2014",
    dataset="mnist",
    epochs=250,
    batch_size=100,
    build=build,
    callbacks=callbacks,
    evaluate_plain=True,
)
