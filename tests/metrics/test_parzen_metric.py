import json

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.datasets import load_digits

from keras_gan.metrics import (
    ParzenLogLikelihood,
    parzen_score,
)


@pytest.fixture(scope="module")
def digits():
    images = (load_digits().images[..., None] / 16).astype("float32")
    return images[np.random.default_rng(0).permutation(len(images))]


@pytest.mark.parametrize("batch_size", [1, 37, 150])
def test_any_split_into_batches_gives_the_score(digits, batch_size):
    samples, test = digits[:400], digits[400:550]
    expected = parzen_score(samples, test, sigma=0.05)
    metric = ParzenLogLikelihood(samples, 0.05)
    for start in range(0, 150, batch_size):
        metric.update_state(test[start : start + batch_size])
    np.testing.assert_allclose(metric.result(), expected.mean, rtol=1e-12)
    np.testing.assert_allclose(
        metric.standard_error(), expected.standard_error, rtol=1e-10
    )


def test_in_a_graph(digits):
    samples, test = digits[:400], digits[400:500]
    metric = ParzenLogLikelihood(samples, 0.1)
    update = tf.function(metric.update_state)
    for batch in tf.data.Dataset.from_tensor_slices(test).batch(33):
        update(batch)
    expected = parzen_score(samples, test, sigma=0.1).mean
    np.testing.assert_allclose(metric.result(), expected, rtol=1e-12)


def test_reset(digits):
    metric = ParzenLogLikelihood(digits[:50], 0.1)
    assert float(metric.result()) == 0.0
    metric.update_state(digits[50:60])
    metric.reset_state()
    metric.update_state(digits[60:70])
    expected = parzen_score(digits[:50], digits[60:70], sigma=0.1).mean
    np.testing.assert_allclose(metric.result(), expected, rtol=1e-12)


def test_round_trip(digits):
    metric = ParzenLogLikelihood(digits[:50], 0.1, name="likelihood")
    config = keras.saving.serialize_keras_object(metric)
    copy = keras.saving.deserialize_keras_object(json.loads(json.dumps(config)))
    assert copy.name == "likelihood" and copy.sigma == 0.1
    np.testing.assert_array_equal(copy.samples, metric.samples)
    plain = ParzenLogLikelihood.from_config(metric.get_config())
    np.testing.assert_array_equal(plain.samples, metric.samples)


def test_bad_arguments_fail_at_once():
    with pytest.raises(ValueError, match="must be positive"):
        ParzenLogLikelihood(np.ones((3, 2)), 0.0)
    with pytest.raises(ValueError, match="`samples` must be finite"):
        ParzenLogLikelihood(np.full((3, 2), np.nan), 1.0)
    metric = ParzenLogLikelihood(np.ones((3, 2)), 1.0)
    with pytest.raises(ValueError, match="`examples` must be finite"):
        metric.update_state(np.full((3, 2), np.nan))
