"""The term of an auxiliary classifier: D guesses classes, and G draws what it reads."""

import keras
import tensorflow as tf

from keras_gan.losses.replicas import mean_over_replicas
from keras_gan.losses.terms import Term

PLAYERS = ("discriminator", "generator")


@keras.saving.register_keras_serializable(package="keras_gan")
class ClassLoss(Term):
    """Cross entropy of the classes that D guesses with those of the batch's labels.

    D learns to read real images: it minimizes the mean of `-log p(y|x)` over them. G
    learns to be read as it was asked: it minimizes that of `-log p(y|G(z, y))`. Each
    player has a term of its own, with its own weight. Examples whose label is -1 are
    left out of the mean, which is 0 for a batch without labels.

    D returns a dict with "logits" and "classes", the latter logits of shape
    `(batch, num_classes)`, as `keras_gan.networks.dense_discriminator` does with
    `condition="classifier"`. It is computed at every step.

    Args:
        weight: float or schedule.
        player: str, whose term it is: "discriminator" or "generator".
        fakes: bool, whether D's mean over generated images is added, with the classes
            that G was asked for. G's mistakes then mislead the classifier.
        name: str, the key in the logs; by default "d_class_loss" or "g_class_loss".

    Raises:
        ValueError: for another player, for `fakes` in G's term, or in a game whose
            batches have no labels or whose D does not return classes.

    Example:
        >>> losses = keras_gan.losses
        >>> terms = [losses.ClassLoss(), losses.ClassLoss(0.1, player="generator")]

    Reference: [Odena et al., 2017](https://arxiv.org/abs/1610.09585)
    """

    def __init__(self, weight=1.0, player="discriminator", fakes=False, name=None):
        if player not in PLAYERS:
            raise ValueError(
                f"`player` must be one of {PLAYERS}. Received: player={player!r}. Pass "
                "two terms where both players have one."
            )
        if fakes and player == "generator":
            raise ValueError(
                "`fakes` says whether D learns from generated images too; G learns "
                "from them alone. Received: fakes=True with player='generator'. Leave "
                "it out."
            )
        super().__init__(weight, 1, name or f"{player[0]}_class_loss")
        self.player, self.fakes = player, bool(fakes)

    def value(self, play):  # noqa: D102
        value = 0.0
        if self.player == "discriminator":
            value += _cross_entropy(play.real, play.real_outputs)
        if self.player == "generator" or self.fakes:
            value += _cross_entropy(play.fake, play.fake_outputs)
        return value

    def get_config(self):  # noqa: D102
        config = super().get_config()
        del config["every"]
        return {**config, "player": self.player, "fakes": self.fakes}


def _cross_entropy(examples, outputs):
    """Values `(batch,)` whose mean, over all replicas, is that of known classes."""
    if "labels" not in examples:
        raise ValueError(
            "A class loss needs the classes of images. Received: batches with "
            f"{sorted(examples)}. Pass labels along, such as `fit(images, labels)`."
        )
    labels = tf.reshape(tf.cast(examples["labels"], tf.int32), [-1])
    logits = tf.cast(outputs["classes"], tf.float32)
    values = tf.nn.sparse_softmax_cross_entropy_with_logits(
        tf.maximum(labels, 0), logits
    )
    is_known = tf.cast(labels >= 0, tf.float32)
    share = mean_over_replicas(is_known)
    return tf.math.divide_no_nan(values * is_known, share)
