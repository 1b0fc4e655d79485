"""How far samples of one number are from a known distribution."""

import numpy as np

from keras_gan.arguments import check_integer
from keras_gan.metrics.checks import checked_rows
from keras_gan.theory import jensen_shannon_divergence


def histogram_divergence(samples, distribution, bins=50):
    """Computes the JSD between a histogram of samples and a distribution.

    Every bin holds the same share of the distribution, so the first and the last reach
    to the ends of its support. A fair sample of n numbers scores `(bins - 1) / (8 n)`
    on average, not zero.

    Args:
        samples: float array `(count, 1)`.
        distribution: continuous SciPy distribution, such as `scipy.stats.norm(0, 1)`.
        bins: int, how many bins, at least 2.

    Returns:
        float in [0, log 2], in nats.

    Raises:
        ValueError: if there are no samples, if one is not a finite number, if there is
            more than one value to a sample, or if `bins` is below 2.

    Example:
        >>> p_data = scipy.stats.norm(0, 1)
        >>> histogram_divergence(gan.sample(10_000), p_data)
    """
    samples = checked_rows(samples, "samples")
    if samples.shape[1] != 1:
        raise ValueError(
            "A histogram is of one number for each sample. Received: "
            f"samples with {samples.shape[1]} values each. Pass one column of them."
        )
    check_integer("bins", bins, 2)
    inner_edges = distribution.ppf(np.linspace(0, 1, bins + 1)[1:-1])
    bin_of_each = np.searchsorted(inner_edges, samples[:, 0])
    counts = np.bincount(bin_of_each, minlength=bins)
    return jensen_shannon_divergence(counts / len(samples), np.full(bins, 1 / bins))
