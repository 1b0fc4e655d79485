"""One step of one player: scaled, guarded against NaN, and followed by the average."""

import numpy as np
import tensorflow as tf

from keras_gan.models import averaging, replicas
from keras_gan.models.divergence import all_finite, is_sound
from keras_gan.models.optimizer_pair import loss_scaled


class PlayerUpdates:
    """Mixin of `GAN`: from what a player minimizes to its moved weights."""

    def _scaled(self, objective, network, optimizer):
        """The one place where what a player minimizes is put together and scaled.

        Gradients are summed over replicas, so each contributes its share.
        """
        objective += sum(tf.cast(tf.reduce_sum(x), tf.float32) for x in network.losses)
        return optimizer.scale_loss(objective / replicas.count())

    def _update_discriminator(self, tape, objective):
        gradients = _gradients(tape, objective, self.discriminator)
        self._update(self.d_optimizer, self.discriminator, objective, gradients)

    def _update_generator(self, tape, objective):
        gradients = _gradients(tape, objective, self.generator)
        self._update(
            self.g_optimizer, self.generator, objective, gradients, self._move_average
        )

    def _update(self, optimizer, network, objective, gradients, then=lambda: None):
        """One step of a player, left out once the game has diverged."""
        sound = is_sound(objective, optimizer.scale_loss(1.0))
        sound &= self.diverged_at.value < 0
        finite = all_finite(gradients)
        if loss_scaled(optimizer):
            # It skips overflowing steps by itself, by what the first replica finds.
            if replicas.count() > 1:
                finite = replicas.on_every_replica(finite)
                gradients = _overflow_together(gradients, finite)
            finite |= optimizer.dynamic_scale.value > 1.0  # a lower one may do
        sound &= finite

        def update(gradients):
            optimizer.apply(gradients, network.trainable_variables)
            then()

        def remember(gradients):
            is_first = self.diverged_at.value < 0
            player = tf.constant(int(network is self.generator), tf.int64)
            for variable, now in [
                (self.diverged_player, player),
                (self.diverged_at, self.step_counter.value),
            ]:
                variable.assign(tf.where(is_first, now, variable.value))

        replicas.cond(replicas.on_every_replica(sound), update, remember, gradients)

    def _move_average(self):
        if self.ema_generator is not None:
            generator_updates = self.step_counter.value // self.discriminator_steps + 1
            decay = averaging.decay(self.generator_ema, generator_updates)
            averaging.move_towards(self.ema_generator, self.generator, decay)


def _gradients(tape, objective, network):
    return tape.gradient(objective, [v.value for v in network.trainable_variables])


def _overflow_together(gradients, finite):
    """Gradients that are NaN on every replica where they overflowed on one."""
    return [g if g is None else tf.where(finite, g, np.nan) for g in gradients]
