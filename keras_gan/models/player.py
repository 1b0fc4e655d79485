"""A player: its networks, its optimizer, and what it minimizes."""

import functools
import warnings

import keras
import numpy as np
import tensorflow as tf

from keras_gan.losses import AdversarialLoss, sum_of_terms
from keras_gan.models import replicas
from keras_gan.models.divergence import all_finite, is_sound, put_back_where
from keras_gan.models.optimizer_pair import loss_scaled


class Player:
    """Networks that one optimizer moves down one objective.

    Saving, rolling back, guarding, averaging and replicas go through players, and
    know no network by name.

    Args:
        name: str, "discriminator" or "generator".
        networks: list of `keras.Model`, first the one of that name.

    Attributes:
        optimizer: Keras optimizer, set by `compile`.
        terms: list of `keras_gan.losses.Term`.
        trackers: list of Keras metrics, one for each term.
        average: `keras_gan.models.averaging.Average` that follows the networks, or
            None.
    """

    def __init__(self, name, networks, average=None):
        self.name = name
        self.networks = networks
        self.average = average
        self.optimizer = None
        self.period = 1  # training steps from one of its turns to the next
        self.terms, self.trackers = [], []

    def prepare(self, optimizer, loss, terms, logs):
        """Sets the rules that the player moves by.

        Args:
            optimizer: Keras optimizer, built for `variables`.
            loss: an adversarial loss.
            terms: list of the `keras_gan.losses.Term`s of the game.
            logs: `keras_gan.models.game_logs.GameLogs`.
        """
        self.optimizer = optimizer
        # By the class' own function, for losses that are no `AdversarialLoss`.
        method = f"of_{self.name}"
        own = getattr(type(loss), method, getattr(AdversarialLoss, method))
        self.loss = functools.partial(own, loss)
        self.track = getattr(logs, f"track_{self.name}")
        self.terms = [term for term in terms if term.player in (self.name, "both")]
        names = [f"{self.name[0]}_" * (t.player == "both") + t.name for t in self.terms]
        self.trackers = [keras.metrics.Mean(name=name) for name in names]
        self._compiled = {id(variable) for variable in self.variables}
        layers = [layer for n in self.networks for layer in n._flatten_layers()]
        self._advancing = [layer for layer in layers if hasattr(layer, "advance")]

    @property
    def variables(self):
        """The variables that the optimizer moves."""
        return [v for network in self.networks for v in network.trainable_variables]

    @property
    def values(self):
        """The variables, as TensorFlow's tape takes them."""
        return [variable.value for variable in self.variables]

    @property
    def kept(self):
        """All that has to be put back to undo this player's steps."""
        average = self.average.networks.values() if self.average else []
        weights = [v for n in [*self.networks, *average] for v in n.weights]
        states = [v for term in self.terms for v in term.state]
        return [*weights, *states, *self.optimizer.variables]

    def check_learns(self):
        """Raises or warns where `trainable` was changed to what would surprise."""
        if any(id(variable) not in self._compiled for variable in self.variables):
            raise ValueError(
                f"Weights of the {self.name} became trainable after `compile`, and its "
                "optimizer does not know them. Call `compile` again."
            )
        if not self.variables:
            warnings.warn(
                f"The {self.name} has no trainable weights, so it does not learn. Set "
                "`trainable` to True and call `compile` to have it learn.",
                stacklevel=3,
            )

    def begin_turn(self):
        """Moves what moves once a turn, such as spectral norms."""
        for layer in self._advancing:
            layer.advance()

    def adversarial(self, play):
        """The mean of the adversarial loss, which it logs."""
        values = self.loss(play)
        self.track(values, play)
        return tf.reduce_mean(values)

    def objective(self, play):
        """What the player minimizes, in training and in `evaluate` alike.

        Args:
            play: `Play`.

        Returns:
            A float32 scalar tensor: adversarial loss, terms, and what layers and
            regularizers of its networks add.
        """
        total = self.adversarial(play) + sum_of_terms(self.terms, self.trackers, play)
        for network in self.networks:
            added = [*play.own_losses(network), *weight_losses(network)]
            total += sum(tf.cast(tf.reduce_sum(each), tf.float32) for each in added)
        return total

    def scaled(self, objective):
        """The one place where an objective is scaled, for replicas and for float16.

        Gradients are summed over replicas, so each contributes its share.
        """
        return self.optimizer.scale_loss(objective / replicas.count())

    def update(self, objective, gradients, guard):
        """One step of the optimizer, left out once the game has diverged.

        Args:
            objective: float32 scalar tensor, scaled.
            gradients: list of tensors, of `variables`.
            guard: `keras_gan.models.divergence.Guard`.
        """
        sound = is_sound(objective, self.optimizer.scale_loss(1.0)) & guard.is_open()
        finite = all_finite(gradients)
        if loss_scaled(self.optimizer):
            # It skips overflowing steps by itself, by what the first replica finds.
            if replicas.count() > 1:
                finite = replicas.on_every_replica(finite)
                gradients = _overflow_together(gradients, finite)
            finite |= self.optimizer.dynamic_scale.value > 1.0  # a lower one may do
        sound &= finite

        def move(gradients):
            self.optimizer.apply(gradients, self.variables)
            if self.average:
                self.average.follow()

        def stop(gradients):
            guard.close(self.name)

        if guard.selects:
            variables = self.kept
            before = [tf.identity(v.value) for v in variables]
            move(gradients)
            put_back_where(~sound, variables, before)
            guard.close(self.name, where=~sound)
        else:
            replicas.cond(replicas.on_every_replica(sound), move, stop, gradients)


def weight_losses(network):
    """What the regularizers of a network's weights add, once a step."""
    return [v.regularizer(v) for v in _regularized(network)]


def losses_of_pass(network):
    """What the layers of a network added in its last pass.

    Keras lists them before those of the weights, which do not depend on the pass.
    """
    losses = network.losses
    return losses[: len(losses) - len(_regularized(network))]


def _regularized(network):
    return [v for v in network.trainable_weights if v.regularizer is not None]


def _overflow_together(gradients, finite):
    """Gradients that are NaN on every replica where they overflowed on one."""
    return [g if g is None else tf.where(finite, g, np.nan) for g in gradients]
