"""The paper's MNIST experiment, with the hyperparameters its authors published."""

from keras_gan.networks import paper_discriminator, paper_generator
from keras_gan.recipes.paper_game import paper_callbacks, paper_game
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
    return paper_game(
        paper_generator(images.image_shape, mean_image=images.train.mean(axis=0)),
        paper_discriminator(images.image_shape),
        learning_rate=0.1,
        seed=seed,
        latent="uniform",
    )


RECIPE = Recipe(
    name="mnist-2014",
    dataset="mnist",
    epochs=250,
    batch_size=100,
    build=build,
    callbacks=paper_callbacks,
    evaluate_plain=True,
)
