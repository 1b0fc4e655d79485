"""Learning rate schedules."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable(package="keras_gan")
class DecayPerUpdate(keras.optimizers.schedules.LearningRateSchedule):
    """Divides the learning rate at every update, down to a floor.

    `learning_rate = max(initial / decay_factor ** update, minimum)`.

    Args:
        initial_learning_rate: float, the rate of the first update.
        decay_factor: float of at least 1, the divisor of each update.
        minimum: float, the floor.

    Raises:
        ValueError: if `decay_factor` is below 1.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), whose
    published configuration uses 1.000004 and 1e-6.
    """

    def __init__(self, initial_learning_rate, decay_factor=1.000004, minimum=1e-6):
        if decay_factor < 1:
            raise ValueError(
                "`decay_factor` divides the learning rate at every update and must be "
                f"at least 1. Received: decay_factor={decay_factor}."
            )
        self.initial_learning_rate = initial_learning_rate
        self.decay_factor = decay_factor
        self.minimum = minimum

    def __call__(self, step):  # noqa: D102
        # The factor is too near to one for float32 powers; its logarithm is not.
        log_factor = tf.math.log(tf.constant(self.decay_factor, tf.float64))
        decay = tf.exp(-log_factor * tf.cast(step, tf.float64))
        rate = tf.maximum(self.initial_learning_rate * decay, self.minimum)
        return tf.cast(rate, tf.float32)

    def get_config(self):  # noqa: D102
        return {
            "initial_learning_rate": self.initial_learning_rate,
            "decay_factor": self.decay_factor,
            "minimum": self.minimum,
        }
