"""A test of whether generated images were copied from the training images."""

import math
import typing

import numpy as np
from scipy.stats import mannwhitneyu, norm

from keras_gan.arguments import check_integer
from keras_gan.metrics.checks import checked_features
from keras_gan.metrics.k_nearest import k_nearest

LEAST_IN_A_CELL = 20


class MemorizationTest(typing.NamedTuple):
    """Whether generated images are too near to the training images.

    Args:
        statistic: float, the paper's C_T. Far below 0: generated images are nearer to
            training images than held-out ones are. Far above 0: they are farther.
        p_value: float, how often images that were not copied give as little or less.
    """

    statistic: float
    p_value: float


def memorization_test(features, train_features, held_out_features, num_cells=1, seed=0):
    """Tests whether generated images are nearer to training images than new ones are.

    Distances of generated and of held-out features to the nearest training feature are
    compared by a Mann-Whitney test, as a score z. With several cells, by k-means on the
    training features, each has a z of its own, among its own, and the statistic C_T is
    their mean, weighted by the held-out features in each. That compares like with like
    where the data has dense and sparse parts, and the generator favours some. Cells
    with fewer than 20 generated or held-out features do not count. Under equal laws,
    C_T is about `N(0, sum w^2)`, where weights w sum to 1.

    Args:
        features: float array `(count, features)`, of generated images.
        train_features: float array `(count, features)`.
        held_out_features: float array `(count, features)`, of real images that were not
            trained on.
        num_cells: int, how many cells; as many as leave 20 of each kind, or more, in
            most of them.
        seed: int, of k-means.

    Returns:
        A `MemorizationTest`.

    Raises:
        TypeError: if features are not floating-point numbers.
        ValueError: if they are not finite, differ in number, or if no cell has
            enough.

    Example:
        >>> rng = np.random.default_rng(0)
        >>> train, held_out = rng.normal(size=(2, 100, 3))
        >>> round(memorization_test(train, train, held_out).statistic, 4)
        -12.2157

    Reference: [Meehan et al., 2020](https://arxiv.org/abs/2004.05675)
    """
    fake, train, held_out = checked_features(
        features=features,
        train_features=train_features,
        held_out_features=held_out_features,
    )
    check_integer("num_cells", num_cells, 1)
    cells = _cells((fake, train, held_out), num_cells, seed)
    scores, weights = [], []
    for cell in range(num_cells):
        members = [
            rows[of == cell]
            for rows, of in zip((fake, train, held_out), cells, strict=True)
        ]
        generated, trained, new = (len(rows) for rows in members)
        if min(generated, new) >= LEAST_IN_A_CELL and trained:
            scores.append(_score(*members))
            weights.append(new)
    if not scores:
        raise ValueError(
            f"Some cell must have {LEAST_IN_A_CELL} generated and held-out features. "
            f"Received: {len(fake)} generated, {len(held_out)} held out, "
            f"num_cells={num_cells}. Pass more features, or fewer cells."
        )
    weights = np.array(weights) / sum(weights)
    statistic = float(weights @ scores)
    return MemorizationTest(
        statistic, float(norm.cdf(statistic / np.linalg.norm(weights)))
    )


def _cells(arrays, num_cells, seed):
    """The cell of each row, by k-means on the training features, the second."""
    if num_cells == 1:
        return [np.zeros(len(rows), int) for rows in arrays]
    # scikit-learn takes a second to import.
    from sklearn.cluster import KMeans

    means = KMeans(num_cells, n_init=1, random_state=seed).fit(arrays[1])
    return [means.predict(rows.astype(arrays[1].dtype)) for rows in arrays]


def _score(generated, trained, new):
    """How much nearer to the training features the generated ones are, as a z."""
    distances = [k_nearest(rows, trained, 1)[1][:, 0] for rows in (generated, new)]
    smaller = mannwhitneyu(*distances, method="asymptotic").statistic
    m, n = len(generated), len(new)
    # Half a step for what is whole; without the correction of ties, as in the paper.
    return (smaller - m * n / 2 + 0.5) / math.sqrt(m * n * (m + n + 1) / 12)
