"""Classes from few labels: D names the class of an image, or says that it was made."""

import keras
import tensorflow as tf

from keras_gan.losses.adversarial import AdversarialLoss
from keras_gan.losses.feature_matching import feature_distance
from keras_gan.losses.replicas import mean_over_replicas


@keras.saving.register_keras_serializable(package="keras_gan")
class SemiSupervised(AdversarialLoss):
    """D is a classifier of K classes and one of generated images; G matches features.

    D returns K logits l under "classes". The logit of the last class, of generated
    images, is 0, so that D(x) = Z / (Z + 1) with `Z = sum_k exp(l_k)`. D minimizes

        mean(log Z(x) - l_y(x)) + mean(-log D(x) - log(1 - D(G(z)))) / 2,

    the first mean over the labelled images and the second over all. These are the parts
    of the cross entropy of K + 1 classes: `log Z - l_y - log D` for an image of class
    y, `-log(1 - D)` for the last class. G minimizes `|mean f(x) - mean f(G(z))|^2` for
    D's answer "features", as in `FeatureMatching`.

    Labels are the batch's "labels", -1 for none. They belong to its "labelled_images"
    where it has such, as batches of `keras_gan.datasets.batches(labelled_apart=True)`
    do, else to its images. A batch without a labelled image has the second mean alone.
    The means are over the whole batch, that of all replicas.

    D returns `{"logits": log Z, "classes": l, "features": f}`; see
    `keras_gan.layers.LogSumExp` and `keras_gan.networks.salimans_discriminator`.

    Raises:
        ValueError: in the first step, if batches have no labels.
        tf.errors.InvalidArgumentError: in a step, if a label is below -1 or not below
            K; where XLA compiles steps, the loss becomes NaN and training stops.

    Example:
        >>> gan.compile(d_optimizer, g_optimizer, loss=losses.SemiSupervised())
        >>> gan.fit(images, labels)  # most of them -1

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498), section 5
    """

    def __init__(self):
        super().__init__()

    def of_discriminator(self, play):  # noqa: D102
        real, fake = (
            tf.reduce_logsumexp(_classes(outputs), axis=-1)
            for outputs in (play.real_outputs, play.fake_outputs)
        )
        return self.discriminator_loss(real, fake) + _class_loss(play)

    def of_generator(self, play):  # noqa: D102
        return feature_distance(play)

    def get_config(self):  # noqa: D102
        return {}


def _class_loss(play):
    """The mean of `log Z - l_y` over the labelled images, 0 without any."""
    if "labels" not in play.batch:
        raise ValueError(
            "SemiSupervised learns classes from labels, -1 for an unknown one. "
            f"Received: batches with {sorted(play.batch)}. Pass `fit(images, labels)`, "
            "or batches of `keras_gan.datasets.batches(images, batch_size, "
            "labels=labels, labelled_apart=True)`."
        )
    outputs = play.real_outputs
    if "labelled_images" in play.batch:
        labelled = {**play.real, "images": play.batch["labelled_images"]}
        outputs = play.answers(labelled)
    logits = _classes(outputs)
    labels = tf.reshape(tf.cast(play.batch["labels"], tf.int32), [-1])
    losses = _cross_entropies(labels, logits)
    is_labelled = tf.cast(labels != -1, tf.float32)
    share = mean_over_replicas(is_labelled)
    return tf.reduce_mean(tf.math.divide_no_nan(is_labelled * losses, share))


def _cross_entropies(labels, logits):
    """`log Z - l_y`, with any finite number for -1 and NaN for what is no class."""
    count = logits.shape[-1]
    is_known = (labels >= -1) & (labels < count)
    tf.debugging.assert_equal(
        tf.reduce_all(is_known),
        True,
        f"Labels are from 0 to {count - 1}, as D has {count} classes, or -1 for none.",
    )
    of_label = tf.reduce_sum(tf.one_hot(labels, count) * logits, axis=-1)
    losses = tf.reduce_logsumexp(logits, axis=-1) - of_label
    return tf.where(is_known, losses, float("nan"))


def _classes(outputs):
    return tf.cast(outputs["classes"], tf.float32)
