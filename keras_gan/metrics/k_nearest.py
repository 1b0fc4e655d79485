"""The k nearest neighbours of features."""

import numpy as np

from keras_gan.metrics.cores import one_thread_a_core
from keras_gan.metrics.near_pairs import COLUMNS, NearPairs

LOOKED_AT = 512  # points, for a first idea of how near the k-th is
MOST_WAITING = 64  # candidates for each query


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
    waiting, thresholds = [], bound
    blocks = pairs.column_blocks()
    for number, columns in enumerate(blocks, 1):
        rows, points, *_ = block.near(columns, thresholds)
        waiting.append((rows, points))
        is_many = sum(len(rows) for rows, _ in waiting) > MOST_WAITING * len(block)
        # After 1, 2, 4, ... blocks: each time about as many have become candidates.
        if number & (number - 1) == 0 or number == len(blocks) or is_many:
            rows, points = (
                np.concatenate(parts) for parts in zip(*waiting, strict=True)
            )
            if itself:
                is_other = points != rows + start
                rows, points = rows[is_other], points[is_other]
            exact = pairs.squared_distances(rows + start, points)
            distances, indices = _best(distances, indices, rows, points, exact)
            last = distances[:, -1]
            thresholds = np.where(last > 0, np.minimum(bound, last), -1)
            waiting = []
    return indices, distances


def _best(distances, indices, rows, points, exact):
    """The k best of each row, of those so far and of new candidates."""
    count, k = distances.shape
    closer = exact < distances[rows, -1]
    rows = np.concatenate([np.repeat(np.arange(count), k), rows[closer]])
    points = np.concatenate([indices.ravel(), points[closer]])
    exact = np.concatenate([distances.ravel(), exact[closer]])
    # By row, then distance, then in the order in which they came.
    order = np.lexsort((exact, rows))
    first = np.searchsorted(rows[order], np.arange(count))
    best = order[first[:, None] + np.arange(k)]
    return exact[best], points[best]
