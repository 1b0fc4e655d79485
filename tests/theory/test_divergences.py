import math

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import trapezoid
from scipy.spatial.distance import jensenshannon

from keras_gan.theory import jensen_shannon_divergence, kl_divergence

LOG_2 = math.log(2.0)


def random_probabilities(count, seed):
    return np.random.default_rng(seed).dirichlet(np.ones(count))


def kl_of_gaussians(mean_p, std_p, mean_q, std_q):
    # The closed form, as in any table.
    return (
        math.log(std_q / std_p)
        + (std_p**2 + (mean_p - mean_q) ** 2) / (2 * std_q**2)
        - 0.5
    )


def uneven_grid(low, high, count):
    # Steps grow to twice the first one.
    return low + (high - low) * (np.linspace(1.0, 2.0, count) ** 2 - 1) / 3


def test_kl_by_hand():
    # log(2) / 2 + log(2/3) / 2 = log(4/3) / 2.
    received = kl_divergence([0.5, 0.5], [0.25, 0.75])
    assert received == pytest.approx(math.log(4 / 3) / 2, rel=1e-14)


def test_zero_log_zero_is_zero():
    # log(1 / (1/2)) from the first entry alone.
    assert kl_divergence([1.0, 0.0], [0.5, 0.5]) == pytest.approx(LOG_2, rel=1e-14)


@pytest.mark.parametrize("x", [None, [0.0, 1.0]])
def test_kl_is_infinite_where_q_alone_is_zero(x):
    scale = 1.0 if x is None else 2.0
    p, q = np.array([0.5, 0.5]) * scale, np.array([1.0, 0.0]) * scale
    assert kl_divergence(p, q, x) == np.inf


def test_kl_on_a_grid_by_hand():
    # Weights 1/2, 1, 1/2 by the trapezoid rule: masses (1/4, 1/2, 1/4) and
    # (1/2, 1/2, 0): KL(q || p) = log(2) / 2.
    p, q, x = [0.5, 0.5, 0.5], [1.0, 0.5, 0.0], [0.0, 1.0, 2.0]
    assert kl_divergence(q, p, x) == pytest.approx(LOG_2 / 2, rel=1e-14)


@pytest.mark.parametrize(
    "gaussians",
    [(0, 1, 0, 1), (0, 1, 1, 2), (0, 1, 0, 0.1), (1, 0.5, -2, 3), (500, 0.01, 0, 1)],
)
def test_kl_of_gaussian_distributions(gaussians):
    p, q = stats.norm(*gaussians[:2]), stats.norm(*gaussians[2:])
    expected = kl_of_gaussians(*gaussians)
    assert kl_divergence(p, q) == pytest.approx(expected, rel=1e-8, abs=1e-9)


@pytest.mark.parametrize("grid", [np.linspace, uneven_grid])
def test_kl_of_gaussians_on_a_grid(grid):
    x = grid(-12.0, 12.0, 4001)
    p, q = stats.norm(0, 1).pdf(x), stats.norm(1, 2).pdf(x)
    expected = kl_of_gaussians(0, 1, 1, 2)
    assert kl_divergence(p, q, x) == pytest.approx(expected, rel=1e-5)
    assert trapezoid(p, x) == pytest.approx(1.0, rel=1e-5)  # the grid is wide enough


def test_kl_is_not_symmetric_and_not_negative():
    p, q = random_probabilities(20, seed=0), random_probabilities(20, seed=1)
    forth, back = kl_divergence(p, q), kl_divergence(q, p)
    assert forth > 0 and back > 0
    assert abs(forth - back) > 0.01
    assert kl_divergence(p, p) == 0.0


def test_kl_of_exponentials():
    # Rates 2 and 1/2: log(2 / (1/2)) + (1/2) / 2 - 1.
    p, q = stats.expon(scale=0.5), stats.expon(scale=2.0)
    assert kl_divergence(p, q) == pytest.approx(math.log(4) - 0.75, rel=1e-8)


def test_kl_of_uniforms_depends_on_their_supports():
    narrow, wide = stats.uniform(0, 1), stats.uniform(0, 2)
    assert kl_divergence(narrow, wide) == pytest.approx(LOG_2, rel=1e-9)
    assert kl_divergence(wide, narrow) == np.inf
    assert kl_divergence(stats.norm(), stats.expon()) == np.inf
    # However little of p lies outside, here too little for quadrature to meet.
    assert kl_divergence(stats.uniform(0, 1 + 1e-13), stats.uniform(0, 1)) == np.inf


def test_kl_is_infinite_where_a_histogram_has_a_gap():
    gap = stats.rv_histogram((np.array([1.0, 0.0, 1.0]), np.arange(4.0)), density=False)
    assert kl_divergence(stats.uniform(0, 3), gap) == np.inf
    # The other way round: density 1/2 against 1/3.
    assert kl_divergence(gap, stats.uniform(0, 3)) == pytest.approx(math.log(1.5))


def test_a_divergent_integral_is_an_error():
    # The Cauchy distribution has no variance, so no finite KL to a Gaussian.
    with pytest.raises(ValueError, match="did not converge. Received: "):
        kl_divergence(stats.cauchy(), stats.norm())


def test_jsd_by_hand():
    # The mixture is (3/4, 1/4): log(4/3) / 2 + (log(2/3) + log(2)) / 4.
    expected = math.log(4 / 3) * 0.75
    received = jensen_shannon_divergence([1.0, 0.0], [0.5, 0.5])
    assert received == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("count", [2, 30, 1000])
def test_jsd_agrees_with_scipy(count):
    p, q = random_probabilities(count, seed=2), random_probabilities(count, seed=3)
    expected = jensenshannon(p, q) ** 2
    assert jensen_shannon_divergence(p, q) == pytest.approx(expected, rel=1e-10)


def test_jsd_is_the_mean_of_two_kl_divergences():
    p, q = random_probabilities(9, seed=4), random_probabilities(9, seed=5)
    middle = (p + q) / 2
    expected = (kl_divergence(p, middle) + kl_divergence(q, middle)) / 2
    assert jensen_shannon_divergence(p, q) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ([0.25, 0.75, 0.0, 0.0], [0.0, 0.0, 0.5, 0.5]),
        (stats.uniform(0, 1), stats.uniform(5, 2)),
        (stats.norm(0, 1), stats.norm(1000, 1)),
    ],
)
def test_jsd_without_overlap_is_log_2(p, q):
    assert jensen_shannon_divergence(p, q) == pytest.approx(LOG_2, rel=1e-9)


@pytest.mark.parametrize("p", [[0.1, 0.2, 0.7], stats.norm(3, 2), stats.beta(0.5, 0.5)])
def test_jsd_of_equals_is_zero(p):
    assert jensen_shannon_divergence(p, p) == 0.0


def test_jsd_of_uniforms_that_overlap_by_half():
    # On the quarters of [0, 2]: p = 1 on [0, 1], q = 1 on [1/2, 3/2]. Where only one
    # is positive, half of each, log 2 is added; where both are, nothing.
    received = jensen_shannon_divergence(stats.uniform(0, 1), stats.uniform(0.5, 1))
    assert received == pytest.approx(LOG_2 / 2, rel=1e-9)


@pytest.mark.parametrize(
    ("p", "q"), [(stats.norm(0, 1), stats.norm(1, 3)), (stats.norm(), stats.laplace(2))]
)
def test_jsd_is_symmetric_and_the_same_on_a_grid(p, q):
    x = np.linspace(-25.0, 25.0, 20001)
    expected = jensen_shannon_divergence(p, q)
    assert 0.01 < expected < LOG_2
    assert jensen_shannon_divergence(q, p) == pytest.approx(expected, rel=1e-9)
    for on_grid in [(p.pdf(x), q.pdf(x)), (p, q), (p, q.pdf(x))]:
        assert jensen_shannon_divergence(*on_grid, x) == pytest.approx(
            expected, rel=1e-4
        )


@pytest.mark.parametrize("divergence", [kl_divergence, jensen_shannon_divergence])
@pytest.mark.parametrize("grid", [np.linspace, uneven_grid])
def test_a_finer_grid_gives_the_same(divergence, grid):
    p, q = stats.norm(0, 1), stats.norm(0.5, 1.5)
    values = [divergence(p, q, grid(-10.0, 10.0, count)) for count in (1001, 4001)]
    assert values[0] == pytest.approx(divergence(p, q), rel=1e-4)
    assert values[1] == pytest.approx(values[0], rel=1e-4)


def test_the_smallest_float_is_not_lost():
    # Densities this small add nothing, and half of them would be zero.
    p, q = [1.0, 5e-324], [1.0, 0.0]
    assert jensen_shannon_divergence(p, q) == pytest.approx(0.0, abs=1e-300)


def test_newer_scipy_distributions():
    if not hasattr(stats, "Normal"):
        pytest.skip(f"SciPy has no stats.Normal. Received: {stats.__name__}.")
    p, q = stats.Normal(mu=0.0, sigma=1.0), stats.Normal(mu=1.0, sigma=2.0)
    assert kl_divergence(p, q) == pytest.approx(kl_of_gaussians(0, 1, 1, 2), rel=1e-8)
