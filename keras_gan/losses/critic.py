"""Adversarial losses whose D is a critic: its logits are scores, not probabilities."""

import keras
import tensorflow as tf

from keras_gan.losses.adversarial import AdversarialLoss, flat
from keras_gan.losses.replicas import mean_over_replicas


class CriticLoss(AdversarialLoss):
    """A loss of scores; a subclass gives `discriminator_loss` and `generator_loss`.

    Nothing here is a probability, so there is no `label_smoothing`, and the logs have
    D's mean scores.
    """

    has_probabilities = False

    def __init__(self):
        super().__init__()

    def get_config(self):  # noqa: D102
        return {}


@keras.saving.register_keras_serializable(package="keras_gan")
class LeastSquares(CriticLoss):
    """Half the squared distance of scores from 1 (real) and 0 (generated).

    D: `(D(x) - 1)^2 / 2 + D(G(z))^2 / 2`. G: `(D(G(z)) - 1)^2 / 2`.

    Reference: [Mao et al., 2017](https://arxiv.org/abs/1611.04076)
    """

    def discriminator_loss(self, real_logits, fake_logits):  # noqa: D102
        real, fake = flat(real_logits), flat(fake_logits)
        return 0.5 * tf.square(real - 1.0) + 0.5 * tf.square(fake)

    def generator_loss(self, fake_logits):  # noqa: D102
        return 0.5 * tf.square(flat(fake_logits) - 1.0)


@keras.saving.register_keras_serializable(package="keras_gan")
class Wasserstein(CriticLoss):
    """The difference of mean scores, an earth mover's distance for a 1-Lipschitz D.

    D: `D(G(z)) - D(x)`. G: `-D(G(z))`. Keep D smooth: with the term
    `keras_gan.losses.GradientPenalty`, with the constraint
    `keras_gan.networks.ClipWeights`, or with `keras_gan.layers.SpectralNormalization`.

    Reference: [Arjovsky et al., 2017](https://arxiv.org/abs/1701.07875)
    """

    def discriminator_loss(self, real_logits, fake_logits):  # noqa: D102
        return flat(fake_logits) - flat(real_logits)

    def generator_loss(self, fake_logits):  # noqa: D102
        return -flat(fake_logits)


@keras.saving.register_keras_serializable(package="keras_gan")
class Hinge(CriticLoss):
    """A margin of one on each side; G moves up D's scores.

    D: `max(0, 1 - D(x)) + max(0, 1 + D(G(z)))`. G: `-D(G(z))`.

    Reference: [Lim and Ye, 2017](https://arxiv.org/abs/1705.02894)
    """

    def discriminator_loss(self, real_logits, fake_logits):  # noqa: D102
        return tf.nn.relu(1 - flat(real_logits)) + tf.nn.relu(1 + flat(fake_logits))

    def generator_loss(self, fake_logits):  # noqa: D102
        return -flat(fake_logits)


class RelativisticLoss(CriticLoss):
    """A loss of how much more real one image looks than another.

    G minimizes D's objective with real and generated images exchanged, so it sees real
    images too. A subclass gives `discriminator_loss`.
    """

    def generator_loss(self, fake_logits, real_logits):
        """Returns what the generator minimizes, shape `(batch,)`.

        Args:
            fake_logits: tensor `(batch,)` or `(batch, 1)`, D's logits of G(z).
            real_logits: tensor of the same shape, D's logits of real images.
        """
        return self.discriminator_loss(fake_logits, real_logits)

    def of_generator(self, play):  # noqa: D102
        return self.generator_loss(play.fake_logits, play.real_logits)


@keras.saving.register_keras_serializable(package="keras_gan")
class RelativisticAverage(RelativisticLoss):
    """Is an image more real than the average of the other kind?

    D: `softplus(-(D(x) - mean D(G(z)))) + softplus(D(G(z)) - mean D(x))`; G the same
    with the two exchanged. The means are over the whole batch, that of all replicas.

    Reference: [Jolicoeur-Martineau, 2018](https://arxiv.org/abs/1807.00734)
    """

    def discriminator_loss(self, real_logits, fake_logits):  # noqa: D102
        real, fake = flat(real_logits), flat(fake_logits)
        real_over_fake = real - mean_over_replicas(fake)
        fake_over_real = fake - mean_over_replicas(real)
        return tf.nn.softplus(-real_over_fake) + tf.nn.softplus(fake_over_real)


@keras.saving.register_keras_serializable(package="keras_gan")
class RelativisticPairing(RelativisticLoss):
    """Is this real image more real than that generated one?

    D: `softplus(-(D(x) - D(G(z))))` on the pairs of a batch; G the same with the two
    exchanged. With the terms `R1` and `R2` it is the loss of R3GAN.

    Reference: [Huang et al., 2024](https://arxiv.org/abs/2501.05441)
    """

    def discriminator_loss(self, real_logits, fake_logits):  # noqa: D102
        return tf.nn.softplus(flat(fake_logits) - flat(real_logits))
