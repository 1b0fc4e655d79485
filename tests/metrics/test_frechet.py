import numpy as np
import pytest
import scipy.linalg

from keras_gan.metrics import frechet_distance

SQUARE = np.array([[0, 0], [2, 0], [0, 2], [2, 2]], "float64")


def test_golden_value():
    assert frechet_distance(SQUARE, 2 * SQUARE + 1) == pytest.approx(32 / 3, abs=1e-12)


def test_it_is_the_formula_with_a_matrix_root():
    generator = np.random.default_rng(0)
    a = generator.normal(size=(300, 12)) @ generator.normal(size=(12, 12))
    b = generator.normal(size=(200, 12)) @ generator.normal(size=(12, 12)) + 0.3
    s1, s2 = np.cov(a.T), np.cov(b.T)
    root = scipy.linalg.sqrtm(s1 @ s2).real
    means = ((a.mean(0) - b.mean(0)) ** 2).sum()
    expected = means + np.trace(s1 + s2 - 2 * root)
    assert frechet_distance(a, b) == pytest.approx(expected, rel=1e-9)
    assert frechet_distance(b, a) == pytest.approx(expected, rel=1e-9)


def test_equal_features_are_at_no_distance_even_where_a_covariance_is_singular():
    few = np.random.default_rng(0).normal(size=(5, 40)).astype("float32")
    assert frechet_distance(few, few) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(few[:, :1], few[:, :1] + 2) == pytest.approx(4, abs=1e-5)


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        (SQUARE, SQUARE[:, :1], r"Received: the shapes \(4, 2\) and \(4, 1\)"),
        (SQUARE[:1], SQUARE, "at least two rows"),
        (SQUARE * np.nan, SQUARE, "`features` must be finite"),
        (SQUARE, SQUARE[None], "two matrices"),
    ],
)
def test_what_has_no_distance(a, b, message):
    with pytest.raises(ValueError, match=message):
        frechet_distance(a, b)
