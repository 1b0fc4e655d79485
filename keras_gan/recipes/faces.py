"""The paper's experiment on faces in its two stages, with networks for two cores.

The faces are FER-2013, in the place of the Toronto Face Database, which is not public.
The layers have a quarter of the paper's widths, 2,000 units in G and 300 maxout units
in D, so that a run takes about an hour. `networks.faces_generator` and
`networks.faces_discriminator` have the paper's widths by default.
"""

from keras_gan.networks import (
    faces_bottom,
    faces_discriminator,
    faces_generator,
    put_below,
)
from keras_gan.recipes.paper_game import paper_callbacks, paper_game
from keras_gan.recipes.recipe import NextStage, Recipe

WIDTH = 2_000
NUM_UNITS = 300
LATENT_DIM = 100
LEARNING_RATE = 0.05


def build(images, total_steps, seed):
    """The pair of the first stage under the paper's rules.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, not used: the paper's schedules do not depend on it.
        seed: int, the seed of the noise.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    generator = faces_generator(
        images.image_shape, LATENT_DIM, WIDTH, mean_image=images.train.mean(axis=0)
    )
    discriminator = faces_discriminator(images.image_shape, NUM_UNITS)
    return paper_game(generator, discriminator, LEARNING_RATE, seed)


def build_deeper(gan, images, total_steps, seed):
    """The pair of the second stage, around the generator of the first.

    Two layers go below the un-averaged generator, and all of them are trained, the new
    ones slowly, see `networks.put_below`. The discriminator is a new one that starts
    from fresh weights, and learning rate and momentum start again, as the second of
    the published configurations has it. The average begins anew too, and ends as one
    over about the last fifth of the stage.

    Args:
        gan: `keras_gan.GAN`, as the first stage left it.
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, the steps of this stage.
        seed: int, the seed of the noise.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    bottom = faces_bottom(LATENT_DIM, WIDTH)
    return paper_game(
        put_below(bottom, gan.generator, gan.draw_latents(1_000, seed)),
        faces_discriminator(images.image_shape, NUM_UNITS),
        LEARNING_RATE,
        seed,
        generator_ema=total_steps / (total_steps + 5),
    )


RECIPE = Recipe(
    name="faces",
    dataset="fer2013",
    epochs=72,
    batch_size=100,
    build=build,
    callbacks=paper_callbacks,
    next_stage=NextStage(epochs=22, build=build_deeper, callbacks=paper_callbacks),
    evaluate_plain=True,
)
