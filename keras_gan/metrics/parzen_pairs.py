"""A Parzen window and what it scores, where both arrive in portions."""

import math

import numpy as np
from threadpoolctl import threadpool_limits

from keras_gan.metrics.checks import check_same_shape, checked_rows, checked_sigmas

BLOCK_SIZE = 2000  # rows of examples, and of samples, that are multiplied at a time


class ParzenPairs:
    """The log-likelihood of all examples so far under a window on all samples so far.

    For an evaluation that brings some of both at a time. Both are kept in float64, with
    log sum_i exp(-|x - s_i|^2 / (2 sigma^2)) for each example x, so that a portion
    costs only the pairs that are new. Where all examples are there from the start,
    `ParzenStream` does the same and keeps no samples.

    Args:
        sigma: positive float, in the units of a pixel.

    Attributes:
        num_examples, num_samples: int, how many there are so far.

    Raises:
        ValueError: if sigma is not positive.

    Example:
        >>> pairs = ParzenPairs(sigma=0.2)
        >>> for images in test_batches:
        ...     pairs.add(images, gan.sample(len(images)))
        >>> pairs.log_likelihood().mean()
    """

    def __init__(self, sigma):
        self.sigma = float(checked_sigmas(sigma))
        self._one = None  # an example, for its shape
        self._examples, self._samples = _Rows(), _Rows()
        self._log_sums = np.empty(0)

    @property
    def num_examples(self):  # noqa: D102
        return len(self._examples)

    @property
    def num_samples(self):  # noqa: D102
        return len(self._samples)

    def add(self, examples, samples):
        """Adds examples to what is scored and samples to the window.

        Args:
            examples: float array `(count, ...)`.
            samples: float array `(other_count, ...)`; see `parzen_log_likelihood` for
                what their shapes may be.

        Raises:
            ValueError: if one is empty or holds NaN or infinity, or if shapes differ.
            TypeError: if one is not of a floating-point type.
        """
        examples = checked_rows(examples, "examples")
        samples = checked_rows(samples, "samples")
        if self._one is None:
            self._one = examples[:1]
            # Distances from products are exact to the square of a row's length, which
            # is small when all are measured from among them.
            self._centre = examples.reshape(len(examples), -1).mean(0, dtype="float64")
        check_same_shape(self._one, examples)
        check_same_shape(self._one, samples)
        before, old_samples = self.num_examples, self.num_samples
        self._examples.append(examples, self._centre)
        self._samples.append(samples, self._centre)
        self._log_sums = np.append(self._log_sums, np.full(len(examples), -np.inf))
        # Several cores that multiply a few rows wait for each other more than they do.
        with threadpool_limits(1, user_api="blas"):
            self._pair(0, before, first_sample=old_samples)
            self._pair(before, self.num_examples, first_sample=0)

    def log_likelihood(self):
        """Returns log p(x) of each example in nats, float64 `(num_examples,)`.

        Raises:
            ValueError: if nothing was added yet.
        """
        if not self.num_samples:
            raise ValueError(
                "A Parzen window needs samples to sit on. Received: none yet. Call "
                "`add(examples, samples)` before `log_likelihood()`."
            )
        width = math.log(self.sigma * math.sqrt(2 * math.pi))
        constant = self._centre.size * width + math.log(self.num_samples)
        return self._log_sums - constant

    def _pair(self, start, end, first_sample):
        """Adds samples, from one on, to the sums of examples from start to end."""
        for first in range(start, end, BLOCK_SIZE):
            rows = slice(first, min(first + BLOCK_SIZE, end))
            for column in range(first_sample, self.num_samples, BLOCK_SIZE):
                columns = slice(column, column + BLOCK_SIZE)
                added = _log_sum_exp(self._exponents(rows, columns))
                self._log_sums[rows] = np.logaddexp(self._log_sums[rows], added)

    def _exponents(self, rows, columns):
        """`-|x - s|^2 / (2 sigma^2)` of a block of examples and a block of samples."""
        x, x_squares = self._examples[rows]
        s, s_squares = self._samples[columns]
        distances = x @ s.T
        distances *= -2
        distances += x_squares[:, None]
        distances += s_squares
        np.maximum(distances, 0, out=distances)  # rounding
        distances *= -1 / (2 * self.sigma**2)
        return distances


class _Rows:
    """Centred rows and the squares of their lengths, in a buffer that grows."""

    def __init__(self):
        self._count = 0

    def __len__(self):
        return self._count

    def __getitem__(self, rows):
        rows = slice(*rows.indices(self._count))
        return self._values[rows], self._squares[rows]

    def append(self, rows, centre):
        rows = rows.reshape(len(rows), -1) - centre
        end = self._count + len(rows)
        if not self._count:
            self._values, self._squares = rows, np.empty(len(rows))
        elif end > len(self._values):
            size = max(end, 2 * len(self._values))  # so that few copies are made
            values, squares = np.empty((size, rows.shape[1])), np.empty(size)
            values[: self._count] = self._values[: self._count]
            squares[: self._count] = self._squares[: self._count]
            self._values, self._squares = values, squares
        self._values[self._count : end] = rows
        self._squares[self._count : end] = np.einsum("ij,ij->i", rows, rows)
        self._count = end


def _log_sum_exp(exponents):
    """The logarithm of each row's sum of exponentials; overwrites its argument."""
    largest = exponents.max(axis=1)
    exponents -= largest[:, None]
    np.exp(exponents, out=exponents)
    return largest + np.log(exponents.sum(axis=1))
