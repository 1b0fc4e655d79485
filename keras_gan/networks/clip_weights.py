"""A constraint that keeps weights small."""

import keras

from keras_gan.arguments import check_number


@keras.saving.register_keras_serializable(package="keras_gan")
class ClipWeights(keras.constraints.Constraint):
    """Clips each weight to `[-limit, limit]` after every update.

    In all layers of a critic it bounds how steep the critic is, which a Wasserstein
    loss needs.

    Args:
        limit: float above zero.

    Raises:
        ValueError: if `limit` is not positive.

    Example:
        >>> clip = keras_gan.networks.ClipWeights(0.01)
        >>> keras.layers.Dense(128, kernel_constraint=clip, bias_constraint=clip)

    Reference: [Arjovsky et al., 2017](https://arxiv.org/abs/1701.07875)
    """

    def __init__(self, limit=0.01):
        self.limit = check_number("limit", limit, "positive", lambda value: value > 0)

    def __call__(self, w):  # noqa: D102
        return keras.ops.clip(w, -self.limit, self.limit)

    def get_config(self):  # noqa: D102
        return {"limit": self.limit}
