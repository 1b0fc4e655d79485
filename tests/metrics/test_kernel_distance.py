import numpy as np
import pytest

from keras_gan.metrics import kernel_distance


def test_golden_value():
    # Worked by hand: k = (x . y / 2 + 1)^3 gives 1 + 1 - 2 (27/8 + 27/8 + 1 + 1) / 4.
    a, b = np.array([[1.0, 0], [0, 1]]), np.array([[1.0, 1], [0, 0]])
    distance = kernel_distance(a, b, num_subsets=1, subset_size=2)
    assert distance.mean == pytest.approx(-2.375, abs=1e-12)
    assert np.isnan(distance.standard_error)


def test_it_is_that_of_torch_fidelity():
    # torch-fidelity 0.4.0: kid_features_to_metric, one subset of all 200 rows.
    random = np.random.RandomState(0)
    a, b = random.normal(size=(300, 8)), 1.2 * random.normal(size=(200, 8)) + 0.1
    distance = kernel_distance(a[:200], b, num_subsets=1, subset_size=200)
    assert distance.mean == pytest.approx(0.1443483994511765, rel=1e-6)


def test_the_distance_of_a_linear_shift():
    # One feature, N(0, 1) and N(c, 1): k = 1 + 3 xy + 3 x^2 y^2 + x^3 y^3, so
    # 3 c^2 + 3 c^4 + (3 c + c^3)^2, by the moments E y, E y^2 and E y^3.
    rng, c = np.random.default_rng(0), 0.5
    a, b = rng.normal(size=(20_000, 1)), rng.normal(size=(20_000, 1)) + c
    mean, error = kernel_distance(a, b, num_subsets=40)
    expected = 3 * c**2 + 3 * c**4 + (3 * c + c**3) ** 2
    assert 0 < error < 0.3
    assert mean == pytest.approx(expected, abs=3 * error)


def test_features_of_one_law_are_at_about_no_distance():
    rng = np.random.default_rng(0)
    distances = [
        kernel_distance(*rng.normal(size=(2, 500, 4)), 20, 100, seed=seed)
        for seed in range(20)
    ]
    means, errors = np.transpose(distances)
    assert abs(means.mean()) < 4 * means.std() / 20**0.5
    assert min(means) < 0 < max(means)
    assert errors.mean() > 0.7 * means.std()


def test_the_error_counts_that_subsets_overlap():
    rng = np.random.default_rng(1)
    distances = [
        kernel_distance(
            rng.normal(size=(400, 4)), rng.normal(size=(400, 4)) + 0.4, 30, 100, seed
        )
        for seed in range(40)
    ]
    means, errors = np.transpose(distances)
    assert 0.6 < errors.mean() / means.std(ddof=1) < 1.6


def test_seeds():
    a, b = np.random.default_rng(0).normal(size=(2, 100, 3))
    first, same, other = (kernel_distance(a, b, 5, 50, seed=seed) for seed in (0, 0, 1))
    assert first == same != other


def test_bad_input():
    a = np.zeros((10, 3))
    with pytest.raises(ValueError, match="must have at least 11 rows"):
        kernel_distance(a, a, subset_size=11)
    with pytest.raises(ValueError, match="as many columns each"):
        kernel_distance(a, a[:, :2], subset_size=5)
    with pytest.raises(ValueError, match="subset_size=1"):
        kernel_distance(a, a, subset_size=1)
