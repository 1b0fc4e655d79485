"""What counts as a density here: arrays on a grid, probabilities, distributions.

Arrays are turned into probability masses, so that every sum over them is the integral
by the trapezoid rule; means under SciPy distributions are found by adaptive quadrature.
"""

from itertools import pairwise

import numpy as np
from scipy.integrate import quad

# How far a total may lie from one: a jump on a grid of some hundred points costs less.
TOTAL_TOLERANCE = 0.01
QUADRATURE_TOLERANCE = 1e-5
# Full output takes the place of warnings.
QUADRATURE = {"epsabs": 1e-11, "epsrel": 1e-10, "limit": 200, "full_output": 1}
BELOW_ONE = np.nextafter(1.0, 0.0)  # the quantile of one may be infinite
# Where a distribution is cut into pieces.
QUANTILES = np.array([1e-10, 1e-5, 1e-2, 0.5, 1 - 1e-2, 1 - 1e-5, 1 - 1e-10])


def is_distribution(density):
    """Returns whether this is a continuous distribution, with a density to call."""
    return hasattr(density, "pdf")


def density_values(density, x, name):
    """Returns the density as a float64 array, known to be finite and not negative.

    Args:
        density: array of non-negative numbers, or a distribution, which needs `x`.
        x: None, or the points where the density is given or is to be computed.
        name: str, the argument's name for errors.
    """
    if is_distribution(density):
        if x is None:
            raise ValueError(
                f"A distribution needs the points `x` here. Received: {name}={density}"
                ", x=None. Pass an increasing array that covers its support."
            )
        density = density.pdf(x)
    values = as_numbers(density, name)
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError(
            f"`{name}` must hold finite numbers that are not negative. Received: "
            f"{np.sum(~np.isfinite(values))} of {values.size} values that are NaN or "
            f"infinite, {np.sum(values < 0)} negative ones. Look for what made them."
        )
    if x is not None and values.shape != np.shape(x):
        raise ValueError(
            f"`{name}` and `x` must have the same shape. Received: "
            f"{name} of shape {values.shape}, x of shape {np.shape(x)}."
        )
    return values


def same_shape(x, **densities):
    """Returns the values of each named density, known to have the same shape."""
    values = [density_values(density, x, name) for name, density in densities.items()]
    if len({array.shape for array in values}) > 1:
        shapes = [
            f"{name} of shape {array.shape}"
            for name, array in zip(densities, values, strict=True)
        ]
        raise ValueError(
            "Densities must be given at the same points. Received: "
            f"{', '.join(shapes)}."
        )
    return values


def probability_masses(x, **densities):
    """Returns the probability at each point, for each named density.

    Args:
        x: increasing array `(points,)`, the grid; None where the arrays already are
            probabilities.
        **densities: arrays `(points,)` with a total within 0.01 of one, or
            distributions where there is a grid.

    Returns:
        List of float64 arrays `(points,)`, each scaled to a total of one.
    """
    widths = 1.0 if x is None else cell_widths(x)
    masses = [values * widths for values in same_shape(x, **densities)]
    for name, mass in zip(densities, masses, strict=True):
        _check_is_probability(mass, name, x)
    return [mass / mass.sum() for mass in masses]


def cell_widths(x):
    """Returns the weight of each point of a grid under the trapezoid rule."""
    x = as_numbers(x, "x")
    gaps = np.diff(x) if x.ndim == 1 else np.zeros(0)
    if gaps.size == 0 or not (np.isfinite(x).all() and (gaps > 0).all()):
        raise ValueError(
            "`x` must be a grid: two or more finite numbers in increasing order. "
            f"Received: an array of shape {x.shape} whose least step is "
            f"{gaps.min(initial=np.inf)}. Sort it, drop what is in it twice, and give "
            "the densities in the same order."
        )
    return (np.append(gaps, 0.0) + np.insert(gaps, 0, 0.0)) / 2.0


def integrate(integrand, p, q):
    """Integrates a function of x that is zero where both distributions are.

    It is the sum of the means of `integrand / (p + q)` under p and under q, a ratio
    that varies far less than the densities do.

    Args:
        integrand: function of x and of the densities p(x) and q(x), all floats.
        p: SciPy distribution.
        q: SciPy distribution.

    Returns:
        float, infinite or NaN where the integrand is infinite.
    """

    def ratio(x):
        densities = p.pdf(x), q.pdf(x)
        total = sum(densities)
        return integrand(x, *densities) / total if total > 0 else 0.0

    return mean_under(p, ratio, q) + mean_under(q, ratio, p)


def mean_under(distribution, function, other):
    """Computes the mean of a function of x under a distribution, by quadrature.

    The variable is the probability below x, from 0 to 1, so that a narrow peak and an
    infinite support are no different from others.

    Args:
        distribution: SciPy distribution of x.
        function: function of a float.
        other: SciPy distribution where the function may vary fast.

    Returns:
        float, infinite or NaN where the function is infinite.

    Raises:
        ValueError: if the error is above 1e-5 of the result, or of one, or if the
            parameters of a distribution are not valid.
        TypeError: if one is not a distribution of one variable.
    """
    edges = _edges(distribution, other)
    quantile = _quantile(distribution)
    low, high = distribution.support()
    # A density may be infinite at the ends of its support.
    low, high = np.nextafter(low, np.inf), np.nextafter(high, -np.inf)

    def at_probability(u):
        return function(np.clip(quantile(min(u, BELOW_ONE)), low, high))

    total = error = 0.0
    with np.errstate(over="ignore"):
        for start, end in pairwise(edges):
            value, bound, *_ = quad(at_probability, start, end, **QUADRATURE)
            total, error = total + value, error + bound
    _check_converged(total, error)
    return total


def _edges(distribution, other):
    """Returns probabilities in [0, 1] that cut out where either has its mass."""
    for needed in (distribution, other):
        if not hasattr(needed, "support"):
            raise TypeError(
                "Without a grid, densities must be SciPy distributions of one variable "
                f"with a `support`. Received: {needed!r}. Pass the points `x`."
            )
    edges = [0.0, *QUANTILES, *distribution.cdf(_quantile(other)(QUANTILES)), 1.0]
    if np.isnan(edges).any() or np.isnan(distribution.support()).any():
        raise ValueError(
            "The parameters of a distribution must be valid. Received: NaN as "
            f"quantiles or support of {distribution!r} or {other!r}."
        )
    return np.unique(edges)


def _quantile(distribution):
    # SciPy's newer distributions call it `icdf`.
    return getattr(distribution, "ppf", None) or distribution.icdf


def _check_converged(total, error):
    if np.isfinite(total) and not error <= QUADRATURE_TOLERANCE * max(1, abs(total)):
        raise ValueError(
            "The integral over these distributions did not converge. Received: "
            f"{total:g}, with an error of up to {error:g}. It may be infinite; to sum "
            "over a grid instead, pass its points as `x`."
        )


def _check_is_probability(mass, name, x):
    if mass.ndim != 1 or mass.size == 0:
        raise ValueError(
            f"`{name}` must be a non-empty array of shape (points,). "
            f"Received: an array of shape {mass.shape}."
        )
    if abs(mass.sum() - 1.0) > TOTAL_TOLERANCE:
        advice = (
            "Divide by it, or pass the grid `x` if these are densities."
            if x is None
            else "Divide by it, or make `x` wider or finer."
        )
        raise ValueError(
            f"The total of `{name}` must be 1, within {TOTAL_TOLERANCE}. "
            f"Received: a total of {mass.sum():g}. {advice}"
        )


def as_numbers(values, name):
    """Returns the values as a float64 array."""
    try:
        return np.asarray(values, dtype="float64")
    except (TypeError, ValueError) as error:
        raise TypeError(
            f"`{name}` must hold real numbers, a density may also be a continuous "
            f"SciPy distribution. Received: {name}={values!r}. Pass the `pmf(k)` of a "
            "discrete distribution; with a function D(x) pass the points `x`."
        ) from error
