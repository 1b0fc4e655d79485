"""Convergence of Algorithm 1 where p_g itself is updated: the paper's section 4.2."""

import numpy as np

from keras_gan.theory.densities import cell_widths, probability_masses
from keras_gan.theory.minimax_game import optimal_discriminator


def function_space_descent(p_data, p_g, x=None, steps=100, step_size=0.5):
    """Moves the density p_g towards p_data by the gradient at the optimal D.

    Proposition 2: for each D, `U(p_g, D) = V(D, G)` is linear in p_g, hence convex.
    So `sup_D U`, which is C(G), is convex as well, and the gradient of U at the D
    that attains the supremum, D*, is a subgradient of it. With D at its optimum for
    each p_g, small enough steps down that gradient, `dU/dp_g = log(1 - D*)`, lead to
    the one minimum, p_g = p_data.

    The steps are exponentiated gradient, which keeps p_g positive and its total one:
    `p_g <- p_g exp(-step_size log(1 - D*)) / Z`. With a step size of 1 that is
    `(p_g + p_data) / 2`. No step raises C(G) if the step size is at most 1, as the
    second derivative of C(G), `1 / p_g - 1 / (p_data + p_g)`, is below that of the
    negative entropy, `1 / p_g`; n steps then bring the JSD below
    `KL(p_data || first p_g) / (2 n step_size)`. Above 4 it no longer converges.

    Args:
        p_data: array `(points,)` of the data's densities on `x`, or of probabilities
            where there is no `x`; with `x` also a continuous SciPy distribution. A
            total within 0.01 of one is scaled to one.
        p_g: the same for the generator that is started from. It must be positive
            wherever p_data is.
        x: None, or an increasing array `(points,)`.
        steps: int, the number of updates, zero or more.
        step_size: positive float.

    Returns:
        float64 array `(steps + 1, points)`: p_g at the start and after each update,
        as densities on `x`, or as probabilities where there is no `x`.

    Raises:
        ValueError: if densities are negative or not finite, differ in shape or do not
            add up to one, if `x` is not increasing, if p_g is zero where p_data is
            not, or if `steps` or `step_size` is out of range.
        TypeError: if a density is neither numbers nor a distribution.

    Example:
        >>> function_space_descent([0.5, 0.5], [0.9, 0.1], steps=2, step_size=1.0)
        array([[0.9, 0.1],
               [0.7, 0.3],
               [0.6, 0.4]])

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661),
    Proposition 2; the rate: [Lu et al., 2018](https://arxiv.org/abs/1610.05708)
    """
    _check_settings(steps, step_size)
    p_data, p_g = probability_masses(x, p_data=p_data, p_g=p_g)
    path = [p_g]
    for step in range(steps):
        _check_covers(p_data, p_g, step)
        p_g = _descend(p_data, p_g, step_size)
        path.append(p_g)
    return np.stack(path) / (1.0 if x is None else cell_widths(x))


def _descend(p_data, p_g, step_size):
    # 1 - D* is the optimal discriminator with the roles exchanged, with no rounding.
    gradient = np.log(optimal_discriminator(p_g, p_data))
    with np.errstate(divide="ignore"):
        log_p_g = np.log(p_g) - step_size * gradient
    p_g = np.exp(log_p_g - log_p_g.max())
    return p_g / p_g.sum()


def _check_covers(p_data, p_g, step):
    missing = np.sum(optimal_discriminator(p_g, p_data) == 0)
    if missing:
        raise ValueError(
            "`p_g` must be positive wherever `p_data` is: the gradient is infinite "
            f"elsewhere. Received: zero at {missing} of {p_g.size} points, before "
            f"update {step + 1}. Start from a wider `p_g`, or take smaller steps."
        )


def _check_settings(steps, step_size):
    if steps < 0:
        raise ValueError(
            f"`steps` must be an integer of zero or more. Received: steps={steps}."
        )
    if not 0 < step_size < np.inf:
        raise ValueError(
            "`step_size` must be a positive number. "
            f"Received: step_size={step_size}. At most 1 makes every step a descent."
        )
