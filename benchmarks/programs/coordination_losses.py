"""Candidates of the table `coordination`: what players minimize."""

import keras
import tensorflow as tf

from keras_gan.losses import NonSaturating, Term
from keras_gan.losses.adversarial import flat


@keras.saving.register_keras_serializable(package="keras_gan_benchmarks")
class TopK(NonSaturating):
    """`NonSaturating`, where G learns from its k best samples of a batch alone.

    The others' gradients point away from the data more often than towards it. The best
    are those of the highest logits; each replica has its own.

    Args:
        share: float in (0, 1], k over the size of a batch, rounded up; or a schedule
            of it, such as one that falls from 1 to 1/2.
        label_smoothing: float in [0, 0.5), see `AdversarialLoss`.

    Raises:
        ValueError: if a `share` that is a number lies outside (0, 1].

    Reference: [Sinha et al., 2020](https://arxiv.org/abs/2002.06224)
    """

    def __init__(self, share=0.5, label_smoothing=0.0):
        super().__init__(label_smoothing)
        if isinstance(share, dict):  # a schedule in a saved configuration
            share = keras.saving.deserialize_keras_object(share)
        if not callable(share) and not 0 < share <= 1:
            raise ValueError(
                "`share` is the part of a batch that G learns from and must lie in "
                f"(0, 1]. Received: share={share!r}."
            )
        self.share = share

    def of_generator(self, play):  # noqa: D102
        logits = flat(play.fake_logits)
        values = self.generator_loss(logits)
        if not play.training:
            return values
        share = self.share(play.step) if callable(self.share) else self.share
        count = tf.cast(tf.size(logits), tf.float32)
        kept = tf.clip_by_value(tf.math.ceil(share * count), 1.0, count)
        # The place of each logit among all, the highest first; of equals, the first.
        order = tf.argsort(tf.stop_gradient(logits), direction="DESCENDING")
        place = tf.cast(tf.argsort(order), tf.float32)
        return tf.where(place < kept, values * count / kept, 0.0)

    def get_config(self):  # noqa: D102
        share = self.share
        if callable(share):
            share = keras.saving.serialize_keras_object(share)
        return {"share": share, **super().get_config()}


@keras.saving.register_keras_serializable(package="keras_gan_benchmarks")
class RunningAccuracy(Term):
    """The share of examples that D has right, as a running mean; moves no one.

    Args:
        least: float in [0, 1], the share below which G waits, in a game that is
            `Waiting`.
        decay: float in [0, 1), how much of the mean is kept at a step.
        name: str, the key in the logs.
    """

    player = "discriminator"

    def __init__(self, least=0.5, decay=0.98, name="accuracy"):
        super().__init__(weight=0.0, name=name)
        self.least, self.decay = least, decay
        self.mean = None

    def build(self, networks):  # noqa: D102
        start = keras.initializers.Constant(0.5)
        self.mean = keras.Variable(start, (), "float32", False, name="mean")

    @property
    def state(self):  # noqa: D102
        return [self.mean]

    def value(self, play):  # noqa: D102
        real, fake = flat(play.real_logits) > 0, flat(play.fake_logits) < 0
        right = tf.reduce_mean(tf.cast(tf.concat([real, fake], 0), tf.float32))
        if play.training:
            self.mean.assign_add((1 - self.decay) * (right - self.mean.value))
        return right

    def get_config(self):  # noqa: D102
        return {"least": self.least, "decay": self.decay, "name": self.name}
