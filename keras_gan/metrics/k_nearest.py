"""The k nearest neighbours of features."""

import numpy as np

from keras_gan.metrics.cores import one_thread_a_core
from keras_gan.metrics.near_pairs import COLUMNS, NearPairs

LOOKED_AT = 256  # points, for a first idea of how near the k-th is


def k_nearest(queries, examples, k):
    """Finds the k examples nearest to each query, by Euclidean distance.

    Candidates come from float32 products, blockwise and on all cores; distances are
    exact. Memory grows with the number of rows, not of pairs.

    Args:
        queries: float array `(num_queries, features)`, known to be finite.
        examples: float array `(num_examples, features)`, at least k.
        k: int.

    Returns:
        Pair of arrays `(num_queries, k)`, nearest first: indices into the examples
        (int64; of equally near ones the first) and squared distances (float64).
    """
    return _search(NearPairs(queries, examples), k, itself=False)


def k_nearest_others(features, k):
    """Finds the k rows nearest to each row, other than itself.

    Args:
        features: float array `(count, features)`, known to be finite, more than k.
        k: int.

    Returns:
        As `k_nearest`.
    """
    return _search(NearPairs(features, features), k, itself=True)


def _search(pairs, k, itself):
    with one_thread_a_core() as threads:
        blocks = list(
            threads.map(
                lambda start: _of_block(pairs, start, k, itself), pairs.starts()
            )
        )
    indices, distances = zip(*blocks, strict=True)
    return np.concatenate(indices), np.concatenate(distances)


def _of_block(pairs, start, k, itself):
    """The neighbours of a block of queries, which are rows themselves if `itself`."""
    block = pairs.block(start)
    at_first = k + 1 if itself else k
    bound = block.bound(min(COLUMNS, max(LOOKED_AT, 4 * at_first)), at_first)
    distances = np.full((len(block), k), np.inf)
    indices = np.zeros((len(block), k), np.int64)
    for columns in pairs.column_blocks():
        last = distances[:, -1]
        thresholds = np.where(last > 0, np.minimum(bound, last), -1)
        rows, points, _ = block.near(columns, thresholds)
        if itself:
            is_other = points != rows + start
            rows, points = rows[is_other], points[is_other]
        exact = pairs.squared_distances(rows + start, points)
        closer = exact < distances[rows, -1]
        if closer.any():
            _merge(distances, indices, rows[closer], points[closer], exact[closer])
    return indices, distances


def _merge(distances, indices, rows, points, exact):
    """Puts new candidates, in the order of rows, among the k best so far."""
    touched, starts, counts = np.unique(rows, return_index=True, return_counts=True)
    k, width = distances.shape[1], counts.max()
    all_distances = np.full((len(touched), k + width), np.inf)
    all_indices = np.zeros(all_distances.shape, np.int64)
    all_distances[:, :k], all_indices[:, :k] = distances[touched], indices[touched]
    place = np.repeat(np.arange(len(touched)), counts)
    column = k + np.arange(len(rows)) - np.repeat(starts, counts)
    all_distances[place, column], all_indices[place, column] = exact, points
    best = np.argsort(all_distances, axis=1, kind="stable")[:, :k]
    distances[touched] = np.take_along_axis(all_distances, best, axis=1)
    indices[touched] = np.take_along_axis(all_indices, best, axis=1)
