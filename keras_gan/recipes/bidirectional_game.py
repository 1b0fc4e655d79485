"""The bidirectional game of dense networks that `mnist-bidirectional` plays."""

import math

from keras.optimizers.schedules import PiecewiseConstantDecay

from keras_gan.latents import Uniform
from keras_gan.losses import JointR1, LatentCycle
from keras_gan.models import BiGAN
from keras_gan.networks import dense_discriminator, dense_encoder, dense_generator
from keras_gan.optimizers import Adam

PRIOR = Uniform(-1.0, 1.0)
SCHEDULE = "the learning rates are halved after 75 %"


def bidirectional_game(
    images,
    total_steps,
    seed,
    latent_dim=50,
    widths=(512, 512),
    d_rate=1e-3,
    g_rate=1e-3,
    penalty_weight=1.0,
    cycle_weight=0.1,
    loss="bidirectional",
    latent=PRIOR,
    activation=None,
):
    """A generator, an encoder and a D of pairs, under Adam, with two terms.

    `JointR1` keeps D from telling codes from latents at once. `LatentCycle` has G use
    all of z, of which most would be lost otherwise.

    Args:
        images: `keras_gan.datasets.ImageData`.
        total_steps: int, the length of training.
        seed: int, the seed of the noise.
        latent_dim: int, the length of a latent vector, for images of at least six times
            as many values; of smaller ones, a sixth of their values.
        widths: sequence of int, the hidden units of each layer of all three networks.
        d_rate: float, D's learning rate to start with.
        g_rate: float, that of the generator and the encoder.
        penalty_weight: float, of `JointR1`, computed at every fourth step.
        cycle_weight: float, of `LatentCycle`; 0 for a plain bidirectional game.
        loss: str, as in `BiGAN.compile`.
        latent: str or callable, the prior of the latents, as in `GAN`.
        activation: str or None, of the codes, see `dense_encoder`.

    Returns:
        A compiled `keras_gan.BiGAN`.
    """
    shape = images.image_shape
    latent_dim = min(latent_dim, max(1, math.prod(shape) // 6))
    gan = BiGAN(
        dense_generator(
            shape, latent_dim, widths, mean_image=images.train.mean(axis=0)
        ),
        dense_discriminator(shape, widths, code_dim=latent_dim),
        latent=latent,
        partners={"encoder": dense_encoder(shape, latent_dim, widths, 0.2, activation)},
        seed=seed,
    )

    def adam(rate):
        steps, rates = [round(0.75 * total_steps)], [rate, rate / 2]
        return Adam(PiecewiseConstantDecay(steps, rates), beta_1=0.5, beta_2=0.99)

    terms = [JointR1(penalty_weight, every=4), LatentCycle(cycle_weight)]
    terms = [term for term in terms if term.weight]
    gan.compile(adam(d_rate), adam(g_rate), loss=loss, terms=terms)
    return gan
