"""Adversarial losses of the 2014 paper, as discriminator and generator pairs.

With D(x) = sigmoid(logit), every function returns one value for each logit in float32
and stays finite for any finite logit. `critic.py` has the losses without probabilities.
"""

import numbers

import keras
import tensorflow as tf

# exp(30) is 1e13: far past any useful gradient, and an optimizer that squares it, as
# Adam does, stays finite.
MAX_EXPONENT = 30.0


class AdversarialLoss:
    """What each player minimizes.

    The discriminator's objective is that of the paper, half the sum of two cross
    entropies; subclasses give the generator's. Override both for another game, and set
    `has_probabilities = False` where sigmoid(logit) is no probability. A loss that
    needs more than logits overrides `of_discriminator` and `of_generator`, which get
    the whole `keras_gan.models.Play`.

    Args:
        label_smoothing: float in [0, 0.5), how far below one the target of real
            images lies. Fake images keep the target zero ("one-sided").

    Attributes:
        has_probabilities: bool, whether sigmoid(logit) is D's probability that an
            image is real. The logs then have `value`, and `d_real` and `d_fake` are
            probabilities; else they are mean logits.

    Raises:
        ValueError: if `label_smoothing` is outside [0, 0.5), or the loss has an
            objective of D that makes no use of it.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661);
    smoothing: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498)
    """

    has_probabilities = True

    def __init__(self, label_smoothing=0.0):
        _check_number("label_smoothing", label_smoothing)
        if not 0 <= label_smoothing < 0.5:
            raise ValueError(
                "`label_smoothing` must be at least 0 and below 0.5. "
                f"Received: label_smoothing={label_smoothing}."
            )
        own = type(self).discriminator_loss is not AdversarialLoss.discriminator_loss
        if own and label_smoothing:
            raise ValueError(
                f"{type(self).__name__} has a `discriminator_loss` of its own, which "
                "`label_smoothing` does not reach. Received: "
                f"label_smoothing={label_smoothing}. Leave it out, or smooth the "
                "labels in that method."
            )
        self.label_smoothing = label_smoothing

    def of_discriminator(self, play):
        """Returns what D minimizes in one evaluation of the game, one value a logit."""
        return self.discriminator_loss(play.real_logits, play.fake_logits)

    def of_generator(self, play):
        """Returns what G minimizes in one evaluation of the game, one value a logit."""
        return self.generator_loss(play.fake_logits)

    def discriminator_loss(self, real_logits, fake_logits):
        """Returns `-(log D(x) + log(1 - D(G(z)))) / 2`, shape `(batch,)`.

        Args:
            real_logits: tensor `(batch,)` or `(batch, 1)`, D's logits of real images.
            fake_logits: tensor of the same shape, D's logits of generated images.
        """
        real_logits, fake_logits = flat(real_logits), flat(fake_logits)
        # With the target t, cross entropy is softplus(-logit) + (1 - t) logit.
        real = tf.nn.softplus(-real_logits) + self.label_smoothing * real_logits
        return 0.5 * real + 0.5 * tf.nn.softplus(fake_logits)

    def generator_loss(self, fake_logits):
        """Returns what the generator minimizes, shape `(batch,)`.

        Args:
            fake_logits: tensor `(batch,)` or `(batch, 1)`, D's logits of G(z).
        """
        raise TypeError(
            f"{type(self).__name__} must define `generator_loss(fake_logits)`."
        )

    def get_config(self):
        """Returns the constructor's arguments."""
        return {"label_smoothing": self.label_smoothing}

    @classmethod
    def from_config(cls, config):
        """Makes the loss from `get_config()`'s dictionary."""
        return cls(**config)


@keras.saving.register_keras_serializable(package="keras_gan")
class Minimax(AdversarialLoss):
    """The zero-sum game: G minimizes `log(1 - D(G(z)))` (equation 1).

    Its gradient vanishes while D rejects samples with confidence, which is why the
    paper trains with `NonSaturating`.

    Args:
        label_smoothing: float in [0, 0.5), see `AdversarialLoss`.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 3
    """

    def generator_loss(self, fake_logits):  # noqa: D102
        return -tf.nn.softplus(flat(fake_logits))


@keras.saving.register_keras_serializable(package="keras_gan")
class NonSaturating(AdversarialLoss):
    """G minimizes `-log D(G(z))`: strong gradients early in learning.

    Args:
        label_smoothing: float in [0, 0.5), see `AdversarialLoss`.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 3
    """

    def generator_loss(self, fake_logits):  # noqa: D102
        return tf.nn.softplus(-flat(fake_logits))


@keras.saving.register_keras_serializable(package="keras_gan")
class Bidirectional(AdversarialLoss):
    """Generator and encoder minimize `-log D(G(z), z) - log(1 - D(x, E(x)))`.

    The loss of `keras_gan.BiGAN`: D's objective with the labels swapped, twice
    that, so that D's answers to real pairs move the encoder. It does not saturate in
    either direction.

    Args:
        label_smoothing: float in [0, 0.5), see `AdversarialLoss`.

    Reference: [Donahue et al., 2017](https://arxiv.org/abs/1605.09782), appendix A;
    [Dumoulin et al., 2017](https://arxiv.org/abs/1606.00704), algorithm 1
    """

    def generator_loss(self, fake_logits):  # noqa: D102
        return tf.nn.softplus(-flat(fake_logits))

    def of_generator(self, play):  # noqa: D102
        encoded = tf.nn.softplus(flat(play.real_logits))
        return self.generator_loss(play.fake_logits) + encoded


@keras.saving.register_keras_serializable(package="keras_gan")
class MaximumLikelihood(AdversarialLoss):
    """G minimizes `-exp(logit)`: maximum likelihood where D is optimal.

    Logits above 30 count as 30, so that the loss stays finite.

    Args:
        label_smoothing: float in [0, 0.5), see `AdversarialLoss`.

    Reference: [Goodfellow, 2014](https://arxiv.org/abs/1412.6515)
    """

    def generator_loss(self, fake_logits):  # noqa: D102
        return -tf.exp(tf.minimum(flat(fake_logits), MAX_EXPONENT))


@keras.saving.register_keras_serializable(package="keras_gan")
class Softplus(AdversarialLoss):
    """A softplus for each player's side: `NonSaturating` with twice D's objective.

    D: `softplus(-logit(x)) + softplus(logit(G(z)))`. G: `softplus(-logit(G(z)))`. So
    StyleGAN and most penalties' papers have it; a weight of R1 from there holds here.

    Reference: [Karras et al., 2019](https://arxiv.org/abs/1812.04948)
    """

    def __init__(self):
        super().__init__()

    def discriminator_loss(self, real_logits, fake_logits):  # noqa: D102
        return tf.nn.softplus(-flat(real_logits)) + tf.nn.softplus(flat(fake_logits))

    def generator_loss(self, fake_logits):  # noqa: D102
        return tf.nn.softplus(-flat(fake_logits))

    def get_config(self):  # noqa: D102
        return {}


@keras.saving.register_keras_serializable(package="keras_gan")
class Blend(AdversarialLoss):
    """A convex blend of the minimax and the non-saturating generator objectives.

    Args:
        non_saturating: float in [0, 1], the share of the non-saturating objective.
        label_smoothing: float in [0, 0.5), see `AdversarialLoss`.

    Raises:
        ValueError: if `non_saturating` is outside [0, 1].
    """

    def __init__(self, non_saturating=0.5, label_smoothing=0.0):
        super().__init__(label_smoothing)
        _check_number("non_saturating", non_saturating)
        if not 0 <= non_saturating <= 1:
            raise ValueError(
                "`non_saturating` is a share and must lie in [0, 1]. "
                f"Received: non_saturating={non_saturating}."
            )
        self.non_saturating = non_saturating

    def generator_loss(self, fake_logits):  # noqa: D102
        fake_logits = flat(fake_logits)
        return self.non_saturating * tf.nn.softplus(-fake_logits) - (
            1.0 - self.non_saturating
        ) * tf.nn.softplus(fake_logits)

    def get_config(self):  # noqa: D102
        return {"non_saturating": self.non_saturating, **super().get_config()}


def value_function(real_logits, fake_logits):
    """The value of the game V(D, G) per pair of examples (equation 1).

    Args:
        real_logits: tensor `(batch,)` or `(batch, 1)`, D's logits of real images.
        fake_logits: tensor of the same shape, D's logits of generated images.

    Returns:
        `log D(x) + log(1 - D(G(z)))`, shape `(batch,)`. Its mean is `-log 4` at the
        equilibrium and never above zero.
    """
    real_logits, fake_logits = flat(real_logits), flat(fake_logits)
    value = -tf.nn.softplus(-real_logits) - tf.nn.softplus(fake_logits)
    return tf.maximum(value, tf.float32.min)


def flat(logits):
    """Logits as float32, one after the other: those of patches too."""
    return tf.reshape(tf.cast(logits, tf.float32), [-1])


def _check_number(name, value):
    if not isinstance(value, numbers.Real):
        raise TypeError(f"`{name}` must be a number. Received: {name}={value!r}.")
