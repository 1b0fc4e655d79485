"""The rules that all experiments of the 2014 paper share."""

from keras_gan.callbacks import MomentumSchedule
from keras_gan.models import GAN
from keras_gan.optimizers import SGD, DecayPerUpdate


def paper_game(
    generator,
    discriminator,
    learning_rate,
    seed,
    latent="normal",
    generator_ema="power",
):
    """A pair of networks under the paper's rules.

    Minibatch gradient descent with momentum .5, a learning rate that is divided by
    1.000004 at every update, the non-saturating loss, and k = 1. Both gradients come
    from one batch and are applied together, as in the code that the authors published;
    the paper's algorithm 1 is `update="alternating"`. The averaged generator is an
    addition; recipes with `evaluate_plain` score the un-averaged one, the paper's, too.

    Args:
        generator: `keras.Model`.
        discriminator: `keras.Model`.
        learning_rate: float, of both players, to start with.
        seed: int, the seed of the noise.
        latent: str, the prior.
        generator_ema: "power" or a decay, see `keras_gan.GAN`.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    gan = GAN(
        generator,
        discriminator,
        latent=latent,
        generator_ema=generator_ema,
        seed=seed,
    )
    gan.compile(
        d_optimizer=SGD(DecayPerUpdate(learning_rate), momentum=0.5),
        g_optimizer=SGD(DecayPerUpdate(learning_rate), momentum=0.5),
        loss="non_saturating",
        update="simultaneous",
    )
    return gan


def paper_callbacks(epochs_before=0):
    """Momentum from .5 to .7 between epochs 1 and 250.

    Args:
        epochs_before: int, epochs that are not counted.

    Returns:
        A list of Keras callbacks.
    """
    first, last = epochs_before + 1, epochs_before + 250
    return [MomentumSchedule(0.5, 0.7, first_epoch=first, last_epoch=last)]
