"""Candidates of the table `coordination`: optimizers and their rates."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable(package="keras_gan_benchmarks")
class OptimisticAdam(keras.optimizers.Adam):
    """Adam whose last step is taken back at each step, and twice the new one made.

    With `u_t` the step that Adam would make, `w_(t+1) = w_t - 2 u_t + u_(t-1)`: the
    last gradient foretells the next, so that two players who answer each other settle
    where gradient descent circles.

    Args:
        learning_rate: float or a Keras learning rate schedule.
        beta_1: float, the decay of the first moment.
        beta_2: float, the decay of the second moment.
        epsilon: float, the term that keeps the division finite.
        **kwargs: the other arguments of `keras.optimizers.Adam`, `amsgrad` left out.

    Reference: [Daskalakis et al., 2018](https://arxiv.org/abs/1711.00141), algorithm 1
    """

    def build(self, variables):  # noqa: D102
        if self.built:
            return
        super().build(variables)
        self._last_steps = [
            self.add_variable_from_reference(variable, name="last_step")
            for variable in variables
        ]

    def update_step(self, gradient, variable, learning_rate):  # noqa: D102
        variable = variable.value if isinstance(variable, keras.Variable) else variable
        index = self._get_variable_index(variable)
        dtype = variable.dtype
        step = tf.cast(self.iterations + 1, dtype)
        beta_1, beta_2 = tf.cast(self.beta_1, dtype), tf.cast(self.beta_2, dtype)
        rate = tf.cast(learning_rate, dtype)
        rate *= tf.sqrt(1 - tf.pow(beta_2, step)) / (1 - tf.pow(beta_1, step))
        # XLA makes it one pass over memory. Its cache of compiled functions takes the
        # replicas' variables for each other.
        alone = not tf.distribute.has_strategy()
        (_compiled if alone else _move)(
            variable,
            self._momentums[index].value,
            self._velocities[index].value,
            self._last_steps[index].value,
            tf.cast(tf.convert_to_tensor(gradient), dtype),
            (rate, beta_1, beta_2, tf.cast(self.epsilon, dtype)),
        )


def _move(variable, moment, square, last_step, gradient, rates):
    rate, beta_1, beta_2, epsilon = rates
    moment.assign_add((gradient - moment) * (1 - beta_1))
    square.assign_add((gradient * gradient - square) * (1 - beta_2))
    step = rate * moment / (tf.sqrt(square) + epsilon)
    variable.assign_sub(2 * step - last_step)
    last_step.assign(step)


_compiled = tf.function(_move, jit_compile=True)


class AtGameStep(keras.optimizers.schedules.LearningRateSchedule):
    """A schedule by the steps of a game, however many updates a player makes in one.

    Args:
        schedule: function from a step to a rate.
        factor: float, what it is multiplied by.
    """

    def __init__(self, schedule, factor=1.0):
        self.schedule, self.factor = schedule, factor
        self.game = None  # set before the first step

    def __call__(self, updates):
        step = updates if self.game is None else self.game.step_counter.value
        return self.factor * self.schedule(step)

    def get_config(self):
        return {"schedule": self.schedule, "factor": self.factor}
