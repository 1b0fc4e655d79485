"""Pairs of rows that are near each other, found by float32 products of blocks."""

import math

import numpy as np

ROWS, COLUMNS = 512, 2048  # of a block of pairs
PIECE = 256  # of a row of a block
VALUES_AT_A_TIME = 2**20  # of pairs whose distance is computed in float64


class NearPairs:
    """Finds which queries and points are no farther apart than told.

    For a query x, a point y and a threshold t, a product of two rows of d + 2 values is
    `|x|^2 + |y|^2 - 2 x . y - t`, less than what float32 may be off. Only pairs at
    which it is not positive are looked at again, so the time is that of the products
    where few pairs are near, and no pair is missed.

    Args:
        queries: float array `(num_queries, features)`.
        points: float array `(num_points, features)`.
    """

    def __init__(self, queries, points):
        self.queries, self.points = queries, points
        # Distances do not depend on the origin and the unit, rounding does.
        self._centre = points.mean(axis=0, dtype="float64")
        self._scale = 1.0
        largest = max(
            self._centred(rows[start : start + ROWS])[1].max()
            for rows in (queries, points)
            for start in range(0, len(rows), ROWS)
        )
        self._scale = 1 / math.sqrt(largest) if largest > 0 else 1.0
        size = points.shape[1] + 2
        # What a sum of so many float32 products may be off, relative to |x|^2 + |y|^2.
        self.slack = (size + 4) * float(np.finfo("float32").eps)
        self.right = np.ones((len(points), size), "float32")
        self.norms = np.empty(len(points))
        for start in range(0, len(points), ROWS):
            rows = slice(start, start + ROWS)
            values, self.norms[rows] = self._centred(points[rows])
            self.right[rows, :-2] = values
            self.right[rows, -1] = self.norms[rows] * (1 - self.slack)

    def block(self, start):
        """The pairs of the queries from `start` on, `ROWS` of them, with all points."""
        values, norms = self._centred(self.queries[start : start + ROWS])
        return PairBlock(self, start, values, norms)

    def starts(self):
        """The first queries of all blocks."""
        return range(0, len(self.queries), ROWS)

    def column_blocks(self):
        """All points, as slices."""
        return [
            slice(start, min(start + COLUMNS, len(self.points)))
            for start in range(0, len(self.points), COLUMNS)
        ]

    def scaled(self, thresholds):
        """Squared distances in the unit of the products."""
        return thresholds * self._scale * self._scale

    def unscaled(self, squared):
        """Squared distances in the unit of the rows."""
        return squared / self._scale / self._scale

    def squared_distances(self, queries, points):
        """Squared distances of pairs, in float64.

        Args:
            queries: int array `(count,)`.
            points: int array `(count,)`.
        """
        distances = np.empty(len(queries))
        at_a_time = max(1, VALUES_AT_A_TIME // self.points.shape[1])
        for start in range(0, len(queries), at_a_time):
            pairs = slice(start, start + at_a_time)
            differences = self.queries[queries[pairs]].astype("float64")
            differences -= self.points[points[pairs]]
            distances[pairs] = np.einsum("ij,ij->i", differences, differences)
        return distances

    def _centred(self, rows):
        """Rows about the centre, in the unit of the products, and their |x|^2."""
        values = rows.astype("float64")
        values -= self._centre
        values *= self._scale
        return values, np.einsum("ij,ij->i", values, values)


class PairBlock:
    """Some queries and all points, in memory of one thread.

    Args:
        pairs: `NearPairs`.
        start: int, the first of the queries.
        values: float64 array `(rows, features)`, the queries about the centre.
        norms: float64 array `(rows,)`, their squares.
    """

    def __init__(self, pairs, start, values, norms):
        self.pairs, self.start, self._norms = pairs, start, norms
        self._left = np.ones((len(values), values.shape[1] + 2), "float32")
        np.multiply(values, -2, out=self._left[:, :-2], casting="same_kind")
        # Of all blocks in turn: fresh memory would cost as much as the products do.
        self._product = np.empty(len(values) * COLUMNS, "float32")

    def __len__(self):
        return len(self._left)

    def bound(self, count, k):
        """Squared distances within which each query has k points, from a few of them.

        Args:
            count: int, how many points are looked at, at least k.
            k: int.

        Returns:
            float64 array `(rows,)`.
        """
        chosen = slice(None, None, -(-len(self.pairs.points) // count))
        products = self._products(chosen, 0)
        error = 3 * self.pairs.slack * (self._norms[:, None] + self.pairs.norms[chosen])
        products += error.astype("float32")
        products.partition(k - 1, axis=1)
        return self.pairs.unscaled(products[:, k - 1].astype("float64").clip(0))

    def near(self, columns, thresholds):
        """Pairs of this block that are within the thresholds, or may be.

        Args:
            columns: slice, which points.
            thresholds: float64 array `(rows,)` of squared distances; below zero for
                rows that no point is near.

        Returns:
            Four arrays `(count,)` in the order of rows: the row in this block, the
            point, and what the squared distance is at least and at most.
        """
        slack, norms = self.pairs.slack, self.pairs.norms
        folded = np.where(thresholds < 0, -8, self.pairs.scaled(thresholds))
        folded *= 1 + slack
        product = self._products(columns, folded)
        width = product.shape[1]
        # Few pieces have something near: minima are quicker than to look at all pairs.
        piece = PIECE if width % PIECE == 0 else width
        product = product.reshape(-1, piece)
        hit = np.flatnonzero(product.min(axis=1) <= 0)
        product = product[hit]
        found = np.flatnonzero(product <= 0)
        place, inside = np.divmod(found, piece)
        rows, points = np.divmod(hit[place] * piece + inside, width)
        points += columns.start
        least = product.reshape(-1)[found] + folded[rows]
        doubt = 2 * slack * (self._norms[rows] + norms[points] + folded[rows])
        unscaled = self.pairs.unscaled
        return rows, points, unscaled(least), unscaled(least + doubt)

    def _products(self, columns, thresholds):
        self._left[:, -2] = self._norms * (1 - self.pairs.slack) - thresholds
        right = self.pairs.right[columns]
        shape = len(self), len(right)
        out = self._product[: math.prod(shape)].reshape(shape)
        return np.matmul(self._left, right.T, out=out)
