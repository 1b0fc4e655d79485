import numpy as np
import pytest
from scipy import stats

from keras_gan.theory import (
    criterion,
    function_space_descent,
    game_value,
    jensen_shannon_divergence,
    kl_divergence,
    optimal_discriminator,
)

HALVES = [0.5, 0.5]


def value_of_a_blind_discriminator(p, q, x=None):
    return game_value(np.full(np.shape(p), 0.5), p, q, x)


OF_TWO_DENSITIES = pytest.mark.parametrize(
    "function",
    [
        kl_divergence,
        jensen_shannon_divergence,
        criterion,
        value_of_a_blind_discriminator,
        function_space_descent,
    ],
)


@OF_TWO_DENSITIES
def test_negative_densities(function):
    with pytest.raises(ValueError, match="Received: 0 of 2 .* 1 negative"):
        function([1.5, -0.5], HALVES)


@OF_TWO_DENSITIES
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_infinity(function, bad):
    with pytest.raises(ValueError, match="Received: 1 of 2 values that are NaN"):
        function(HALVES, [0.5, bad])


@OF_TWO_DENSITIES
def test_shapes_that_differ(function):
    with pytest.raises(ValueError, match=r"Received: .*\(2,\), .*\(3,\)"):
        function(HALVES, [0.2, 0.3, 0.5])
    with pytest.raises(ValueError, match=r"Received: .*\(2,\), x of shape \(3,\)"):
        function(HALVES, HALVES, [0.0, 1.0, 2.0])
    with pytest.raises(ValueError, match=r"Received: an array of shape \(1, 2\)"):
        function([HALVES], [HALVES])


@OF_TWO_DENSITIES
def test_a_total_that_is_not_one(function):
    with pytest.raises(ValueError, match="Received: a total of 1.02.* pass the grid"):
        function(HALVES, [0.52, 0.5])
    with pytest.raises(ValueError, match="Received: a total of 0.5.* wider or finer"):
        function(HALVES, HALVES, [0.0, 1.0])
    with pytest.raises(ValueError, match="Received: a total of 0.5"):
        function(HALVES, [0.0, 0.5])


def test_a_total_within_the_tolerance_is_scaled_to_one():
    expected = jensen_shannon_divergence([0.25, 0.75], HALVES)
    received = jensen_shannon_divergence([0.252, 0.756], HALVES)
    assert received == pytest.approx(expected, rel=1e-12)


@OF_TWO_DENSITIES
@pytest.mark.parametrize("x", [[1.0, 0.0], [0.0, 0.0], [0.0, np.nan], [[0.0, 2.0]]])
def test_a_grid_that_does_not_increase(function, x):
    ones = np.ones(np.shape(x))
    with pytest.raises(ValueError, match="two or more finite numbers in increasing"):
        function(ones, ones, x)


@pytest.mark.parametrize("bad", ["densities", None, stats.poisson(3.0), 1j])
def test_what_is_no_density(bad):
    with pytest.raises((TypeError, ValueError), match="Received: "):
        kl_divergence(bad, HALVES)
    with pytest.raises((TypeError, ValueError), match="Received: "):
        optimal_discriminator(HALVES, bad)


def test_a_discrete_distribution_is_told_to_pass_its_probabilities():
    with pytest.raises(TypeError, match=r"`pmf\(k\)`"):
        kl_divergence(stats.poisson(3.0), stats.poisson(4.0))


def test_an_array_beside_a_distribution_needs_a_grid():
    with pytest.raises(ValueError, match="needs the points `x`"):
        kl_divergence(HALVES, stats.norm())
    with pytest.raises(ValueError, match="needs the points `x`"):
        optimal_discriminator(stats.norm(), stats.norm())


def test_a_distribution_without_a_support_needs_a_grid():
    estimate = stats.gaussian_kde(np.linspace(-1.0, 1.0, 50))
    with pytest.raises(TypeError, match="`support`. Received: "):
        jensen_shannon_divergence(estimate, stats.norm())
    x = np.linspace(-6.0, 6.0, 601)
    received = jensen_shannon_divergence(estimate, estimate.pdf(x), x)
    assert received == pytest.approx(0.0, abs=1e-15)


def test_a_distribution_with_invalid_parameters():
    with pytest.raises(ValueError, match="must be valid. Received: NaN"):
        kl_divergence(stats.norm(0.0, -1.0), stats.norm())


def test_a_grid_that_misses_the_mass():
    with pytest.raises(ValueError, match="Received: a total of 0.68"):
        kl_divergence(stats.norm(), stats.norm(), np.linspace(-1.0, 1.0, 201))
