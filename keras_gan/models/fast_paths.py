"""Ways to the same update that take less time, chosen once by `compile`."""

import logging

from keras_gan.models.linear_pass import has_linear_r1
from keras_gan.models.one_pass import is_per_example

LOGGER = logging.getLogger("keras_gan")


def choose(game):
    """The fast paths of D's turn, each of which gives an equal result.

    Args:
        game: compiled `keras_gan.GAN`.

    Returns:
        Tuple of str: "one_pass" where real and generated images go through D together,
        "linear_r1" where R1 needs no second-order graph. It is told at the level INFO,
        and is `gan.fast_paths`.
    """
    discriminator, player = game.discriminator, game.players[0]
    paths = ()
    # A subclass may judge examples by something else than D alone.
    if type(game).judge.__module__ == "keras_gan.models.gan":
        if has_linear_r1(discriminator, player.terms):
            paths = ("one_pass", "linear_r1")
        elif is_per_example(discriminator):
            paths = ("one_pass",)
    LOGGER.info(
        "Fast paths of the discriminator's turn: %s.", ", ".join(paths) or "none"
    )
    return paths
