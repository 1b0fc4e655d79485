"""The Parzen window of 10,000 MNIST images on 10,000 others, and its floor.

A step is one evaluation. A whole one by scikit-learn takes minutes, so it scores a
part of the images, and its time is scaled up.
"""

import numpy as np

from keras_gan import datasets
from keras_gan.metrics import parzen_log_likelihood

SIGMA = 0.167
COUNT = 10_000
SCORED_BY_SCIKIT_LEARN = 200


def images():
    """What is scored, and where the Gaussians sit."""
    data = datasets.mnist()
    return data.test[:COUNT].reshape(COUNT, -1), data.train[:COUNT].reshape(COUNT, -1)


def make_products(dtype):
    """The matrix products alone, a thousand rows at a time, into memory that stays."""
    examples, samples = (array.astype(dtype) for array in images())
    products = np.empty((1000, COUNT), dtype)

    def run(steps):
        for _ in range(steps):
            for start in range(0, COUNT, 1000):
                np.matmul(examples[start : start + 1000], samples.T, out=products)

    return run


def make_window(dtype, num_sigmas=1):
    """`parzen_log_likelihood`, for one sigma or several."""
    examples, samples = images()
    sigmas = np.linspace(0.1, 0.3, num_sigmas) if num_sigmas > 1 else SIGMA

    def run(steps):
        for _ in range(steps):
            parzen_log_likelihood(examples, samples, sigmas, dtype=dtype)

    return run


def make_scikit_learn():
    """`KernelDensity` as its users call it, on a fiftieth of the images."""
    from sklearn.neighbors import KernelDensity

    examples, samples = images()
    window = KernelDensity(bandwidth=SIGMA).fit(samples)

    def run(steps):
        for _ in range(steps):
            window.score_samples(examples[:SCORED_BY_SCIKIT_LEARN])

    return run
