"""How many generated images are more than copies of training images."""

import numpy as np

from keras_gan.metrics.checks import checked_features
from keras_gan.metrics.k_nearest import k_nearest, k_nearest_others


def authenticity(features, train_features):
    """Computes the share of generated images that are no near copies.

    A generated feature is taken for a copy if it is nearer to a training feature, its
    nearest, than any other training feature is to that. Copies give 0. What new images
    give depends on the number of features (Gaussian ones: 0.33 in one dimension, 0.84
    in 64), so hold it against the authenticity of held-out real images.

    Args:
        features: float array `(count, features)`, of generated images.
        train_features: float array `(count, features)`, at least two.

    Returns:
        A float in [0, 1].

    Raises:
        TypeError: if features are not floating-point numbers.
        ValueError: if they are not finite, differ in number, or if there are fewer than
            two training features.

    Example:
        >>> train = np.array([[0.0], [1.0], [5.0]])
        >>> authenticity(np.array([[0.1], [7.0], [9.5]]), train)
        0.3333333333333333

    Reference: [Alaa et al., 2022](https://arxiv.org/abs/2102.08921)
    """
    fake, train = checked_features(features=features, train_features=train_features)
    checked_features(2, train_features=train)
    nearest, distances = k_nearest(fake, train, 1)
    _, between = k_nearest_others(train, 1)
    return float(np.mean(distances[:, 0] > between[nearest[:, 0], 0]))
