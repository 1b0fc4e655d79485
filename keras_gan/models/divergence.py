"""Stopping a game whose losses explode or are NaN, before its weights are lost."""

import keras
import tensorflow as tf

PLAYERS = ("discriminator", "generator")
# A loss beyond has exploded, though float32 can still hold it.
LARGEST_LOSS = 1e12


class TrainingDivergedError(ArithmeticError):
    """A loss or gradient was NaN or infinite, or a loss beyond 1e12.

    The model keeps the weights from before that update.

    Attributes:
        step: int, the training step, counted from zero over the model's life.
        player: str, whose loss or gradient it was first, "discriminator" or
            "generator".
    """

    def __init__(self, step, player):
        self.step = step
        self.player = player
        super().__init__(
            f"A loss or gradient of the {player} was NaN or infinite, or the loss "
            f"beyond 1e12, at training step {step}. Training was stopped, and the "
            "model keeps the weights from before that update. Check the images for "
            "NaN, lower the learning rates, add a penalty such as "
            "`keras_gan.losses.R1`, or have "
            "`keras_gan.callbacks.RollBack` go on with lower rates by itself."
        )


class DivergenceGuard(keras.callbacks.Callback):
    """Raises `TrainingDivergedError` after the step at which the model diverged."""

    def on_train_batch_end(self, batch, logs=None):  # noqa: D102
        check_not_diverged(self.model)


def check_not_diverged(model):
    """Raises `TrainingDivergedError` if a step of the model was not finite."""
    step = int(model.diverged_at.numpy())
    if step >= 0:
        raise TrainingDivergedError(step, PLAYERS[int(model.diverged_player.numpy())])


def is_sound(objective, scale):
    """Whether what a player minimizes is a number, and has not exploded.

    Args:
        objective: float32 scalar tensor.
        scale: float or scalar tensor, what it was multiplied by.

    Returns:
        A boolean scalar tensor.
    """
    return tf.abs(objective) <= LARGEST_LOSS * scale


def all_finite(gradients):
    """Whether all gradients are finite.

    Large ones are read too: where a rectifier turns NaN into zero, or a penalty does
    not depend on biases, what is not finite reaches the kernels' gradients alone.

    Args:
        gradients: list of tensors, None for variables that have none.

    Returns:
        A boolean scalar tensor.
    """
    # A sum is finite only if its terms are, and costs less than a mask of them.
    sums = [
        tf.reduce_sum(tf.cast(tf.convert_to_tensor(gradient), tf.float32))
        for gradient in gradients
        if gradient is not None
    ]
    return tf.reduce_all(tf.math.is_finite(tf.stack(sums)))


def kept_statistics(*networks):
    """Remembers weights that a forward pass moves, such as batch statistics.

    Args:
        *networks: built `keras.Model`s.

    Returns:
        A function that takes a boolean scalar tensor, and puts the weights back where
        it is true.
    """
    variables = [v for network in networks for v in network.non_trainable_weights]
    values = [tf.identity(v.value) for v in variables]

    def put_back():
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)

    def restore(is_due):
        if variables:
            tf.cond(is_due, put_back, lambda: None)

    return restore
