"""Global optimality of p_g = p_data: the paper's section 4.1.

Densities are arrays on a grid `x`, vectors of probabilities where there is no `x`, or
continuous SciPy distributions, as in `keras_gan.theory.divergences`.
"""

import math

import numpy as np
from scipy.special import rel_entr, xlog1py, xlogy

from keras_gan.theory.densities import (
    as_numbers,
    integrate,
    is_distribution,
    probability_masses,
    same_shape,
)
from keras_gan.theory.divergences import jensen_shannon_divergence

ROUNDING = np.finfo("float64").eps


def optimal_discriminator(p_data, p_g, x=None):
    """Computes the discriminator that is best for a fixed generator (equation 2).

    `D*(x) = p_data(x) / (p_data(x) + p_g(x))`. Where both are zero nothing is ever
    drawn and any D is as good; 1/2 is returned, as of a discriminator that cannot
    tell. Values are taken as they are, with no check of their total.

    Args:
        p_data: array of any shape, the data's density at some points, or a continuous
            SciPy distribution, which needs `x`.
        p_g: the same for the generator's density, at the same points.
        x: None, or the points, an array in any order or a float.

    Returns:
        float64 array of values in [0, 1], of the shape of the densities.

    Raises:
        ValueError: if densities are negative or not finite, or differ in shape.
        TypeError: if a density is neither numbers nor a distribution.

    Example:
        >>> optimal_discriminator([0.3, 0.2, 0.0], [0.1, 0.2, 0.0])
        array([0.75, 0.5 , 0.5 ])

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661),
    Proposition 1
    """
    return _share(*same_shape(x, p_data=p_data, p_g=p_g))


def game_value(discriminator, p_data, p_g, x=None):
    """Computes V(D, G), the value of the game for known densities (equation 3).

    `V(D, G)` is the integral of `p_data log D + p_g log(1 - D)`. D* gives the most,
    `criterion(p_data, p_g)`. For a trained pair of networks, whose densities are not
    known, average `keras_gan.losses.value_function` over logits of examples.

    A D(x) that is D*(x) but for rounding counts as D*(x): where p_g is 1e-20 of
    p_data, D* is 1 in float64, and log(1 - D) would be infinite.

    Args:
        discriminator: array `(points,)` of D(x) in [0, 1], or a function that gives
            it for `x`. Two distributions without `x` need a function of a float.
        p_data: array `(points,)` of the data's densities on `x`, or of probabilities
            where there is no `x`; or a continuous SciPy distribution. A total within
            0.01 of one is scaled to one.
        p_g: the same for the generator.
        x: None, or an increasing array `(points,)`.

    Returns:
        float in [-inf, 0], in nats; `-inf` where D is certain and can be wrong.

    Raises:
        ValueError: if D(x) is outside [0, 1], if densities are negative or not
            finite, if shapes differ, if a total is not one, if `x` is not
            increasing, or if no integral is found.
        TypeError: if a density is neither numbers nor a distribution, or if D is not
            a function where it has to be.

    Example:
        >>> round(game_value([0.5, 0.5], [0.9, 0.1], [0.2, 0.8]), 6)
        -1.386294

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 4.1
    """
    if x is None and is_distribution(p_data) and is_distribution(p_g):
        return _value_over_distributions(discriminator, p_data, p_g)
    p_data, p_g = probability_masses(x, p_data=p_data, p_g=p_g)
    if callable(discriminator) and x is not None:
        discriminator = discriminator(x)
    d = _checked_discriminator(discriminator, p_data.shape)
    return float(_value_terms(d, p_data, p_g).sum())


def criterion(p_data, p_g, x=None):
    """Computes C(G), the value of the game against the best D (equation 6).

    `C(G) = max_D V(D, G) = -log 4 + 2 JSD(p_data || p_g)`: what the generator
    minimizes if D is trained to its optimum. Its least value, -log 4, is reached
    where p_g equals p_data and nowhere else (Theorem 1); 0 is the most.

    Args:
        p_data: array `(points,)` of the data's densities on `x`, or of probabilities
            where there is no `x`; or a continuous SciPy distribution. A total within
            0.01 of one is scaled to one.
        p_g: the same for the generator.
        x: None, or an increasing array `(points,)`.

    Returns:
        float in [-log 4, 0], in nats.

    Raises:
        ValueError: as `jensen_shannon_divergence` does.
        TypeError: as `jensen_shannon_divergence` does.

    Example:
        >>> round(criterion([0.5, 0.5], [0.5, 0.5]), 6)
        -1.386294

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 4.1
    """
    return 2.0 * jensen_shannon_divergence(p_data, p_g, x) - math.log(4.0)


def _share(p, q):
    """Returns p / (p + q), and 1/2 where both are zero."""
    total = p + q
    return np.divide(p, total, out=np.full_like(total, 0.5), where=total > 0)


def _value_over_distributions(discriminator, p_data, p_g):
    if not callable(discriminator):
        raise TypeError(
            "With distributions and no `x`, `discriminator` must be a function of x. "
            f"Received: discriminator={discriminator!r}. Or pass its points as `x`."
        )

    def integrand(at, *densities):
        d = _checked_discriminator(discriminator(at), ())
        return _value_terms(d, *map(np.asarray, densities))

    value = integrate(integrand, p_data, p_g)
    return float(value) if np.isfinite(value) else -np.inf


def _value_terms(d, p_data, p_g):
    total = p_data + p_g
    return np.where(
        np.abs(d - _share(p_data, p_g)) <= ROUNDING,
        rel_entr(p_data, total) + rel_entr(p_g, total),
        xlogy(p_data, d) + xlog1py(p_g, -d),
    )


def _checked_discriminator(discriminator, shape):
    """Returns D(x) as an array, known to be probabilities of the given shape."""
    d = as_numbers(discriminator, "discriminator")
    if d.shape != shape:
        raise ValueError(
            "`discriminator` must give one D(x) for each point. Received: "
            f"values of shape {d.shape} for points of shape {shape}."
        )
    if not ((d >= 0) & (d <= 1)).all():
        raise ValueError(
            "`discriminator` must give probabilities in [0, 1]. Received: values from "
            f"{d.min()} to {d.max()}. Pass logits through `scipy.special.expit`."
        )
    return d
