"""Stopping a game whose losses are no longer finite, before its weights are lost."""

import keras
import tensorflow as tf


class TrainingDivergedError(ArithmeticError):
    """A loss or gradient was not finite; the weights are those before that step.

    Attributes:
        step: int, the training step, counted from zero over the model's life.
    """

    def __init__(self, step):
        self.step = step
        super().__init__(
            f"A loss or gradient was NaN or infinite at training step {step}. Training "
            "was stopped and the model keeps the weights from before that step. "
            "Check the images for NaN, lower the learning rates, or add a penalty "
            "such as `keras_gan.losses.R1`."
        )


class DivergenceGuard(keras.callbacks.Callback):
    """Raises `TrainingDivergedError` after the step at which the model diverged."""

    def on_train_batch_end(self, batch, logs=None):  # noqa: D102
        step = int(self.model.diverged_at.numpy())
        if step >= 0:
            raise TrainingDivergedError(step)


def all_finite(gradients):
    """Whether gradients are finite, told from the small ones.

    What is not finite in backpropagation reaches the biases' gradients, which cost
    nothing to read; only a network without biases has all its gradients checked.

    Args:
        gradients: list of tensors, None for variables that have none.

    Returns:
        A boolean scalar tensor.
    """
    gradients = [tf.convert_to_tensor(g) for g in gradients if g is not None]
    small = [g for g in gradients if len(g.shape) <= 1]
    finite = [tf.reduce_all(tf.math.is_finite(g)) for g in small or gradients]
    return tf.reduce_all(tf.stack(finite))
