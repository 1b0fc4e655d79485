"""What every game logs, as means over an epoch."""

import keras
import tensorflow as tf

from keras_gan.losses import value_function


class GameLogs:
    """Trackers of the losses, the value of the game and D's mean answers.

    `d_loss` and `g_loss` are the adversarial losses without penalties; `value` is
    V(D, G), with -log 4 at the equilibrium; `d_real` and `d_fake` are the means of
    D(x) and D(G(z)).
    """

    def __init__(self):
        self.d_loss = keras.metrics.Mean(name="d_loss")
        self.g_loss = keras.metrics.Mean(name="g_loss")
        self.value = keras.metrics.Mean(name="value")
        self.d_real = keras.metrics.Mean(name="d_real")
        self.d_fake = keras.metrics.Mean(name="d_fake")

    @property
    def trackers(self):
        """The Keras metrics, in the order of the logs."""
        return [self.d_loss, self.g_loss, self.value, self.d_real, self.d_fake]

    def track_discriminator(self, losses, real_logits, fake_logits):
        """Adds a batch of the discriminator's losses and logits, shape `(batch,)`."""
        self.d_loss.update_state(losses)
        self.value.update_state(value_function(real_logits, fake_logits))
        self.d_real.update_state(tf.sigmoid(tf.cast(real_logits, tf.float32)))
        self.d_fake.update_state(tf.sigmoid(tf.cast(fake_logits, tf.float32)))

    def track_generator(self, losses):
        """Adds a batch of the generator's losses, shape `(batch,)`."""
        self.g_loss.update_state(losses)
