"""Which points lie in which balls."""

import typing

import numpy as np

from keras_gan.metrics.cores import one_thread_a_core
from keras_gan.metrics.k_nearest import k_nearest_others
from keras_gan.metrics.near_pairs import NearPairs


class Overlap(typing.NamedTuple):
    """What lies in what.

    Args:
        points: bool array `(num_points,)`, which points lie in a ball around a centre.
        balls: bool array `(num_centres,)`, which of these balls a point lies in.
        pairs: int, how many pairs of such a ball and a point in it there are.
        centres: bool array `(num_centres,)`, which centres lie in a point's ball.
    """

    points: np.ndarray
    balls: np.ndarray
    pairs: int
    centres: np.ndarray


def squared_radii(features, k):
    """Squared distance of each row to its k-th nearest other, `(count,)`, exact.

    Args:
        features: float array `(count, features)`, known to be finite, more than k.
        k: int.
    """
    _, distances = k_nearest_others(features, k)
    return distances[:, -1]


def overlap(centres, radii, points, point_radii=None, closed=True):
    """Finds which points lie in balls around centres, and which centres in theirs.

    Args:
        centres: float array `(num_centres, features)`.
        radii: float64 array `(num_centres,)`, squared.
        points: float array `(num_points, features)`.
        point_radii: float64 array `(num_points,)`, squared, or None for points without
            balls.
        closed: bool, whether what lies on the surface lies in the ball.

    Returns:
        An `Overlap`.
    """
    if point_radii is None:
        return _overlap(centres, radii, points, np.full(len(points), -1.0), closed)
    # Points of a block then have balls of about one size, so few pairs are in doubt.
    order = np.argsort(point_radii)
    found = _overlap(centres, radii, points[order], point_radii[order], closed)
    inside = np.empty_like(found.points)
    inside[order] = found.points
    return found._replace(points=inside)


def _overlap(centres, radii, points, point_radii, closed):
    pairs = NearPairs(centres, points)
    in_ball = np.zeros(len(points), bool)
    hit, in_theirs = np.zeros((2, len(centres)), bool)

    def count_from(start):
        block, count = pairs.block(start), 0
        of_block = radii[start : start + len(block)]
        for columns in pairs.column_blocks():
            thresholds = np.maximum(of_block, point_radii[columns].max())
            rows, found, *bounds = block.near(columns, thresholds)
            rows += start
            inside = _inside(pairs, rows, found, *bounds, radii[rows], closed)
            in_ball[found[inside]] = True
            hit[rows[inside]] = True
            count += int(np.count_nonzero(inside))
            inside = _inside(pairs, rows, found, *bounds, point_radii[found], closed)
            in_theirs[rows[inside]] = True
        return count

    with one_thread_a_core() as threads:
        total = sum(threads.map(count_from, pairs.starts()))
    return Overlap(in_ball, hit, total, in_theirs)


def _inside(pairs, rows, points, least, most, radii, closed):
    """Which pairs are no farther apart than the radii, exactly."""
    inside = most < radii
    doubtful = np.flatnonzero((least <= radii) & ~inside)
    exact = pairs.squared_distances(rows[doubtful], points[doubtful])
    compare = np.less_equal if closed else np.less
    inside[doubtful] = compare(exact, radii[doubtful])
    return inside
