import itertools

import numpy as np
import pytest
from scipy.stats import kstest

from keras_gan.metrics import classifier_test, nearest_neighbour_test
from keras_gan.metrics.two_sample_tests import _moments_of_same


@pytest.mark.parametrize("test", [classifier_test, nearest_neighbour_test])
def test_p_values_are_uniform_under_one_law(test):
    rng = np.random.default_rng(0)
    values = [test(*rng.normal(size=(2, 200, 3))).p_value for _ in range(60)]
    assert kstest(values, "uniform").pvalue > 0.01


@pytest.mark.parametrize("test", [classifier_test, nearest_neighbour_test])
def test_a_shift_is_found(test):
    rng = np.random.default_rng(0)
    result = test(rng.normal(size=(400, 3)) + 1, rng.normal(size=(500, 3)))
    assert result.accuracy > 0.6 and result.p_value < 1e-6


def test_golden_values_of_the_classifier():
    # Sets far apart: accuracy 1 of n = 100, so z = sqrt(100); a standard normal is
    # above 10 with probability 7.619853e-24.
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 100, 2))
    accuracy, p_value = classifier_test(a + 100, b)
    assert accuracy == 1.0
    assert p_value == pytest.approx(7.619853e-24, rel=1e-5)


def test_copies_have_their_original_as_neighbour():
    real = np.random.default_rng(0).normal(size=(300, 4))
    result = nearest_neighbour_test(real + 1e-9, real)
    assert result.accuracy == result.real_accuracy == result.fake_accuracy == 0.0
    assert result.p_value < 1e-12


def test_few_modes_are_of_their_own_kind():
    # Clusters that lie among the real ones: fake neighbours are fake, and so are many
    # of the real ones'.
    rng = np.random.default_rng(0)
    real = rng.normal(size=(500, 2))
    modes = rng.normal(size=(5, 2))[rng.integers(5, size=500)]
    result = nearest_neighbour_test(modes + 1e-3 * rng.normal(size=(500, 2)), real)
    assert result.fake_accuracy > 0.95
    assert result.accuracy == (result.real_accuracy + result.fake_accuracy) / 2


def test_the_moments_are_those_of_all_draws():
    # Of all ways to call three of six rows real; arrows mutual, shared and in a chain.
    nearest = np.array([1, 0, 0, 2, 2, 4])
    counts = []
    for chosen in itertools.combinations(range(6), 3):
        is_real = np.isin(np.arange(6), chosen)
        counts.append((is_real == is_real[nearest]).sum())
    mean, variance = _moments_of_same(nearest)
    assert mean == pytest.approx(np.mean(counts), rel=1e-12)
    assert variance == pytest.approx(np.var(counts), rel=1e-12)


def test_seeds():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(100, 3)), rng.normal(size=(300, 3)) + 0.2
    for test in (classifier_test, nearest_neighbour_test):
        assert test(a, b) == test(a, b) != test(a, b, seed=1)


def test_bad_input():
    a = np.zeros((4, 2))
    with pytest.raises(ValueError, match="must have at least 4 rows"):
        classifier_test(a[:3], a)
    with pytest.raises(ValueError, match="must have at least 2 rows"):
        nearest_neighbour_test(a[:1], a)
    with pytest.raises(ValueError, match="as many columns each"):
        nearest_neighbour_test(a, a[:, :1])
