"""The paper's convolutional networks on CIFAR-10, at a size and by rules for two cores.

G has an eighth of the paper's rectifiers and half of its sigmoids, D half of its maxout
units. Weights start at a scale that fits these widths, D has no dropout, and Adam and
R1 take the place of the paper's rules, so that half an hour is enough for a picture.
`networks.cifar10_conv_generator` and `networks.cifar10_conv_discriminator` have the
paper's widths, weights and dropout by default.
"""

from keras.initializers import RandomNormal, VarianceScaling

from keras_gan.networks import cifar10_conv_discriminator, cifar10_conv_generator
from keras_gan.recipes.penalized_game import penalized_game
from keras_gan.recipes.recipe import Recipe


def build(images, total_steps, seed):
    """The narrower pair, compiled.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, not used: the rules do not depend on it.
        seed: int, the seed of the noise.

    Returns:
        A compiled `keras_gan.GAN`.

    Raises:
        ValueError: if the networks cannot make, or take, images of that size.
    """
    return penalized_game(
        cifar10_conv_generator(
            images.image_shape,
            width=1_000,
            channels=40,
            kernel_initializers=[
                VarianceScaling(2),
                VarianceScaling(1),
                RandomNormal(stddev=0.2),
            ],
        ),
        cifar10_conv_discriminator(
            images.image_shape,
            filters=(16, 16, 96),
            num_units=250,
            input_dropout=0.0,
            dropout=0.0,
            kernel_initializer="lecun_normal",
        ),
        d_rate=5e-4,
        g_rate=2e-3,
        penalty_weight=1.0,
        seed=seed,
    )


RECIPE = Recipe(
    name="cifar10-conv",
    dataset="cifar10",
    contrast=55.0,
    epochs=3,
    batch_size=32,
    build=build,
    evaluate_every=1,
    evaluate_plain=True,
    sample_every=1,
)
