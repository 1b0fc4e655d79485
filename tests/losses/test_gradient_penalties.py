"""Where gradient penalties look at D, and what they come to there."""

import numpy as np
import pytest
import tensorflow as tf

from keras_gan import losses

REAL = np.random.default_rng(0).normal(size=(6, 2, 2, 1)).astype("float32")
FAKE = np.random.default_rng(1).normal(size=(6, 2, 2, 1)).astype("float32")
SEED = tf.constant([1, 2], tf.int64)


def double(images):
    """TF-GAN's critic (losses/losses_impl_test.py): D(x) = 2 x, over four pixels."""
    return tf.reduce_sum(2.0 * images, axis=[1, 2, 3])[:, None]


@pytest.mark.parametrize(
    "penalty, value",
    [
        # The norm of the gradient is 2 sqrt(4) = 4; values of TF-GAN's tests.
        (losses.GradientPenalty(), 9.0),
        (losses.GradientPenalty(one_sided=True), 9.0),
        (losses.GradientPenalty(target=2.0), 1.0),
        (losses.Dragan(), 9.0),
        (losses.Dragan(target=2.0), 1.0),
        # (4 / 8 - 1)^2, and nothing for a smaller norm.
        (losses.GradientPenalty(target=8.0), 0.25),
        (losses.GradientPenalty(target=8.0, one_sided=True), 0.0),
        (losses.Dragan(target=8.0, one_sided=True), 0.0),
    ],
)
def test_golden_gradient_penalties(penalty, value):
    values = penalty(double, tf.constant(REAL), tf.constant(FAKE), SEED)
    assert values.dtype == tf.float32
    np.testing.assert_allclose(values, np.full(6, value), rtol=1e-5, atol=1e-6)


def points_of(penalty, real, fake, seed=SEED):
    """Where a penalty looks at D."""
    seen = []

    def critic(images):
        seen.append(images)
        return tf.reduce_sum(images, axis=list(range(1, len(images.shape))))

    penalty(critic, tf.constant(real), tf.constant(fake), seed)
    (points,) = seen
    return points.numpy()


def test_gradient_penalties_look_between_real_and_generated_images():
    points = points_of(losses.GradientPenalty(), REAL, FAKE)
    shares = ((points - FAKE) / (REAL - FAKE)).reshape(6, 4)
    np.testing.assert_allclose(shares, shares[:, :1].repeat(4, 1), atol=1e-4)
    assert ((shares >= 0) & (shares <= 1)).all()
    assert np.ptp(shares[:, 0]) > 0.3  # one for each pair
    count = 2000
    real, fake = np.ones((count, 1), "float32"), np.zeros((count, 1), "float32")
    shares = points_of(losses.GradientPenalty(), real, fake)
    # Uniform on [0, 1]: five standard errors.
    assert shares.mean() == pytest.approx(1 / 2, abs=5 * np.sqrt(1 / 12 / count))
    assert shares.var() == pytest.approx(1 / 12, abs=5 * np.sqrt(1 / 180 / count))


def test_dragan_looks_beside_real_images():
    draws = np.random.default_rng(3).normal(5.0, 3.0, size=(500, 2, 2, 1))
    real = draws.astype("float32")
    away = points_of(losses.Dragan(), real, np.full_like(real, 1e6)) - real
    reach = 0.5 * real.std()
    assert away.min() >= -1e-5 and away.max() <= reach + 1e-5
    # Uniform on [0, std / 2] for each of 2000 values, alike none of its neighbours.
    share = away.ravel() / reach
    assert share.mean() == pytest.approx(1 / 2, abs=5 * np.sqrt(1 / 12 / 2000))
    assert share.var() == pytest.approx(1 / 12, abs=5 * np.sqrt(1 / 180 / 2000))
    assert np.abs(np.corrcoef(away.reshape(500, 4).T) - np.eye(4)).max() < 0.25


@pytest.mark.parametrize("kind", [losses.GradientPenalty, losses.Dragan])
def test_equal_seeds_give_equal_points(kind):
    first, again = (points_of(kind(), REAL, FAKE) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    other = points_of(kind(), REAL, FAKE, tf.constant([1, 3], tf.int64))
    assert np.abs(first - other).max() > 1e-2


@pytest.mark.parametrize("kind", [losses.GradientPenalty, losses.Dragan])
@pytest.mark.parametrize("one_sided", [False, True])
def test_a_flat_critic_has_a_finite_gradient(kind, one_sided):
    scale = tf.Variable(0.0)
    with tf.GradientTape() as tape:
        values = kind(one_sided=one_sided)(
            lambda images: scale * double(images), tf.constant(REAL), FAKE, SEED
        )
    np.testing.assert_allclose(values, float(not one_sided), atol=1e-4)
    assert np.isfinite(tape.gradient(values, scale))


@pytest.mark.parametrize("kind", [losses.GradientPenalty, losses.Dragan])
@pytest.mark.parametrize("target", [0.0, -1.0, float("nan")])
def test_bad_target(kind, target):
    with pytest.raises(ValueError, match="must be positive. Received: target="):
        kind(target=target)


def patches(images):
    """Four logits an image, none of them linear in it."""
    weights = tf.constant(np.random.default_rng(4).normal(size=(4, 4)), tf.float32)
    scores = tf.tanh(tf.reshape(images, (-1, 4)) @ weights)
    return tf.reshape(scores, (-1, 2, 2, 1))


@pytest.mark.parametrize(
    "penalty",
    [losses.R1(), losses.R2(), losses.GradientPenalty(), losses.Dragan()],
)
@pytest.mark.parametrize("graph", [False, True])
def test_a_critic_of_patches_is_penalized_as_its_mean(penalty, graph):
    def of(critic):
        return penalty(critic, tf.constant(REAL), tf.constant(FAKE), SEED)

    def mean(images):
        return tf.reduce_mean(patches(images), axis=[1, 2, 3])

    value = tf.function(of)(patches) if graph else of(patches)
    assert value.shape == (6,)
    assert np.abs(value).min() > 1e-4
    np.testing.assert_allclose(value, of(mean), rtol=1e-5)
