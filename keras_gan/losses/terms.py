"""What joins a player's objective beside the adversarial loss."""

import copy
import functools
import numbers

import keras
import tensorflow as tf

from keras_gan.arguments import check_integer

PLAYERS = ("discriminator", "generator", "both")


class Term:
    """A part of a player's objective: a penalty, an auxiliary loss, a regularizer.

    A subclass defines `value(play)`. The mean of what it returns is logged under
    `name` and joins the objective, multiplied by `weight`. In training, `every=n`
    computes it at each n-th turn of its player only, with n times the weight ("lazy
    regularization"); `evaluate` computes it always.

    Args:
        weight: float, the factor in front of the term, or a Keras learning rate
            schedule that gives it for a training step.
        every: int, the number of turns between two computations.
        name: str, the key in the logs; by default the class' name in lower case. A
            term of both players is logged as `d_name` and `g_name`.

    Attributes:
        player: str, whose objective it joins, "discriminator", "generator" or "both".
            Subclasses set it; it may be set in the constructor.

    Raises:
        ValueError: if `weight` is negative or `every` is below one.

    Example:
        >>> class FeatureMatching(keras_gan.losses.Term):
        ...     player = "generator"
        ...
        ...     def value(self, play):
        ...         real = tf.reduce_mean(play.real_outputs["features"], axis=0)
        ...         fake = tf.reduce_mean(play.fake_outputs["features"], axis=0)
        ...         return tf.reduce_sum(tf.square(real - fake))
    """

    player = "discriminator"

    def __init__(self, weight=1.0, every=1, name=None):
        if isinstance(weight, dict):  # a schedule in a saved configuration
            weight = keras.saving.deserialize_keras_object(weight)
        if not callable(weight) and not isinstance(weight, numbers.Real):
            raise TypeError(
                "`weight` of a term must be a number or a schedule of it. "
                f"Received: {weight=}."
            )
        if not callable(weight) and not weight >= 0:
            raise ValueError(
                f"`weight` of a term must not be negative. Received: {weight=}."
            )
        self.weight = weight
        self.every = check_integer("every", every, minimum=1)
        self.name = name or type(self).__name__.lower()

    def value(self, play):
        """Returns the unweighted term, a float32 tensor, of which the mean is taken.

        Args:
            play: `keras_gan.models.Play`, one evaluation of the game.
        """
        raise TypeError(f"{type(self).__name__} must define `value(play)`.")

    def build(self, networks):
        """Makes what state the term has; called by `compile`.

        Args:
            networks: list of the `keras.Model`s of the player whose term it is, or of
                both players.
        """

    @property
    def state(self):
        """List of the Keras variables that are saved with the game, none by default."""
        return []

    def weight_at(self, step):
        """The factor in front of the term at a training step."""
        return self.weight(step) if callable(self.weight) else self.weight

    def is_due(self, turn):
        """Whether it is computed at a turn of its player, an integer scalar tensor."""
        return tf.equal(turn % self.every, 0)

    def get_config(self):
        """Returns the constructor's arguments."""
        weight = self.weight
        if callable(weight):
            weight = keras.saving.serialize_keras_object(weight)
        return {"weight": weight, "every": self.every, "name": self.name}

    @classmethod
    def from_config(cls, config):
        """Makes the term from `get_config()`'s dictionary."""
        return cls(**config)


def sum_of_terms(terms, trackers, play):
    """The weighted sum of the terms that are due.

    Args:
        terms: sequence of `Term`.
        trackers: sequence of Keras metrics, one for each term, updated with its
            unweighted values.
        play: `keras_gan.models.Play`.

    Returns:
        A float32 scalar tensor, 0.0 without terms.
    """
    total = 0.0
    for number, (term, tracker) in enumerate(zip(terms, trackers, strict=True)):
        if term.every == 1 or not play.training:
            play.term_number = number
            total += _weighted(term, tracker, play)
        else:
            own = copy.copy(play)  # which keeps to itself what `tf.cond` works out
            own.term_number = number
            due = functools.partial(_weighted, term, tracker, own, term.every)
            total += tf.cond(term.is_due(play.turn), due, lambda: 0.0)
    return total


def _weighted(term, tracker, play, factor=1):
    values = tf.cast(term.value(play), tf.float32)
    tracker.update_state(values)
    return factor * term.weight_at(play.step) * tf.reduce_mean(values)
