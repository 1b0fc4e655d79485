"""What every game logs, as means over an epoch."""

import keras
import tensorflow as tf

from keras_gan.losses import value_function


class GameLogs:
    """Trackers of the losses and of D's mean answers.

    `d_loss` and `g_loss` are the adversarial losses without terms; `d_real` and
    `d_fake` the means of D's answers to real and to generated images: probabilities
    where the loss has them, else logits. `value` is V(D, G), with -log 4 at the
    equilibrium, where there are probabilities. `d_sign` is the mean sign of D's logits
    of real images, for callbacks that control augmentation.

    Args:
        has_probabilities: bool, whether the sigmoid of D's logits is a probability.
        has_sign: bool, whether there is a `d_sign`.
    """

    def __init__(self, has_probabilities=True, has_sign=False):
        self.d_loss = keras.metrics.Mean(name="d_loss")
        self.g_loss = keras.metrics.Mean(name="g_loss")
        self.value = keras.metrics.Mean(name="value") if has_probabilities else None
        self.d_real = keras.metrics.Mean(name="d_real")
        self.d_fake = keras.metrics.Mean(name="d_fake")
        self.d_sign = keras.metrics.Mean(name="d_sign") if has_sign else None

    @property
    def trackers(self):
        """The Keras metrics, in the order of the logs."""
        trackers = [self.d_loss, self.g_loss, self.value, self.d_real, self.d_fake]
        return [each for each in [*trackers, self.d_sign] if each is not None]

    def track_discriminator(self, losses, play):
        """Adds a batch of the discriminator's losses and answers."""
        real, fake = (
            tf.cast(logits, tf.float32)
            for logits in (play.real_logits, play.fake_logits)
        )
        self.d_loss.update_state(losses)
        if self.value is not None:
            self.value.update_state(value_function(real, fake))
            self.d_real.update_state(tf.sigmoid(real))
            self.d_fake.update_state(tf.sigmoid(fake))
        else:
            self.d_real.update_state(real)
            self.d_fake.update_state(fake)
        if self.d_sign is not None:
            self.d_sign.update_state(tf.sign(real))

    def track_generator(self, losses, play):
        """Adds a batch of the generator's losses."""
        self.g_loss.update_state(losses)
