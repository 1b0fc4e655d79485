import json
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.datasets import load_digits

import keras_gan
from keras_gan import networks
from keras_gan.metrics import (
    ParzenLogLikelihood,
    parzen_log_likelihood,
    parzen_pairs,
    parzen_score,
)
from keras_gan.metrics.parzen_pairs import ParzenPairs


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


# Where generated images come in beside real ones.


def halves(digits, count=150):
    """Real images, and others in the place of generated ones, some of them equal."""
    return digits[:count], digits[count // 2 : count // 2 + count]


def splits(*counts):
    ends = np.cumsum(counts)
    return [slice(end - n, end) for n, end in zip(counts, ends, strict=True)]


@pytest.mark.parametrize(
    "parts", [splits(150), splits(1, 148, 1), splits(*[32] * 4, 22), splits(*[3] * 50)]
)
@pytest.mark.parametrize("sigma", [0.01, 0.2, 5.0])
def test_any_split_scores_all_under_a_window_on_all(digits, parts, sigma):
    real, fake = halves(digits)
    metric = ParzenLogLikelihood(sigma=sigma)
    for part in parts:
        metric.update_state(real[part], fake[part])
    expected = parzen_score(fake, real, sigma=sigma)
    np.testing.assert_allclose(metric.result(), expected.mean, rtol=0, atol=1e-9)
    np.testing.assert_allclose(
        metric.standard_error(), expected.standard_error, rtol=1e-7
    )


def test_every_moment_scores_what_there_is(digits):
    real, fake = halves(digits)
    metric = ParzenLogLikelihood(sigma=0.1)
    assert float(metric.result()) == 0.0
    for part in splits(20, 50, 3):
        metric.update_state(real[part], fake[part])
        expected = parzen_log_likelihood(real[: part.stop], fake[: part.stop], 0.1)
        np.testing.assert_allclose(metric.result(), expected.mean(), rtol=0, atol=1e-9)


def test_pairs_in_blocks_and_of_other_counts(digits, monkeypatch):
    monkeypatch.setattr(parzen_pairs, "BLOCK_SIZE", 16)
    real, fake = digits[:90], digits[50:170].reshape(120, 64)
    pairs = ParzenPairs(0.1)
    for rows, others in zip(splits(40, 1, 49), splits(7, 100, 13), strict=True):
        pairs.add(real[rows], fake[others])
    assert (pairs.num_examples, pairs.num_samples) == (90, 120)
    expected = parzen_log_likelihood(real, fake, 0.1)
    np.testing.assert_allclose(pairs.log_likelihood(), expected, rtol=0, atol=1e-9)


def test_pairs_far_from_each_other_and_from_zero():
    real = np.random.default_rng(0).normal(1e3, 1.0, (30, 5))
    fake = real[::-1] + 1e3
    pairs = ParzenPairs(0.5)
    for part in splits(10, 20):
        pairs.add(real[part], fake[part])
    expected = parzen_log_likelihood(real, fake, 0.5)
    assert expected.max() < -1e6
    np.testing.assert_allclose(pairs.log_likelihood(), expected, rtol=1e-12)


def test_pairs_refuse_bad_images_and_stay_as_they_were(digits):
    pairs = ParzenPairs(0.1)
    with pytest.raises(ValueError, match="needs samples to sit on. Received: none yet"):
        pairs.log_likelihood()
    pairs.add(digits[:5], digits[5:10])
    expected = pairs.log_likelihood()
    with pytest.raises(ValueError, match="`samples` must be finite"):
        pairs.add(digits[:5], np.full((5, 8, 8, 1), np.nan))
    with pytest.raises(ValueError, match="must have the same shape"):
        pairs.add(digits[:5], digits[:5, :4])
    with pytest.raises(ValueError, match="must have the same shape"):
        pairs.add(digits[:5, :4], digits[:5, :4])
    with pytest.raises(TypeError, match="`examples` must hold floating-point numbers"):
        pairs.add(np.ones((5, 8, 8, 1), "uint8"), digits[:5])
    np.testing.assert_array_equal(pairs.log_likelihood(), expected)


def test_pairs_in_a_graph_and_after_a_reset(digits):
    real, fake = halves(digits)
    metric, other = ParzenLogLikelihood(sigma=0.1), ParzenLogLikelihood(sigma=0.1)
    other.update_state(real[:5], fake[:5])
    of_other = float(other.result())
    update = tf.function(metric.update_state)
    batches = tf.data.Dataset.from_tensor_slices((real, fake)).batch(33)
    expected = parzen_score(fake, real, sigma=0.1).mean
    for _ in range(2):
        for batch in batches:
            update(*batch)
        np.testing.assert_allclose(metric.result(), expected, rtol=0, atol=1e-9)
        metric.reset_state()
        assert float(metric.result()) == 0.0
    assert float(other.result()) == of_other


def test_a_metric_has_either_samples_or_generated_images(digits):
    with pytest.raises(ValueError, match="has no use for generated images"):
        ParzenLogLikelihood(digits[:5], 0.1).update_state(digits, digits)
    with pytest.raises(ValueError, match="Received: real images alone"):
        ParzenLogLikelihood(sigma=0.1).update_state(digits)
    with pytest.raises(ValueError, match="`sigma` must be positive"):
        ParzenLogLikelihood()


def test_round_trip_without_samples(assert_round_trips, digits):
    metric = ParzenLogLikelihood(sigma=0.1)
    metric.update_state(digits[:5], digits[5:10])
    copy = assert_round_trips(metric)
    assert copy.samples is None and float(copy.result()) == 0.0


class Captured(keras.metrics.Metric):
    """Keeps the images that it gets."""

    def __init__(self):
        super().__init__(name="captured")
        self.batches = []

    def update_state(self, real_images, fake_images):
        tf.numpy_function(self._keep, [real_images, fake_images], tf.float32)

    def _keep(self, *images):
        self.batches.append(images)
        return np.float32(0)

    def result(self):
        return 0.0


def make_game(sigma=0.2, metrics=(), **rules):
    gan = keras_gan.GAN(
        networks.dense_generator((8, 8, 1), 4, (8,)),
        networks.dense_discriminator((8, 8, 1), (8,)),
    )
    metrics = [ParzenLogLikelihood(sigma=sigma), *metrics]
    optimizers = [keras.optimizers.Adam(), keras.optimizers.Adam()]
    gan.compile(*optimizers, metrics=metrics, **rules)
    return gan


@pytest.mark.parametrize(
    "rules", [{}, {"steps_per_execution": 3}, {"run_eagerly": True}]
)
def test_in_a_game(digits, rules):
    captured = Captured()
    gan = make_game(metrics=[captured], **rules)
    results = gan.evaluate(digits[:100], batch_size=16, verbose=0, return_dict=True)
    assert len(captured.batches) == 7
    real, fake = (np.concatenate(each) for each in zip(*captured.batches, strict=True))
    assert sorted(map(bytes, real)) == sorted(map(bytes, digits[:100]))
    expected = parzen_score(fake, real, sigma=0.2).mean
    np.testing.assert_allclose(results["parzen"], expected, rtol=0, atol=1e-9)


def test_in_fit_and_from_a_file(digits, tmp_path):
    gan = make_game()
    history = gan.fit(
        digits[:64],
        validation_data=digits[64:128],
        batch_size=32,
        epochs=2,
        verbose=0,
    ).history
    assert np.isfinite(history["val_parzen"]).all() and "parzen" not in history
    evaluated = gan.evaluate(digits[64:128], batch_size=32, verbose=0, return_dict=True)
    np.testing.assert_allclose(
        history["val_parzen"][-1], evaluated["parzen"], rtol=0, atol=1e-9
    )
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    again = loaded.evaluate(digits[64:128], batch_size=32, verbose=0, return_dict=True)
    np.testing.assert_allclose(again["parzen"], evaluated["parzen"], rtol=0, atol=1e-9)


def test_two_games_share_nothing(digits):
    first, second = make_game(0.2), make_game(0.3)
    alone = first.evaluate(digits[:50], verbose=0, return_dict=True)["parzen"]
    second.evaluate(digits[50:150], verbose=0)
    again = first.evaluate(digits[:50], verbose=0, return_dict=True)["parzen"]
    assert again == alone


# A program of its own, as TensorFlow splits a CPU only before it has started.
ON_REPLICAS = """
import numpy as np
import tensorflow as tf
from keras_gan.metrics import ParzenLogLikelihood, parzen_score
cpu = tf.config.list_physical_devices("CPU")[0]
two = [tf.config.LogicalDeviceConfiguration()] * 2
tf.config.set_logical_device_configuration(cpu, two)
strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])
with strategy.scope():
    metric = ParzenLogLikelihood(sigma=0.2)
real, fake = np.random.default_rng(0).random((2, 21, 4))
def update(batch):
    metric.update_state(*batch)
    return metric.result()
dataset = tf.data.Dataset.from_tensor_slices((real, fake)).batch(6)
run = tf.function(lambda batch: strategy.run(update, args=(batch,)))
for batch in strategy.experimental_distribute_dataset(dataset):
    results = strategy.experimental_local_results(run(batch))
expected = parzen_score(fake, real, sigma=0.2)
for result in (*results, metric.result()):
    np.testing.assert_allclose(result, expected.mean, rtol=0, atol=1e-9)
error = metric.standard_error()
np.testing.assert_allclose(error, expected.standard_error, rtol=1e-9)
"""


def test_two_replicas_share_a_window():
    done = subprocess.run(
        [sys.executable, "-c", ON_REPLICAS], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
