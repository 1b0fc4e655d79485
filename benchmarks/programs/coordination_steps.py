"""Candidates of the table `coordination`: how the players' steps follow each other."""

import keras
import tensorflow as tf

from benchmarks.programs.coordination_losses import RunningAccuracy
from keras_gan.latents import Stream
from keras_gan.models import GAN, Play, replicas


@keras.saving.register_keras_serializable(package="keras_gan_benchmarks")
class Extragradient(GAN):
    """Each step is made with the gradients of where a first one would have led.

    Both players move from one minibatch, go back, and move again, with the gradients
    that they found there, on fresh noise. The moments of Adam learn of both. Compile it
    with `update="simultaneous"`.

    Reference: [Gidel et al., 2019](https://arxiv.org/abs/1802.10551), algorithm 4
    """

    def _move(self, batch, stream, *players):
        variables = [variable for player in players for variable in player.variables]
        start = [tf.identity(variable.value) for variable in variables]
        averages = [player.average for player in players]
        for player in players:
            player.average = None  # which follows the second step alone
        super()._move(batch, stream, *players)
        for player, average in zip(players, averages, strict=True):
            player.average = average
        with tf.GradientTape(persistent=True) as tape:
            play = Play(self, batch, Stream.GENERATOR_STEP, self.step_counter.value)
            objectives = [player.scaled(player.objective(play)) for player in players]
        gradients = [
            tape.gradient(objective, player.values)
            for player, objective in zip(players, objectives, strict=True)
        ]
        for variable, value in zip(variables, start, strict=True):
            variable.assign(value)
        for player, objective, each in zip(players, objectives, gradients, strict=True):
            player.update(objective, each, self.guard)


@keras.saving.register_keras_serializable(package="keras_gan_benchmarks")
class Lookahead(GAN):
    """Goes back half the way to where both players were a few steps ago.

    Every `PERIOD` steps, `slow += (fast - slow) / 2`, and `fast = slow`.

    Reference: [Chavdarova et al., 2021](https://arxiv.org/abs/2006.14567)
    """

    PERIOD, SHARE = 5, 0.5

    def compile(self, *args, **rules):
        super().compile(*args, **rules)
        self.own_state = _Variables(
            tf.Variable(variable.value, trainable=False)
            for player in self.players
            for variable in player.variables
        )

    def train_step(self, data):
        logs = super().train_step(data)
        fast = [v for player in self.players for v in player.variables]

        def meet():
            for slow, variable in zip(self.own_state, fast, strict=True):
                slow.assign_add(self.SHARE * (variable.value - slow))
                variable.assign(slow)

        tf.cond(self.step_counter.value % self.PERIOD == 0, meet, lambda: None)
        return logs


class _Variables(tuple):
    """What Keras does not look into for weights of a model."""


@keras.saving.register_keras_serializable(package="keras_gan_benchmarks")
class Waiting(GAN):
    """G waits while D has too few examples right.

    So k, D's steps to one of G, follows from D's accuracy, a running mean. Compile it
    with a `RunningAccuracy` among the terms, which says how many are too few.
    """

    def compile(self, *args, **rules):
        super().compile(*args, **rules)
        is_accuracy = [isinstance(term, RunningAccuracy) for term in self.terms]
        self._accuracy_at = is_accuracy.index(True)
        average = self.players[1].average
        average.updates = lambda: self.g_optimizer.iterations.value

    def at_every_kth_step(self, move, batch):
        accuracy = self.terms[self._accuracy_at]
        enough = accuracy.mean.value >= accuracy.least
        replicas.cond(enough, move, lambda batch: None, batch)
