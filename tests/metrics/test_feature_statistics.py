import numpy as np
import pytest

from keras_gan.metrics import FeatureStatistics


def features(count=5_000, size=6):
    rng = np.random.default_rng(0)
    return rng.normal(size=(count, size)) @ rng.normal(size=(size, size)) + 3


@pytest.mark.parametrize("batch", [1, 7, 999, 5_000])
def test_any_split_into_batches_gives_the_covariance_of_all(batch):
    values, statistics = features(), FeatureStatistics()
    for start in range(0, len(values), batch):
        statistics.update(values[start : start + batch])
    assert statistics.count == len(values)
    np.testing.assert_allclose(statistics.mean, values.mean(0), rtol=1e-12)
    np.testing.assert_allclose(statistics.covariance, np.cov(values.T), rtol=1e-11)


def test_merged_statistics_are_those_of_all_rows():
    values = features(1_000)
    merged, empty = FeatureStatistics(values[:300]), FeatureStatistics()
    other = FeatureStatistics(values[300:])
    merged.merge(other)
    merged.merge(FeatureStatistics())
    empty.merge(merged)
    for statistics in (merged, empty):
        assert statistics.count == 1_000
        np.testing.assert_allclose(statistics.covariance, np.cov(values.T), rtol=1e-11)
    assert other.count == 700  # and is as it was
    empty.update(values)
    np.testing.assert_allclose(merged.covariance, np.cov(values.T), rtol=1e-11)


def test_a_large_mean_costs_no_digits():
    values = features()
    far = FeatureStatistics()
    for start in range(0, len(values), 500):
        far.update(values[start : start + 500] + 1e6)
    np.testing.assert_allclose(far.covariance, np.cov(values.T), rtol=1e-8)


def test_float32_features_are_summed_in_float64():
    values = features().astype("float32")
    covariance = FeatureStatistics(values).covariance
    assert covariance.dtype == np.float64
    exact = np.cov(values.T.astype("float64"))
    np.testing.assert_allclose(covariance, exact, rtol=1e-11)


def test_bad_input():
    statistics = FeatureStatistics(np.zeros((1, 3)))
    with pytest.raises(ValueError, match="2 columns, after rows of 3"):
        statistics.update(np.zeros((4, 2)))
    with pytest.raises(ValueError, match="2 columns, after rows of 3"):
        statistics.merge(FeatureStatistics(np.zeros((4, 2))))
    with pytest.raises(ValueError, match="at least two rows. Received: 1"):
        _ = statistics.covariance
    with pytest.raises(TypeError, match="`features` must hold floating-point"):
        statistics.update(np.zeros((4, 3), int))
