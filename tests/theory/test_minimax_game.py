import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from keras_gan.losses import value_function
from keras_gan.theory import (
    criterion,
    game_value,
    jensen_shannon_divergence,
    optimal_discriminator,
)

LOG_4 = math.log(4.0)
P_DATA, P_G = stats.norm(0.0, 1.0), stats.norm(1.0, 2.0)
X = np.linspace(-20.0, 20.0, 8001)


def best(p_data, p_g):
    return lambda x: optimal_discriminator(p_data, p_g, x)


def test_optimal_discriminator_by_hand():
    # 3/4, 1/2, only data, only generated, neither.
    received = optimal_discriminator([0.3, 2.0, 0.1, 0, 0], [0.1, 2.0, 0, 0.4, 0])
    np.testing.assert_allclose(received, [0.75, 0.5, 1.0, 0.0, 0.5], rtol=1e-15)
    assert received.dtype == np.float64


def test_optimal_discriminator_takes_any_shape():
    received = optimal_discriminator(np.full((2, 3), 0.1), np.full((2, 3), 0.3))
    np.testing.assert_allclose(received, np.full((2, 3), 0.25), rtol=1e-15)
    assert float(optimal_discriminator(1.0, 3.0)) == 0.25


def test_optimal_discriminator_between_gaussians_is_logistic():
    # For N(-1, 1) and N(1, 1) the log odds are -2 x.
    x = np.array([3.0, -2.0, 0.0, 0.5])
    received = optimal_discriminator(stats.norm(-1, 1), stats.norm(1, 1), x)
    np.testing.assert_allclose(received, expit(-2.0 * x), rtol=1e-12)


def test_optimal_discriminator_errors():
    with pytest.raises(ValueError, match=r"Received: .*\(1,\), .*\(2,\)"):
        optimal_discriminator([1.0], [0.5, 0.5])
    with pytest.raises(ValueError, match="1 negative"):
        optimal_discriminator([1.0, -0.1], [0.5, 0.5])
    with pytest.raises(ValueError, match="1 of 2 values that are NaN"):
        optimal_discriminator([1.0, 0.0], [0.5, np.nan])


def test_value_by_hand():
    # log(0.8)/2 + log(0.4)/2 + log(0.2)/4 + 3 log(0.6)/4.
    expected = (math.log(0.8) + math.log(0.4)) / 2
    expected += math.log(0.2) / 4 + 3 * math.log(0.6) / 4
    received = game_value([0.8, 0.4], [0.5, 0.5], [0.25, 0.75])
    assert received == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("x", [None, X])
def test_a_blind_discriminator_gives_minus_log_4(x):
    received = game_value(lambda x: np.full(np.shape(x), 0.5), P_DATA, P_G, x)
    assert received == pytest.approx(-LOG_4, rel=1e-9)


def test_a_certain_discriminator():
    # Right everywhere: zero. Wrong where something is drawn: minus infinity.
    assert game_value([1.0, 0.0], [1.0, 0.0], [0.0, 1.0]) == 0.0
    assert game_value([1.0, 1.0], [0.5, 0.5], [0.5, 0.5]) == -np.inf
    assert game_value([0.0, 0.5], [0.5, 0.5], [0.5, 0.5]) == -np.inf
    assert game_value(lambda x: float(x < 0), P_DATA, P_G) == -np.inf


@pytest.mark.parametrize(
    ("p_data", "p_g"),
    [
        (P_DATA, P_G),
        (stats.norm(0, 1), stats.norm(4, 0.2)),
        (stats.uniform(0, 2), stats.uniform(1, 2)),
        (stats.norm(0, 1), stats.norm(30, 1)),
        (stats.expon(), stats.cauchy()),
    ],
)
def test_value_at_the_optimum_is_the_criterion(p_data, p_g):
    expected = criterion(p_data, p_g)
    received = game_value(best(p_data, p_g), p_data, p_g)
    assert received == pytest.approx(expected, rel=1e-7, abs=1e-9)


def test_value_at_the_optimum_is_the_criterion_on_a_grid():
    # Far out, D* is 1 or 0 in float64, though neither density is zero.
    p_data, p_g = stats.norm(-4, 0.5).pdf(X), stats.norm(4, 1).pdf(X)
    d = optimal_discriminator(p_data, p_g)
    assert ((d == 1) & (p_g > 0)).any()
    expected = criterion(p_data, p_g, X)
    assert game_value(d, p_data, p_g, X) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_any_other_discriminator_gives_less(seed):
    generator = np.random.default_rng(seed)
    p_data, p_g = generator.dirichlet(np.ones(40), size=2)
    most = criterion(p_data, p_g)
    d = optimal_discriminator(p_data, p_g)
    assert game_value(d, p_data, p_g) == pytest.approx(most, rel=1e-12)
    for size in (1e-3, 0.1, 1.0):
        other = (1 - size) * d + size * generator.random(40)
        assert game_value(other, p_data, p_g) < most - 1e-9


def test_other_discriminators_give_less_over_distributions():
    most = criterion(P_DATA, P_G)
    for slope in (-2.0, -0.3, 0.3):
        value = game_value(lambda x, a=slope: float(expit(a * x)), P_DATA, P_G)
        assert value < most - 1e-3


@pytest.mark.parametrize("x", [None, X])
def test_the_criterion_is_least_at_the_data_alone(x):
    assert criterion(P_DATA, P_DATA, x) == pytest.approx(-LOG_4, rel=1e-15)
    for shift in (-1.0, -0.01, 0.01, 1.0):
        assert criterion(P_DATA, stats.norm(shift, 1.0), x) > -LOG_4 + 1e-6
    assert criterion(P_DATA, stats.norm(0.0, 1.01), x) > -LOG_4 + 1e-6


def test_the_criterion_by_hand():
    # Equation 4 with D* = (2/3, 0): log(2/3) + log(1/3)/2 + log(1)/2.
    expected = math.log(2 / 3) + math.log(1 / 3) / 2
    assert criterion([1.0, 0.0], [0.5, 0.5]) == pytest.approx(expected, rel=1e-14)
    assert criterion([1.0, 0.0], [0.0, 1.0]) == pytest.approx(0.0, abs=1e-15)


def test_the_criterion_from_the_divergence():
    expected = 2 * jensen_shannon_divergence(P_DATA, P_G) - LOG_4
    assert criterion(P_DATA, P_G) == pytest.approx(expected, rel=1e-12)


def test_value_agrees_with_the_mean_over_samples():
    # The training's value from logits, here those of D*: four standard errors.
    x = P_DATA.rvs(200_000, random_state=0)
    y = P_G.rvs(200_000, random_state=1)
    logits = [P_DATA.logpdf(at) - P_G.logpdf(at) for at in (x, y)]
    values = np.asarray(value_function(*logits), dtype="float64")
    error = values.std() / math.sqrt(len(values))
    expected = game_value(best(P_DATA, P_G), P_DATA, P_G)
    assert values.mean() == pytest.approx(expected, abs=4 * error)
    assert error < 0.002


def test_discriminator_errors():
    with pytest.raises(ValueError, match=r"Received: values of shape \(3,\)"):
        game_value([0.5, 0.5, 0.5], [0.5, 0.5], [0.5, 0.5])
    with pytest.raises(ValueError, match="Received: values from 0.5 to 1.5"):
        game_value([0.5, 1.5], [0.5, 0.5], [0.5, 0.5])
    with pytest.raises(ValueError, match="Received: values from nan to nan"):
        game_value(lambda x: np.nan, P_DATA, P_G)
    with pytest.raises(TypeError, match="must be a function of x. Received: "):
        game_value([0.5, 0.5], P_DATA, P_G)
    with pytest.raises(TypeError, match="Received: discriminator=<function"):
        game_value(lambda x: 0.5, [0.5, 0.5], [0.5, 0.5])
