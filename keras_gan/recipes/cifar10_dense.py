"""The paper's dense networks on CIFAR-10, at a size and by rules for two cores.

G has an eighth of the paper's units, 1,000 a layer, and D a seventh of its maxout
units, 240 a layer. Weights start at a scale that fits these widths, D has no dropout,
and Adam and R1 take the place of the paper's rules, so that half an hour is enough for
a picture. `networks.cifar10_dense_generator` and `networks.cifar10_dense_discriminator`
have the paper's widths, weights and dropout by default.
"""

from keras.initializers import VarianceScaling

from keras_gan.networks import cifar10_dense_discriminator, cifar10_dense_generator
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
    """
    return penalized_game(
        cifar10_dense_generator(
            images.image_shape,
            width=1_000,
            # Sigmoids need wide inputs, or all latents come to the same image.
            kernel_initializers=[VarianceScaling(scale) for scale in (2, 8, 4)],
        ),
        cifar10_dense_discriminator(
            images.image_shape,
            num_units=240,
            input_dropout=0.0,
            dropout=0.0,
            kernel_initializer="lecun_normal",
        ),
        d_rate=4e-4,
        g_rate=4e-4,
        penalty_weight=10.0,
        seed=seed,
    )


RECIPE = Recipe(
    name="cifar10-dense",
    dataset="cifar10",
    contrast=55.0,
    epochs=16,
    batch_size=64,
    build=build,
    evaluate_every=4,
    evaluate_plain=True,
    sample_every=4,
)
