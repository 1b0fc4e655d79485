"""How far a draw is from the real image, less half of how far from another draw."""

import keras
import tensorflow as tf

from keras_gan.losses.terms import Term

TINY = 1e-12  # below the root, whose slope at zero is infinite


@keras.saving.register_keras_serializable(package="keras_gan")
class EnergyScore(Term):
    """Has G draw what the real images could be, given the same conditions.

    Adds `weight * mean (|x - G(z)| + |x - G(z')|) / 2 - |G(z) - G(z')| / 2`, where x is
    the real image whose conditions G(z) and G(z') were drawn for, such as the same
    known pixels, and the lengths are Euclidean. It is a strictly proper score: of all
    conditional distributions that of the data has the lowest mean. The first part
    draws G to the image, the second one keeps two draws apart, without which G does
    not use z where much is known.

    Args:
        weight: float or schedule.
        every: int, see `Term`.
        name: str, the key in the logs.

    Example:
        >>> gan = keras_gan.CompletionGAN(generator, discriminator, latent="normal")
        >>> gan.compile(d_optimizer, g_optimizer, terms=[EnergyScore(0.1)])

    Reference: [Gneiting and Raftery, 2007](https://doi.org/10.1198/016214506000001437),
    section 4.3
    """

    player = "generator"

    def __init__(self, weight=1.0, every=1, name="energy_score"):
        super().__init__(weight, every, name)

    def value(self, play):  # noqa: D102
        again = play.run("generator", {**play.real, "latents": play.other_latents()})
        real, first, second = play.real_images, play.fake_images, again
        to_real = _distance(first, real) + _distance(second, real)
        return (to_real - _distance(first, second)) / 2


def _distance(these, those):
    difference = tf.cast(these, tf.float32) - tf.cast(those, tf.float32)
    axes = range(1, difference.shape.rank)
    return tf.sqrt(tf.reduce_sum(tf.square(difference), axis=[*axes]) + TINY)
