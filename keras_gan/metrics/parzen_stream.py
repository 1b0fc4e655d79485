"""A Parzen window whose samples arrive in portions, in memory that stays the same."""

import functools
import math

import numpy as np

from keras_gan.arguments import check_integer
from keras_gan.metrics.checks import (
    check_same_shape,
    checked_rows,
    checked_sigmas,
)
from keras_gan.metrics.cores import num_cores, one_thread_a_core
from keras_gan.metrics.parzen_on_gpu import add_samples, check_device

# Blocks of samples that a block of examples, once prepared, is multiplied with.
BLOCKS = 8


class ParzenStream:
    """The log-likelihood of examples under a window on samples that come by and by.

    For windows of more samples than fit in memory: `add` takes some, and
    `log_likelihood` tells at any time what the window on all of them so far gives,
    for every sigma. What is kept are two sums for each example and sigma.

    Distances come from matrix products of a block of examples with a block of
    samples, which serve all sigmas. Blocks of examples are shared out among threads,
    or a GPU takes them in turn.

    Args:
        examples: float array `(num_examples, ...)`, what is scored.
        sigma: positive float, or a sequence of them, in the units of a pixel.
        block_size: int, rows of samples that are multiplied at a time; of examples, a
            quarter of it in each thread. Memory holds eight such blocks.
        dtype: `"float64"` or `"float32"`, see `parzen_log_likelihood`.
        device: str, see `parzen_log_likelihood`.

    Attributes:
        num_samples: int, how many samples the window sits on so far.

    Raises:
        ValueError: if a sigma is not positive, if there are no examples, if they
            hold NaN or infinity, or if there is no such device.
        TypeError: if the examples are not of a floating-point type.

    Example:
        >>> stream = ParzenStream(test_images, sigma=0.167, dtype="float32")
        >>> for seed in range(1000):
        ...     stream.add(gan.sample(10_000, seed=seed))
        >>> stream.log_likelihood().mean()
    """

    def __init__(
        self, examples, sigma, block_size=2000, dtype="float64", device="auto"
    ):
        _check_settings(block_size, dtype)
        self._on_gpu = check_device(device)
        self.sigmas = checked_sigmas(sigma)
        self.examples = checked_rows(examples, "examples")
        self.block_size = block_size
        self.dtype = dtype
        self.num_samples = 0
        # exp(-|x - s|^2 / (2 sigma^2)) is largest at the nearest sample, for every
        # sigma, so the sums over samples are kept relative to the nearest one so far.
        count = len(self.examples)
        self._nearest = np.full(count, np.inf)
        self._sums = np.zeros((self.sigmas.size, count))
        self._centre = self._rows(slice(None)).mean(axis=0, dtype="float64")
        self._precisions = 1 / (2 * self.sigmas.ravel() ** 2)

    def add(self, samples):
        """Adds samples to the window.

        Args:
            samples: float array `(count, ...)`. Examples and samples may differ in
                rank, as images and flattened images do.

        Raises:
            ValueError: if there are none, if they hold NaN or infinity, or if their
                shape is not that of an example.
            TypeError: if they are not of a floating-point type.
        """
        samples = checked_rows(samples, "samples")
        check_same_shape(self.examples, samples)
        samples = samples.reshape(len(samples), -1)
        if self._on_gpu:
            self._add_on_gpu(samples)
        else:
            self._add_on_cpu(samples)
        self.num_samples += len(samples)

    def _add_on_gpu(self, samples):
        add_samples(
            lambda rows: self._rows(rows) - self._centre,
            samples - self._centre,
            self._sums,
            self._nearest,
            self._precisions,
        )

    def _add_on_cpu(self, samples):
        cores = num_cores()
        with one_thread_a_core() as threads:
            for start in range(0, len(samples), BLOCKS * self.block_size):
                portion = samples[start : start + BLOCKS * self.block_size]
                others = self._sample_block(portion)
                share = functools.partial(self._add_share, others, cores)
                list(threads.map(share, range(cores)))

    def log_likelihood(self):
        """Returns log p(x) of each example in nats, float64.

        `(num_examples,)` for one sigma, `(num_sigmas, num_examples)` for a sequence.

        Raises:
            ValueError: if no samples were added yet.
        """
        if not self.num_samples:
            raise ValueError(
                "A Parzen window needs samples to sit on. Received: none yet. Call "
                "`add(samples)` before `log_likelihood()`."
            )
        log_likelihood = np.log(self._sums)
        for row, sigma in zip(log_likelihood, self.sigmas.flat, strict=True):
            row -= self._nearest / (2 * sigma**2)
            row -= self._dimension * math.log(sigma * math.sqrt(2 * math.pi))
            row -= math.log(self.num_samples)
        return log_likelihood if self.sigmas.ndim else log_likelihood[0]

    def state(self):
        """Returns the sums as a dict of arrays, for `numpy.savez` and `restore`."""
        return {
            "nearest": self._nearest.copy(),
            "sums": self._sums.copy(),
            "sigmas": self.sigmas,
            "num_samples": np.array(self.num_samples),
        }

    def restore(self, state):
        """Takes up the sums that `state` returned.

        Args:
            state: mapping from names to arrays, such as `numpy.load` gives.

        Raises:
            ValueError: if they are of other sigmas or another number of examples.
        """
        sigmas, nearest = state["sigmas"], state["nearest"]
        shapes = [np.shape(nearest), np.shape(state["sums"])]
        if not np.array_equal(sigmas, self.sigmas) or shapes != [
            self._nearest.shape,
            self._sums.shape,
        ]:
            raise ValueError(
                "A stream goes on only with its own examples and sigmas. Received: "
                f"the state of one with {np.size(nearest)} examples and "
                f"sigma={sigmas}, where this one has {len(self.examples)} and "
                f"{self.sigmas}."
            )
        self._nearest, self._sums = np.array(nearest), np.array(state["sums"])
        self.num_samples = int(state["num_samples"])

    @property
    def _dimension(self):
        return math.prod(self.examples.shape[1:])

    def _rows(self, rows):
        return self.examples[rows].reshape(-1, self._dimension)

    def _sample_block(self, samples):
        """Rows (s, |s|^2, 1), so that a product with an example gives a distance."""
        block = np.empty((len(samples), self._dimension + 2), self.dtype)
        values = block[:, :-2]
        np.subtract(samples, self._centre, out=values, casting="same_kind")
        block[:, -2] = np.einsum("ij,ij->i", values, values)
        block[:, -1] = 1
        return block

    def _example_block(self, rows):
        """Rows -precision (-2 x, 1, |x|^2), for the first of the sigmas."""
        examples = self._rows(rows)
        block = np.empty((len(examples), self._dimension + 2), self.dtype)
        values = block[:, :-2]
        np.subtract(examples, self._centre, out=values, casting="same_kind")
        block[:, -1] = np.einsum("ij,ij->i", values, values)
        block[:, -2] = 1
        values *= -2
        block *= -self._precisions[0]
        return block

    def _add_share(self, others, cores, core):
        """Adds blocks of samples to the sums of every `cores`-th block of examples."""
        count = math.ceil(self.block_size / 4)  # so that there are blocks for all cores
        size = min(count, len(self.examples)) * min(self.block_size, len(others))
        # Of all blocks in turn: fresh memory would cost as much as the sums do.
        products, kernels = np.empty((2, size), self.dtype)
        for start in range(core * count, len(self.examples), cores * count):
            rows = slice(start, start + count)
            examples = self._example_block(rows)
            for first in range(0, len(others), self.block_size):
                block = others[first : first + self.block_size]
                shape = (len(examples), len(block))
                exponents, kernel = (
                    buffer[: math.prod(shape)].reshape(shape)
                    for buffer in (products, kernels)
                )
                np.matmul(examples, block.T, out=exponents)
                self._add(rows, exponents, kernel)

    def _add(self, rows, exponents, kernel):
        """Adds a block of samples to the sums of a block of examples.

        Args:
            rows: slice, which examples.
            exponents: array `(examples, samples)`, minus the squared distances times
                the first precision; overwritten.
            kernel: array of the same shape, overwritten.
        """
        precisions = self._precisions
        largest = exponents.max(axis=1)
        if (largest > 0).any():  # the rounding of a distance of nothing
            np.minimum(exponents, 0, out=exponents)
            np.minimum(largest, 0, out=largest)
        before = self._nearest[rows]
        nearest = np.minimum(before, largest / -precisions[0])
        exponents += (nearest * precisions[0]).astype(self.dtype)[:, None]
        # The first precision, whose exponents need no factor, is the last in turn.
        for index in reversed(range(len(precisions))):
            precision, sums = precisions[index], self._sums[index]
            if index:
                factor = self._number(precision / precisions[0])
                np.multiply(exponents, factor, out=kernel)
                np.exp(kernel, out=kernel)
            else:
                kernel = np.exp(exponents, out=exponents)
            rescaled = sums[rows] * np.exp((nearest - before) * precision)
            sums[rows] = rescaled + kernel @ np.ones(kernel.shape[1], self.dtype)
        self._nearest[rows] = nearest

    def _number(self, value):
        return np.dtype(self.dtype).type(value)


def _check_settings(block_size, dtype):
    check_integer("block_size", block_size, 1, hint="2000 suits most machines.")
    if dtype not in ("float32", "float64"):
        raise ValueError(
            f"`dtype` must be 'float32' or 'float64'. Received: dtype={dtype!r}."
        )
