"""Terms of what stays: D's answers to images that were changed, latents on the way."""

import keras
import tensorflow as tf

from keras_gan.layers import DiffAugment
from keras_gan.losses.terms import Term


@keras.saving.register_keras_serializable(package="keras_gan")
class Drift(Term):
    """Keeps D's scores near zero, where a Wasserstein loss leaves them free.

    Adds `weight * mean D(x)^2` over real images.

    Args:
        weight: float or schedule.
        every: int, see `Term`.
        name: str, the key in the logs.

    Reference: [Karras et al., 2018](https://arxiv.org/abs/1710.10196), appendix A.1
    """

    def __init__(self, weight=0.001, every=1, name="drift"):
        super().__init__(weight, every, name)

    def value(self, play):  # noqa: D102
        return tf.square(tf.cast(play.real_logits, tf.float32))


@keras.saving.register_keras_serializable(package="keras_gan")
class Consistency(Term):
    """Has D answer alike to a real image and to the same image, augmented.

    Adds `weight * mean (D(x) - D(T(x)))^2`. It is computed at every step.

    Args:
        weight: float or schedule.
        augment: Keras layer or model T, called with `training=True`; by default
            `keras_gan.layers.DiffAugment("translation")`, which takes images of shape
            `(height, width, channels)`.
        name: str, the key in the logs.

    Reference: [Zhang et al., 2020](https://arxiv.org/abs/1910.12027)
    """

    def __init__(self, weight=10.0, augment=None, name="consistency"):
        super().__init__(weight, 1, name)
        if isinstance(augment, dict):  # a layer in a saved configuration
            augment = keras.saving.deserialize_keras_object(augment)
        self.augment = DiffAugment("translation") if augment is None else augment

    def value(self, play):  # noqa: D102
        changed = self.augment(play.real_images, training=True)
        difference = play.real_logits - play.critic("real")(changed)
        return tf.square(tf.cast(difference, tf.float32))

    @property
    def state(self):  # noqa: D102
        return self.augment.variables

    def get_config(self):  # noqa: D102
        config = super().get_config()
        del config["every"]
        return {**config, "augment": keras.saving.serialize_keras_object(self.augment)}


@keras.saving.register_keras_serializable(package="keras_gan")
class LatentCycle(Term):
    """Has an encoder of the game find the latents of generated images.

    Adds `weight * mean ||z - E(G(z))||^2` to what the generator and the partner
    "encoder" minimize together. In `keras_gan.BiGAN`, whose solution has it at zero, it
    spares the way through D; by it G uses all of z.

    Args:
        weight: float or schedule.
        every: int, see `Term`.
        name: str, the key in the logs.

    Reference: the reconstruction term of
    [Srivastava et al., 2017](https://arxiv.org/abs/1705.07761)
    """

    player = "generator"

    def __init__(self, weight=0.1, every=1, name="latent_cycle"):
        super().__init__(weight, every, name)

    def value(self, play):  # noqa: D102
        codes = tf.cast(play.run("encoder", play.fake), tf.float32)
        return tf.reduce_sum(tf.square(play.latents - codes), axis=-1)
