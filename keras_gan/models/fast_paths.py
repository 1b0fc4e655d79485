"""Ways to the same update that take less time, chosen once by `compile`."""

import logging

from keras_gan.models.one_pass import is_per_example

LOGGER = logging.getLogger("keras_gan")


def choose(discriminator, alone):
    """The fast paths of D's turn, each of which gives an equal result.

    Args:
        discriminator: built `keras.Model`.
        alone: bool, whether D has a turn of its own, and judges in no way of a
            subclass' own.

    Returns:
        Tuple of str: "one_pass" where real and generated images go through D together.
        It is told at the level INFO, and is `gan.fast_paths`.
    """
    paths = ("one_pass",) if alone and is_per_example(discriminator) else ()
    LOGGER.info(
        "Fast paths of the discriminator's turn: %s.", ", ".join(paths) or "none"
    )
    return paths
