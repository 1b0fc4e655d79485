import numpy as np
import pytest

from keras_gan.metrics import inception_score


def test_the_best_and_the_worst():
    clear = np.eye(10)[np.arange(1_000) % 10]
    assert inception_score(clear, splits=1).mean == pytest.approx(10, rel=1e-12)
    one_class = np.eye(10)[np.zeros(1_000, int)]
    unclear = np.full((1_000, 10), 0.1)
    for probabilities in (one_class, unclear):
        mean, error = inception_score(probabilities)
        assert mean == pytest.approx(1, rel=1e-12)
        assert error == pytest.approx(0, abs=1e-12)


def test_golden_value():
    # exp of ln 2 - H, where H is the entropy of (0.9, 0.1).
    pair = np.array([[0.9, 0.1], [0.1, 0.9]])
    expected = 2 * 0.9**0.9 * 0.1**0.1
    assert inception_score(pair, splits=1).mean == pytest.approx(expected, rel=1e-12)


def test_it_is_that_of_torch_fidelity():
    # torch-fidelity 0.4.0: isc_features_to_metric, one split.
    logits = np.random.RandomState(0).normal(size=(300, 8))
    probabilities = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    score = inception_score(probabilities, splits=1)
    assert score.mean == pytest.approx(1.4206689509188684, rel=1e-6)
    assert np.isnan(score.standard_error)


def test_splits_are_of_images_in_random_order():
    # In the order of classes, splits would have a class each, and a score of 1.
    ordered = np.repeat(np.eye(10), 500, axis=0)
    mean, error = inception_score(ordered, splits=10)
    assert 9.8 < mean < 10 and 0 < error < 0.05
    assert inception_score(ordered, seed=1) != inception_score(ordered, seed=2)


def test_bad_input():
    with pytest.raises(ValueError, match="must sum to 1.*sums from 2 to 2"):
        inception_score(np.ones((20, 2)))
    with pytest.raises(ValueError, match="a least value of -1"):
        inception_score(np.tile([2.0, -1.0], (20, 1)))
    with pytest.raises(ValueError, match="at least 10 rows"):
        inception_score(np.full((9, 2), 0.5))
