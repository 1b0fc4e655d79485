"""Pictures of one's own, in colour or grey, of 16 to 256 pixels."""

from keras_gan import callbacks, layers
from keras_gan.models import GAN
from keras_gan.networks import residual_discriminator, residual_generator
from keras_gan.recipes.penalized_game import penalized_rules
from keras_gan.recipes.recipe import Recipe

WIDTH = 32
LEARNING_RATE = 4e-4


def build(images, total_steps, seed, width=WIDTH):
    """A residual pair under Adam, the non-saturating loss and R1.

    D sees augmented images, as far as it learns the real ones by heart. Where the
    images have classes, both networks take labels.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, not used: the rules do not depend on it.
        seed: int, the seed of the noise.
        width: int, the channels of both networks next to the image.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    augment = layers.DiffAugment(probability=0.0, seed=seed)
    num_classes = len(images.classes) or None
    gan = GAN(
        residual_generator(images.image_shape, width=width, num_classes=num_classes),
        residual_discriminator(
            images.image_shape, width, augment, num_classes=num_classes
        ),
        latent="normal",
        seed=seed,
        generator_ema=0.998,
    )
    gan.compile(**penalized_rules(LEARNING_RATE, LEARNING_RATE, 0.03))
    return gan


def rules():
    """Adaptive augmentation, quick enough for half an hour."""
    return [callbacks.AdaptiveAugmentation(images_to_full=100_000)]


RECIPE = Recipe(
    name="photos",
    dataset="cifar10",
    epochs=None,
    steps=10_000,
    steps_an_epoch=200,
    batch_size=64,
    build=build,
    callbacks=rules,
    evaluate_every=10,
    num_samples=500,
    num_scored=500,
    sample_every=5,
    flip=True,
    image_size=None,
    has_width=True,
    takes_labels=True,
)
