"""The paper's convolutional experiment on CIFAR-10, with networks for two cores.

G has an eighth of the paper's rectifiers and half of its sigmoids, D half of its maxout
units, so that a run fits into an hour. `networks.cifar10_conv_generator` and
`networks.cifar10_conv_discriminator` have the paper's widths by default.
"""

from keras_gan.networks import cifar10_conv_discriminator, cifar10_conv_generator
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

    Raises:
        ValueError: if the networks cannot make, or take, images of that size.
    """
    return paper_game(
        cifar10_conv_generator(images.image_shape, width=1_000, channels=40),
        cifar10_conv_discriminator(
            images.image_shape, filters=(16, 16, 96), num_units=250
        ),
        learning_rate=0.004,
        seed=seed,
    )


RECIPE = Recipe(
    name="cifar10-conv",
    dataset="cifar10",
    contrast=55.0,
    epochs=10,
    batch_size=128,
    build=build,
    callbacks=paper_callbacks,
    evaluate_plain=True,
)
