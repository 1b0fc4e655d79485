"""Scores of features, the products that they need, and others' ways to the same.

A step is one score. Features are Gaussian; an own peak of memory is measured apart.
"""

import contextlib
import io
import resource

import numpy as np
import scipy.linalg

from keras_gan import metrics
from keras_gan.metrics.cores import one_thread_a_core

ROWS, COLUMNS = 512, 2048  # of a block of products


def features(count, size):
    """Two sets of features, float32."""
    rng = np.random.default_rng(0)
    first, second = rng.standard_normal((2, count, size), dtype="float32")
    return first, 1.1 * second + np.float32(0.05)


def make_covariance_products(count, size):
    """The float64 products of two covariances, and the three of their roots."""
    first, second = features(count, size)

    def run(steps):
        for _ in range(steps):
            covariances = [_outer_products(each) for each in (first, second)]
            product = covariances[0] @ covariances[1]
            product @ product.T

    return run


def make_frechet(count, size):
    first, second = features(count, size)

    def run(steps):
        for _ in range(steps):
            metrics.frechet_distance(first, second)

    return run


def make_frechet_by_sqrtm(count, size):
    """As the first implementations have it: SciPy's root of the product."""
    first, second = features(count, size)

    def run(steps):
        for _ in range(steps):
            mean, covariance = _moments(first)
            other_mean, other = _moments(second)
            root = scipy.linalg.sqrtm(covariance @ other).real
            apart = mean - other_mean
            apart @ apart + np.trace(covariance + other - 2 * root)

    return run


def make_frechet_by_eigenvalues(count, size):
    """As torch-fidelity 0.4.0 has it: eigenvalues of the product."""
    first, second = features(count, size)

    def run(steps):
        for _ in range(steps):
            mean, covariance = _moments(first)
            other_mean, other = _moments(second)
            values = np.linalg.eigvals(covariance @ other).astype("complex128")
            apart = mean - other_mean
            (
                apart @ apart
                + np.trace(covariance + other)
                - 2 * np.sqrt(values).real.sum()
            )

    return run


def make_pair_products(count, size, num_products):
    """Float32 products of all pairs of rows, as often as a score needs them."""
    first, second = features(count, size)

    def of_rows(start):
        rows = first[start : start + ROWS]
        products = np.empty(len(rows) * COLUMNS, "float32")
        for column in range(0, count, COLUMNS):
            others = second[column : column + COLUMNS]
            out = products[: len(rows) * len(others)].reshape(len(rows), -1)
            np.matmul(rows, others.T, out=out)

    def run(steps):
        for _ in range(steps * num_products):
            with one_thread_a_core() as threads:
                list(threads.map(of_rows, range(0, count, ROWS)))

    return run


def make_precision_recall(count, size):
    first, second = features(count, size)

    def run(steps):
        for _ in range(steps):
            metrics.precision_recall(first, second)

    return run


def make_density_coverage(count, size):
    first, second = features(count, size)

    def run(steps):
        for _ in range(steps):
            metrics.density_coverage(first, second)

    return run


def make_both(count, size):
    """The four scores of `prdc`, with as many neighbours."""
    first, second = features(count, size)

    def run(steps):
        for _ in range(steps):
            metrics.precision_recall(first, second, k=5)
            metrics.density_coverage(first, second, k=5)

    return run


def make_prdc(count, size):
    """All four scores as `prdc` computes them; in a timed process, in one job."""
    from prdc import compute_prdc

    first, second = features(count, size)

    def run(steps):
        for _ in range(steps):
            with contextlib.redirect_stdout(io.StringIO()):
                compute_prdc(second, first, 5)

    return run


def peak_memory(name, count, size):
    """MiB that a score takes beside its features, in a process of its own."""
    first, second = features(count, size)
    getattr(metrics, name)(first[:100], second[:100])  # what libraries take
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    getattr(metrics, name)(first, second)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 2**10


def _outer_products(rows, at_a_time=4096):
    total = np.zeros((rows.shape[1],) * 2)
    for start in range(0, len(rows), at_a_time):
        block = rows[start : start + at_a_time].astype("float64")
        total += block.T @ block
    return total


def _moments(rows):
    rows = rows.astype("float64")
    return rows.mean(axis=0), np.cov(rows, rowvar=False)
