import numpy as np
import pytest
import scipy.linalg

from keras_gan.metrics import FeatureStatistics, frechet_distance

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


def test_it_is_that_of_torch_fidelity():
    # torch-fidelity 0.4.0: fid_statistics_to_metric of fid_features_to_statistics.
    random = np.random.RandomState(0)
    a, b = random.normal(size=(300, 8)), 1.2 * random.normal(size=(200, 8)) + 0.1
    assert frechet_distance(a, b) == pytest.approx(0.743813946844881, rel=1e-6)


def test_statistics_in_the_place_of_features():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(900, 5)), 2 * rng.normal(size=(700, 5))
    batches = FeatureStatistics()
    for start in range(0, len(a), 128):
        batches.update(a[start : start + 128])
    expected = pytest.approx(frechet_distance(a, b), rel=1e-10)
    assert frechet_distance(batches, b) == expected
    assert frechet_distance(a, FeatureStatistics(b)) == expected
    assert frechet_distance(batches, FeatureStatistics(b)) == expected


def test_gaussians_at_a_known_distance():
    # N(0, I) and N(1/2, 4 I) in 4 dimensions: 4 / 4 + 4 (1 - 2)^2 = 5.
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(100_000, 4)), 2 * rng.normal(size=(100_000, 4)) + 0.5
    assert frechet_distance(a, b) == pytest.approx(5, abs=0.05)


def test_equal_features_are_at_no_distance():
    few = np.random.default_rng(0).normal(size=(100, 40)).astype("float32")
    assert frechet_distance(few, few) == pytest.approx(0, abs=1e-6)
    assert frechet_distance(few[:, :1], few[:, :1] + 2) == pytest.approx(4, abs=1e-5)


@pytest.mark.filterwarnings("ignore:A Frechet distance of")
def test_singular_covariances_cost_no_digits():
    few = np.random.default_rng(0).normal(size=(5, 40))
    assert frechet_distance(few, few) == pytest.approx(0, abs=1e-10)
    # Twice as wide: trace of S for each; nearly singular, so a Cholesky root exists.
    nearly = np.random.default_rng(1).normal(size=(500, 40))
    nearly[:, 20:] = nearly[:, :20] + 1e-7 * nearly[:, 20:]
    variance = np.trace(np.cov(nearly.T))
    moved = 2 * (nearly - nearly.mean(0)) + nearly.mean(0)
    assert frechet_distance(nearly, moved) == pytest.approx(variance, rel=1e-9)


def test_few_rows_are_warned_of():
    few = np.random.default_rng(0).normal(size=(15, 8))
    with pytest.warns(UserWarning, match="Received: 15 rows, fewer than twice") as told:
        frechet_distance(few, np.concatenate([few, few]))
    assert told[0].filename == __file__


@pytest.mark.parametrize(
    ("a", "b", "message"),
    [
        (SQUARE, SQUARE[:, :1], "Received: 2 and 1"),
        (SQUARE[:1], SQUARE, "`features` must have at least 2 rows"),
        (SQUARE, FeatureStatistics(), "`other_features` must be of at least two rows"),
        (SQUARE * np.nan, SQUARE, "`features` must be finite"),
        (SQUARE, SQUARE[None], "`other_features` must be of shape"),
    ],
)
def test_what_has_no_distance(a, b, message):
    with pytest.raises(ValueError, match=message):
        frechet_distance(a, b)
