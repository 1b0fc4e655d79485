import numpy as np
import pytest
import scipy.stats

from keras_gan.metrics import histogram_divergence


def test_golden_values():
    uniform = scipy.stats.uniform(0, 1)
    # All samples in one of two bins: JSD((1, 0), (1/2, 1/2)) = 0.215762.
    low = np.full((10, 1), 0.25)
    assert histogram_divergence(low, uniform, bins=2) == pytest.approx(0.215762, 1e-5)
    even = np.array([[0.1], [0.9]])
    assert histogram_divergence(even, uniform, bins=2) == 0.0
    outside = np.array([[-5.0], [5.0]])  # counts in the first and the last bin
    assert histogram_divergence(outside, uniform, bins=2) == 0.0


def test_fair_samples_score_what_their_number_leaves():
    # The expected value is (bins - 1) / (8 n), that of a chi-squared variable.
    rng = np.random.default_rng(0)
    scores = [
        histogram_divergence(rng.normal(size=(2000, 1)), scipy.stats.norm(0, 1), 21)
        for _ in range(200)
    ]
    assert np.mean(scores) == pytest.approx(20 / (8 * 2000), rel=0.1)


def test_a_wrong_mean_is_seen():
    samples = np.random.default_rng(0).normal(1, 1, (50_000, 1))
    # The JSD of N(0, 1) and N(1, 1) is 0.110 by quadrature; bins blur it a little.
    score = histogram_divergence(samples, scipy.stats.norm(0, 1))
    assert 0.105 < score < 0.113


def test_bad_arguments():
    normal = scipy.stats.norm(0, 1)
    with pytest.raises(ValueError, match="one number for each.*2 values each"):
        histogram_divergence(np.zeros((5, 2)), normal)
    with pytest.raises(ValueError, match="at least 2. Received: bins=1"):
        histogram_divergence(np.zeros((5, 1)), normal, bins=1)
    with pytest.raises(ValueError, match="must be finite"):
        histogram_divergence(np.full((5, 1), np.nan), normal)
