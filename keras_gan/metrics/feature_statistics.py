"""Mean and covariance of features that arrive in batches."""

import numpy as np

from keras_gan.metrics.checks import checked_features

ROWS_AT_A_TIME = 4096


class FeatureStatistics:
    """Count, mean and covariance of features, in memory that does not grow.

    For more features than fit in memory, and for those of real images that many scores
    are held against: what is kept is the count n, the mean m and the sum of outer
    products `(x - m) (x - m)^T`, in float64. Sums about the mean lose no digits where
    the mean is large.

    Args:
        features: float array `(count, features)` to begin with, or None.

    Attributes:
        count: int, how many rows there were so far.
        mean: float64 array `(features,)`, None before the first rows.

    Raises:
        TypeError: if features are not floating-point numbers.
        ValueError: if they are not a matrix, not finite, or of another number of
            columns than those before.

    Example:
        >>> real = FeatureStatistics()
        >>> for images in batches:
        ...     real.update(extract(images))
        >>> frechet_distance(extract(gan.sample(10_000)), real)

    Reference: [Chan et al., 1979](http://i.stanford.edu/pub/cstr/reports/cs/tr/79/773/CS-TR-79-773.pdf)
    """

    def __init__(self, features=None):
        self.count = 0
        self.mean = None
        self._scatter = None
        if features is not None:
            self.update(features)

    def update(self, features):
        """Adds a batch of features.

        Args:
            features: float array `(count, features)`.
        """
        (features,) = checked_features(features=features)
        self._check_size(features.shape[1])
        for start in range(0, len(features), ROWS_AT_A_TIME):
            block = features[start : start + ROWS_AT_A_TIME].astype("float64")
            mean = block.mean(axis=0)
            block -= mean
            self._add(len(block), mean, block.T @ block)

    def merge(self, other):
        """Adds all that other statistics are of.

        Args:
            other: `FeatureStatistics`.
        """
        if other.count:
            self._check_size(len(other.mean))
            self._add(other.count, other.mean, other._scatter)

    @property
    def covariance(self):
        """The unbiased covariance, a float64 array `(features, features)`.

        Raises:
            ValueError: if there were fewer than two rows.
        """
        if self.count < 2:
            raise ValueError(
                f"A covariance needs at least two rows. Received: {self.count} so far. "
                "Call `update` with more features."
            )
        return self._scatter / (self.count - 1)

    def _add(self, count, mean, scatter):
        if not self.count:
            self.count, self.mean = count, mean.copy()
            self._scatter = scatter.copy()
            return
        total = self.count + count
        difference = mean - self.mean
        self._scatter += scatter
        weight = self.count * count / total
        self._scatter += np.outer(weight * difference, difference)
        self.mean = self.mean + difference * (count / total)
        self.count = total

    def _check_size(self, num_features):
        if self.count and num_features != len(self.mean):
            raise ValueError(
                "Features must have as many columns as those before. Received: "
                f"{num_features} columns, after rows of {len(self.mean)}."
            )
