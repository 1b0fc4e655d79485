"""Divergences between two densities, in nats.

A density is an array `(points,)` on a grid `x`, evenly spaced or not; or, without `x`,
a vector of probabilities; or a continuous SciPy distribution such as
`scipy.stats.norm(0, 1)`. Two distributions without `x` are integrated over their
supports, to 1e-5 or better, in about half a second; with `x`, they are computed on
the grid, and may stand beside an array. A histogram is best given as probabilities.
"""

import numpy as np
from scipy.special import rel_entr

from keras_gan.theory.densities import (
    integrate,
    is_distribution,
    mean_under,
    probability_masses,
)


def kl_divergence(p, q, x=None):
    """Computes KL(p || q), the integral of `p log(p / q)`.

    Where p is zero it adds nothing; it is infinite if q is zero where p is not. On a
    grid that includes a q too small for float64, below 1e-308: pass distributions,
    whose logarithms are used, to compare narrow ones.

    Args:
        p: array `(points,)` of densities on `x`, or of probabilities where there is
            no `x`; or a continuous SciPy distribution. A total within 0.01 of one is
            scaled to one.
        q: the same as p.
        x: None, or an increasing array `(points,)`.

    Returns:
        float in [0, inf], in nats.

    Raises:
        ValueError: if densities are negative or not finite, differ in shape or do not
            add up to one, if `x` is not increasing, or if no integral is found.
        TypeError: if a density is neither numbers nor a distribution.

    Example:
        >>> round(kl_divergence([0.5, 0.5], [0.25, 0.75]), 6)
        0.143841
    """
    if x is None and is_distribution(p) and is_distribution(q):
        return _kl_of_distributions(p, q)
    p, q = probability_masses(x, p=p, q=q)
    return max(float(rel_entr(p, q).sum()), 0.0)


def jensen_shannon_divergence(p, q, x=None):
    """Computes JSD(p || q), the mean of p's and q's KL divergence from their mixture.

    `JSD = KL(p || m) / 2 + KL(q || m) / 2` with `m = (p + q) / 2`. It is symmetric,
    zero where p equals q only, and log 2 where they do not overlap. (SciPy's
    `jensenshannon` is its square root.)

    Args:
        p: array `(points,)` of densities on `x`, or of probabilities where there is
            no `x`; or a continuous SciPy distribution. A total within 0.01 of one is
            scaled to one.
        q: the same as p.
        x: None, or an increasing array `(points,)`.

    Returns:
        float in [0, log 2], in nats.

    Raises:
        ValueError: if densities are negative or not finite, differ in shape or do not
            add up to one, if `x` is not increasing, or if no integral is found.
        TypeError: if a density is neither numbers nor a distribution.

    Example:
        >>> round(jensen_shannon_divergence([1.0, 0.0], [0.5, 0.5]), 6)
        0.215762
    """
    if x is None and is_distribution(p) and is_distribution(q):
        divergence = integrate(lambda _, *densities: _jsd_terms(*densities), p, q)
    else:
        divergence = _jsd_terms(*probability_masses(x, p=p, q=q)).sum()
    return max(float(divergence), 0.0)


def _kl_of_distributions(p, q):
    """Returns the mean of log p - log q under p: no logarithm of a lost density."""
    divergence = mean_under(p, lambda at: p.logpdf(at) - q.logpdf(at), q)
    (p_low, p_high), (q_low, q_high) = p.support(), q.support()
    if p_low < q_low or p_high > q_high or not np.isfinite(divergence):
        return np.inf
    return max(float(divergence), 0.0)


def _jsd_terms(p, q):
    # Doubled rather than halved: half of the smallest float is zero.
    return (rel_entr(2 * p, p + q) + rel_entr(2 * q, p + q)) / 4
