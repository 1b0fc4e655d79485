"""Stochastic gradient descent in one pass over memory, with steerable momentum."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable(package="keras_gan")
class SGD(keras.optimizers.SGD):
    """Keras' `SGD`, updated by TensorFlow's one-pass op.

    Equal to `keras.optimizers.SGD` in arguments and results. Beyond it, momentum is a
    variable, `current_momentum`, so that a callback can change it during `fit`.

    Args:
        learning_rate: float or a Keras learning rate schedule.
        momentum: float in [0, 1], the momentum to start with.
        nesterov: bool, whether to apply Nesterov's momentum.
        **kwargs: the other arguments of `keras.optimizers.SGD`.

    Example:
        >>> optimizer = keras_gan.optimizers.SGD(0.1, momentum=0.5)
        >>> optimizer.build(model.trainable_variables)
        >>> optimizer.current_momentum.assign(0.7)
    """

    def build(self, variables):  # noqa: D102
        if self.built:
            return
        super().build(variables)
        if self.momentum != 0:
            self.current_momentum = self.add_variable(
                shape=(),
                initializer=keras.initializers.Constant(self.momentum),
                dtype="float32",
                name="current_momentum",
            )

    def update_step(self, gradient, variable, learning_rate):  # noqa: D102
        variable = variable.value if isinstance(variable, keras.Variable) else variable
        gradient = tf.cast(tf.convert_to_tensor(gradient), variable.dtype)
        learning_rate = tf.cast(learning_rate, variable.dtype)
        if self.momentum == 0:
            tf.raw_ops.ResourceApplyGradientDescent(
                var=variable.handle, alpha=learning_rate, delta=gradient
            )
            return
        momentum = self.momentums[self._get_variable_index(variable)]
        tf.raw_ops.ResourceApplyKerasMomentum(
            var=variable.handle,
            accum=momentum.value.handle,
            lr=learning_rate,
            grad=gradient,
            momentum=tf.cast(self.current_momentum, variable.dtype),
            use_nesterov=self.nesterov,
        )
