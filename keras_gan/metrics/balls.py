"""Which points lie in which balls."""

import typing

import numpy as np

from keras_gan.metrics.cores import one_thread_a_core
from keras_gan.metrics.k_nearest import k_nearest_others
from keras_gan.metrics.near_pairs import NearPairs


class Overlap(typing.NamedTuple):
    """What lies in what.

    Args:
        points: bool array `(num_points,)`, which points lie in some ball.
        balls: bool array `(num_balls,)`, which balls have a point in them.
        pairs: int, how many pairs of a ball and a point in it there are.
    """

    points: np.ndarray
    balls: np.ndarray
    pairs: int


def squared_radii(features, k):
    """Squared distance of each row to its k-th nearest other, `(count,)`, exact.

    Args:
        features: float array `(count, features)`, known to be finite, more than k.
        k: int.
    """
    _, distances = k_nearest_others(features, k)
    return distances[:, -1]


def points_in_balls(centres, radii, points, closed):
    """Finds which points lie in balls around the centres.

    Args:
        centres: float array `(num_balls, features)`.
        radii: float64 array `(num_balls,)`, squared.
        points: float array `(num_points, features)`.
        closed: bool, whether what lies on the surface lies in the ball.

    Returns:
        An `Overlap`.
    """
    pairs = NearPairs(centres, points)
    inside, hit = np.zeros(len(points), bool), np.zeros(len(centres), bool)

    def count_from(start):
        block, count = pairs.block(start), 0
        thresholds = radii[start : start + len(block)]
        for columns in pairs.column_blocks():
            rows, found, is_in = block.near(columns, thresholds)
            doubtful = np.flatnonzero(~is_in)
            queries = rows[doubtful] + start
            exact = pairs.squared_distances(queries, found[doubtful])
            compare = np.less_equal if closed else np.less
            is_in[doubtful] = compare(exact, radii[queries])
            inside[found[is_in]] = True
            hit[rows[is_in] + start] = True
            count += int(np.count_nonzero(is_in))
        return count

    with one_thread_a_core() as threads:
        total = sum(threads.map(count_from, pairs.starts()))
    return Overlap(inside, hit, total)
