"""Stopping a game whose losses explode or are NaN, before its weights are lost."""

import keras
import numpy as np
import tensorflow as tf

PLAYERS = ("discriminator", "generator")
# A loss beyond has exploded, though float32 can still hold it.
LARGEST_LOSS = 1e12


class TrainingDivergedError(ArithmeticError):
    """A loss or gradient was NaN or infinite, or a loss beyond 1e12.

    The model keeps the weights from before that update.

    Args:
        step: int, the training step, counted from zero over the model's life.
        player: str, whose loss or gradient it was first, "discriminator" or
            "generator". Both are attributes.
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


class Guard:
    """Remembers the first step that was not sound, after which no player moves.

    Args:
        step: Keras variable, the training step.
        diverged_at: Keras variable for the step that was not sound, -1 before it.
        diverged_player: Keras variable for whose step it was, an index in `PLAYERS`.

    Attributes:
        selects: bool, whether a step that is not sound is made and its results are
            dropped, instead of a branch around it. XLA makes it part of the update;
            for a branch, a GPU would wait for the host.
    """

    def __init__(self, step, diverged_at, diverged_player):
        self.selects = False
        self.step = step
        self.diverged_at = diverged_at
        self.diverged_player = diverged_player

    def is_open(self):
        """Whether all steps were sound so far, a boolean scalar tensor."""
        return self.diverged_at.value < 0

    def close(self, player, where=True):
        """Remembers step and player, unless there was such a step before.

        Args:
            player: str, an entry of `PLAYERS`.
            where: bool or boolean scalar tensor, whether to.
        """
        is_first = self.is_open() & where
        index = tf.constant(PLAYERS.index(player), tf.int64)
        for variable, now in [
            (self.diverged_player, index),
            (self.diverged_at, self.step.value),
        ]:
            variable.assign(tf.where(is_first, now, variable.value))

    def open(self):
        """Lets players move again."""
        self.diverged_at.assign(-1)

    def check(self):
        """Raises `TrainingDivergedError` if a step was not sound."""
        step = int(self.diverged_at.numpy())
        if step >= 0:
            player = PLAYERS[int(self.diverged_player.numpy())]
            raise TrainingDivergedError(step, player)

    def nan_if_closed(self, value):
        """A log's value, or NaN once the game stands still."""
        return tf.where(self.is_open(), value, np.nan)


class DivergenceGuard(keras.callbacks.Callback):
    """Raises `TrainingDivergedError` once the model has diverged.

    The logs say so, which Keras reads anyway. It may read them beside the next steps,
    at which a model that has diverged stands still: a GPU need not wait for the host.
    """

    async_safe = True

    def on_train_batch_end(self, batch, logs=None):  # noqa: D102
        numbers = [log for log in (logs or {}).values() if isinstance(log, float)]
        if not numbers or np.isnan(numbers).any():  # see `Guard.nan_if_closed`
            self.model.guard.check()

    def on_epoch_end(self, epoch, logs=None):  # noqa: D102
        self.model.guard.check()


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


def kept_statistics(players, selects):
    """Remembers what a forward pass moves: batch statistics, states of terms.

    Args:
        players: list of `keras_gan.models.player.Player`.
        selects: bool, see `Guard`.

    Returns:
        A function that takes a boolean scalar tensor, and puts the values back where
        it is true.
    """
    networks = [network for player in players for network in player.networks]
    terms = [term for player in players for term in player.terms]
    variables = [v for network in networks for v in network.non_trainable_weights]
    variables += [v for term in terms for v in term.state]
    values = [tf.identity(v.value) for v in variables]

    def put_back():
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)

    def restore(is_due):
        # Within `tf.cond`, replicas could not assign together.
        if selects or tf.distribute.has_strategy():
            put_back_where(is_due, variables, values)
        elif variables:
            tf.cond(is_due, put_back, lambda: None)

    return restore


def put_back_where(condition, variables, values):
    """Gives variables former values, if a condition holds.

    Args:
        condition: boolean scalar tensor.
        variables: list of Keras variables.
        values: list of tensors.
    """
    for variable, value in zip(variables, values, strict=True):
        variable.assign(tf.where(condition, value, variable.value))
