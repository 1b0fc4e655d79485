"""The rules by which recipes of CIFAR-10 and of photos come to a picture in time."""

from keras_gan.losses import R1
from keras_gan.models import GAN
from keras_gan.optimizers import Adam


def penalized_game(generator, discriminator, d_rate, g_rate, penalty_weight, seed):
    """A pair of networks under Adam, the non-saturating loss and R1.

    With the paper's optimizer, in turns and at these widths, D tells samples from
    images within a few hundred steps, and G stands still from then on. R1 keeps D flat
    enough for G to follow; without dropout in D, it needs to be computed at every
    eighth step only.

    Args:
        generator: `keras.Model`.
        discriminator: `keras.Model`.
        d_rate: float, D's learning rate.
        g_rate: float, G's learning rate.
        penalty_weight: float, of R1.
        seed: int, the seed of the noise.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    gan = GAN(generator, discriminator, latent="normal", seed=seed)
    gan.compile(**penalized_rules(d_rate, g_rate, penalty_weight))
    return gan


def penalized_rules(d_rate, g_rate, penalty_weight):
    """The optimizers, the loss and the penalty of such a game, for `GAN.compile`."""
    return {
        "d_optimizer": Adam(d_rate, beta_1=0.5, beta_2=0.99),
        "g_optimizer": Adam(g_rate, beta_1=0.5, beta_2=0.99),
        "loss": "non_saturating",
        "terms": [R1(penalty_weight, every=8)],
    }
