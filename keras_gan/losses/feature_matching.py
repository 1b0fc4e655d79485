"""Generated images with the mean features of real ones."""

import keras
import tensorflow as tf

from keras_gan.losses.replicas import mean_over_replicas
from keras_gan.losses.terms import Term


def feature_distance(play, key="features"):
    """Computes `|mean f(x) - mean f(G(z))|^2` over a batch, that of all replicas.

    Args:
        play: `keras_gan.models.Play` of a D that returns features f.
        key: str, their name in D's answers.

    Returns:
        A float32 scalar tensor.
    """
    real, fake = (
        mean_over_replicas(tf.cast(outputs[key], tf.float32))
        for outputs in (play.real_outputs, play.fake_outputs)
    )
    return tf.reduce_sum(tf.square(real - fake))


@keras.saving.register_keras_serializable(package="keras_gan")
class FeatureMatching(Term):
    """Has G make images whose mean features are those of real images.

    Adds `weight * |mean f(x) - mean f(G(z))|^2`, where f is what D returns under `key`,
    such as its last hidden layer, and the means are over the whole batch, that of all
    replicas. D, with nothing to match, is left to the adversarial loss.

    Args:
        weight: float or schedule.
        every: int, see `Term`.
        name: str, the key in the logs.
        key: str, the name of f in the dict that D returns.

    Raises:
        ValueError: in the first step, if D returns no such features.

    Example:
        >>> gan.compile(d_optimizer, g_optimizer, terms=[FeatureMatching()])

    Reference: [Salimans et al., 2016](https://arxiv.org/abs/1606.03498), section 3.1
    """

    player = "generator"

    def __init__(self, weight=1.0, every=1, name="feature_matching", key="features"):
        super().__init__(weight, every, name)
        self.key = key

    def value(self, play):  # noqa: D102
        return feature_distance(play, self.key)

    def get_config(self):  # noqa: D102
        return {**super().get_config(), "key": self.key}
