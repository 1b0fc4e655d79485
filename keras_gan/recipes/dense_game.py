"""The game that the recipes `digits` and `mnist` play, at their sizes."""

from keras.optimizers.schedules import PiecewiseConstantDecay

from keras_gan.losses import R1, ClassLoss
from keras_gan.models import GAN
from keras_gan.networks import dense_discriminator, dense_generator
from keras_gan.optimizers import Adam

SCHEDULE = "R1 is stronger after 30 % and the learning rate halved after 75 %"


def dense_game(
    images,
    total_steps,
    seed,
    latent_dim,
    widths,
    learning_rate,
    penalty_weight,
    max_shift,
    update="alternating",
    condition=None,
    class_size=4,
    class_weight=0.1,
):
    """Small dense networks, Adam, and the R1 penalty in the place of dropout.

    A weak penalty learns fastest and a stronger one ends best, so its weight grows
    fivefold after 30 % of training. The learning rate is halved after 75 %; it is not
    annealed to nothing, as averaged weights that still wander score best.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, the length of training.
        seed: int, the seed of the noise.
        latent_dim: int, the length of a latent vector.
        widths: sequence of int, the hidden units of each layer of both networks.
        learning_rate: float, of both players, to start with.
        penalty_weight: float, of R1 to start with.
        max_shift: int, the pixels by which what D sees is moved at random; 0 for
            none.
        update: str, as in `GAN.compile`.
        condition: None, or what D does with the classes of images, which G is then
            asked for: one of `keras_gan.networks.dense.CONDITIONS`.
        class_size: int, the length of the vectors of classes beside G's latents.
        class_weight: float, of the class loss in G's objective where D is a
            "classifier"; in D's it counts in full.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    num_classes = len(images.classes) if condition is not None else None
    generator = dense_generator(
        images.image_shape,
        latent_dim,
        widths,
        mean_image=images.train.mean(axis=0),
        num_classes=num_classes,
        class_size=class_size,
    )
    joined = {} if condition is None else {"condition": condition}
    discriminator = dense_discriminator(
        images.image_shape,
        widths,
        max_shift=max_shift,
        num_classes=num_classes,
        **joined,
    )
    of_game = rules(total_steps, learning_rate, penalty_weight)
    if condition == "classifier":
        of_game["terms"] += [ClassLoss(), ClassLoss(class_weight, player="generator")]
    gan = GAN(generator, discriminator, latent="normal", seed=seed)
    gan.compile(**of_game, update=update)
    return gan


def rules(total_steps, learning_rate, penalty_weight):
    """The optimizers, the loss and the terms of the game, for `GAN.compile`."""

    def steps(*shares):
        return [round(share * total_steps) for share in shares]

    def adam():
        rates = [learning_rate, learning_rate / 2]
        return Adam(PiecewiseConstantDecay(steps(0.75), rates), beta_1=0.5, beta_2=0.99)

    weights = [penalty_weight, 5 * penalty_weight]
    return {
        "d_optimizer": adam(),
        "g_optimizer": adam(),
        "loss": "non_saturating",
        "terms": [R1(PiecewiseConstantDecay(steps(0.3), weights), every=4)],
    }
