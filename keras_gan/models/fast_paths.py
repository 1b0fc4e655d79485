"""Ways to the same update that take less time, chosen once by `compile`."""

import logging

from keras_gan.losses import AdversarialLoss
from keras_gan.models.linear_pass import has_linear_r1
from keras_gan.models.one_pass import is_per_example

LOGGER = logging.getLogger("keras_gan")


def choose(discriminator, loss, terms, alone):
    """The fast paths of D's turn, each of which gives an equal result.

    Args:
        discriminator: built `keras.Model`.
        loss: an adversarial loss.
        terms: list of `keras_gan.losses.Term`, of D.
        alone: bool, whether D has a turn of its own, and judges in no way of a
            subclass' own.

    Returns:
        Tuple of str: "one_pass" where real and generated images go through D together,
        "linear_r1" where R1 needs no second-order graph. It is told at the level INFO,
        and is `gan.fast_paths`.
    """
    paths = ()
    plain = AdversarialLoss.of_discriminator  # looks at logits alone
    is_of_logits = getattr(type(loss), "of_discriminator", plain) is plain
    if alone and is_of_logits and has_linear_r1(discriminator, terms):
        paths = ("one_pass", "linear_r1")
    elif alone and is_per_example(discriminator):
        paths = ("one_pass",)
    LOGGER.info(
        "Fast paths of the discriminator's turn: %s.", ", ".join(paths) or "none"
    )
    return paths
