"""How many images are given another class than they have."""

import numpy as np


def error_rate(predicted, labels):
    """Computes the share of wrong classes, in per cent, with its standard error.

    `100 p` and `100 sqrt(p (1 - p) / n)`, for a share p of n labelled images.

    Args:
        predicted: int array `(count,)`, classes as they were read.
        labels: int array `(count,)`, as they are; images of -1 do not count.

    Returns:
        Pair of floats.

    Raises:
        ValueError: if the lengths differ, or no image has a label.

    Example:
        >>> error_rate([0, 1, 1, 2], [0, 1, 2, 2])
        (25.0, 21.650635094610966)
    """
    predicted, labels = np.asarray(predicted), np.asarray(labels)
    if predicted.shape != labels.shape or labels.ndim != 1:
        raise ValueError(
            "There must be a class for each label. Received: classes of shape "
            f"{predicted.shape} and labels of shape {labels.shape}."
        )
    is_known = labels >= 0
    if not is_known.any():
        raise ValueError(
            f"No error without labels. Received: {len(labels)} labels, all below 0. "
            "Pass images of which some have one."
        )
    share = float(np.mean(predicted[is_known] != labels[is_known]))
    return 100 * share, 100 * (share * (1 - share) / int(is_known.sum())) ** 0.5


def linear_probe(features, labels, test_features):
    """Reads classes off features, by logistic regression on labelled ones.

    The usual question to features that were learned without the labels. Features are
    standardized by those that are labelled; the penalty is scikit-learn's default.

    Args:
        features: float array `(count, size)`.
        labels: int array `(count,)`.
        test_features: float array `(others, size)`.

    Returns:
        int array `(others,)`, the classes.

    Raises:
        ValueError: if there are labels of a single class.

    Example:
        >>> read = linear_probe(encode(images), labels, encode(test_images))
        >>> error_rate(read, test_labels)
    """
    # scikit-learn takes a second to import.
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    probe = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000))
    return probe.fit(features, labels).predict(test_features)
