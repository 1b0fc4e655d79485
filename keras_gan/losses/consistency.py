"""Terms of D's answers: none too large, and the same for an image that was changed."""

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
