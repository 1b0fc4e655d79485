"""The game over one number that figure 1 and the tests of the theorems play."""

import keras
import numpy as np
import scipy.stats
from keras.optimizers.schedules import CosineDecay

from keras_gan.losses import R1
from keras_gan.metrics import histogram_divergence
from keras_gan.models import GAN
from keras_gan.networks import one_dimensional_discriminator, one_dimensional_generator
from keras_gan.optimizers import Adam

# A bell that ends, as what a generator makes of uniform noise has to.
P_DATA = scipy.stats.cosine(loc=1.0, scale=0.9)
BATCH_SIZE = 512


def numbers(count, seed):
    """Draws from the data's distribution.

    Args:
        count: int, how many.
        seed: int.

    Returns:
        A float32 array `(count, 1)`.
    """
    return P_DATA.rvs((count, 1), random_state=seed).astype("float32")


def one_dimensional_game(seed):
    """Makes the players, with uniform noise: G(z) = z to begin with.

    Args:
        seed: int, the seed of the noise.

    Returns:
        A `keras_gan.GAN`, not compiled.
    """
    return GAN(one_dimensional_generator(), one_dimensional_discriminator(), seed=seed)


def set_rules(gan, total_steps, d_rate=1e-2, g_rate=2e-3, penalty_weight=0.1, **kwargs):
    """Compiles a game that comes to rest.

    D learns much faster than G, so that it stays near its optimum while G moves. The
    penalty R1 is zero at the equilibrium, which it does not move, and keeps the
    players from circling around it. Both rates go to zero.

    Args:
        gan: `keras_gan.GAN`, over one number.
        total_steps: int, the steps until both rates are zero.
        d_rate: float, the discriminator's learning rate to start with.
        g_rate: float, the generator's.
        penalty_weight: float, of R1; 0 leaves it out.
        **kwargs: the other arguments of `GAN.compile`.
    """

    def adam(rate):
        return Adam(CosineDecay(rate, total_steps), beta_1=0.0, beta_2=0.99)

    penalties = [R1(penalty_weight)] if penalty_weight else []
    gan.compile(adam(d_rate), adam(g_rate), terms=penalties, **kwargs)


def measure(gan, seed):
    """Measures how near a game is to its equilibrium.

    Args:
        gan: `keras_gan.GAN`, compiled, over one number.
        seed: int, of what it is measured on, which no training of that seed has seen.

    Returns:
        Dict of floats: "value", V(D, G) on fresh data, -log 4 = -1.386 at the
        equilibrium; "largest_deviation_of_d", the largest `|D(x) - 1/2|` over the
        central 95 % of the data; "divergence", the JSD of samples and data, in nats.
        All are of the un-averaged generator.
    """
    fresh = numbers(50_000, seed + 1_000_000)
    logs = gan.evaluate(fresh, batch_size=5_000, verbose=0, return_dict=True)
    support = P_DATA.ppf(np.linspace(0.025, 0.975, 401)).astype("float32")
    answers = keras.ops.sigmoid(gan.discriminator(support[:, None]))
    samples = gan.sample(100_000, seed, averaged=False, batch_size=10_000)
    return {
        "value": logs["value"],
        "largest_deviation_of_d": float(np.abs(np.asarray(answers) - 0.5).max()),
        "divergence": histogram_divergence(samples, P_DATA),
    }
