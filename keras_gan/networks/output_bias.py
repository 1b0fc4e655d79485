"""Where a generator's output begins."""

import math

import keras
import numpy as np


@keras.saving.register_keras_serializable(package="keras_gan")
class ArrayInitializer(keras.initializers.Initializer):
    """Initializes a weight with given values.

    The values are not kept in a saved model's configuration: its weights hold them.

    Args:
        values: array of the weight's shape, or None for zeros.

    Raises:
        ValueError: if there are more or fewer values than the weight has.
    """

    def __init__(self, values=None):
        self.values = values

    def __call__(self, shape, dtype=None):  # noqa: D102
        values = np.zeros(shape) if self.values is None else np.asarray(self.values)
        if values.size != math.prod(shape):
            raise ValueError(
                "The values do not fill the weight. For an output bias, pass a "
                "`mean_image` of the generator's image shape. "
                f"Received: {values.size} values for a weight of shape {tuple(shape)}."
            )
        return keras.ops.convert_to_tensor(np.reshape(values, shape), dtype=dtype)

    def get_config(self):  # noqa: D102
        return {}


def logit_of_means(mean_image, margin=0.001):
    """Initializer of a sigmoid output's bias from the mean of the training images.

    Args:
        mean_image: array in [0, 1], or None for a bias of zero.
        margin: float, how near to 0 and 1 a mean may come before it is clipped.

    Returns:
        A Keras initializer.

    Raises:
        ValueError: if a mean lies outside [0, 1].
    """
    if mean_image is None:
        return "zeros"
    means = np.asarray(mean_image, "float64").reshape(-1)
    if not ((means >= 0) & (means <= 1)).all():
        raise ValueError(
            "The mean of the training images must lie in [0, 1] for a sigmoid output. "
            f"Received: mean_image between {means.min()} and {means.max()}."
        )
    means = np.clip(means, margin, 1 - margin)
    return ArrayInitializer(np.log(means) - np.log1p(-means))
