"""The paper's dense experiment on CIFAR-10, with networks for two cores.

The layers have a quarter of the paper's widths, 2,000 units in G and 400 maxout units
in D, so that a run fits into an hour. `networks.cifar10_dense_generator` and
`networks.cifar10_dense_discriminator` have the paper's widths by default.
"""

from keras_gan.networks import cifar10_dense_discriminator, cifar10_dense_generator
from keras_gan.recipes.paper_game import paper_callbacks, paper_game
from keras_gan.recipes.recipe import Recipe


def build(images, total_steps, seed):
    """The narrower pair under the paper's rules.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, not used: the paper's schedules do not depend on it.
        seed: int, the seed of the noise.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    return paper_game(
        cifar10_dense_generator(images.image_shape, width=2_000),
        cifar10_dense_discriminator(images.image_shape, num_units=400),
        learning_rate=0.025,
        seed=seed,
    )


RECIPE = Recipe(
    name="cifar10-dense",
    dataset="cifar10",
    contrast=55.0,
    epochs=30,
    batch_size=100,
    build=build,
    callbacks=paper_callbacks,
    evaluate_plain=True,
)
