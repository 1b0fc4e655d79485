import types

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan import losses

REAL = np.random.default_rng(0).normal(size=(6, 2, 2, 1)).astype("float32")
FAKE = np.random.default_rng(1).normal(size=(6, 2, 2, 1)).astype("float32")
SEED = tf.constant([1, 2], tf.int64)


def linear_critic(images):
    weights = tf.constant([[1.0], [-2.0], [3.0], [0.5]])
    return tf.reshape(images, (-1, 4)) @ weights + 7.0


def quadratic_critic(images):
    return tf.reduce_sum(tf.square(images), axis=[1, 2, 3])[:, None] / 2


@pytest.mark.parametrize("penalty", [losses.R1(), losses.R2()])
def test_a_linear_critic_pays_half_its_squared_weights(penalty):
    # (1 + 4 + 9 + 0.25) / 2, wherever the images lie.
    value = penalty(linear_critic, tf.constant(REAL), tf.constant(FAKE), SEED)
    np.testing.assert_allclose(value, np.full(6, 7.125), rtol=1e-6)
    assert value.dtype == tf.float32


@pytest.mark.parametrize("penalty, images", [(losses.R1(), REAL), (losses.R2(), FAKE)])
def test_each_example_pays_for_its_own_gradient(penalty, images):
    # D(x) = |x|^2 / 2 has gradient x.
    value = penalty(quadratic_critic, tf.constant(REAL), tf.constant(FAKE), SEED)
    expected = 0.5 * np.square(images).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(value, expected, rtol=1e-6)


def test_flat_images_and_logits_without_a_last_axis():
    images = tf.constant(REAL.reshape(6, 4))
    value = losses.squared_gradient(lambda x: tf.reduce_sum(2.0 * x, 1), images)
    np.testing.assert_allclose(value, np.full(6, 16.0), rtol=1e-6)


def test_a_linear_critic_of_pairs_pays_for_images_and_codes():
    # D(x, c) = w . x + 5 c: 7.125 + 25 / 2. Labels have no gradient.
    entries = {
        "images": tf.constant(REAL),
        "codes": tf.constant(FAKE[:, 0, 0]),
        "labels": tf.zeros(6, tf.int32),
    }

    def critic(given):
        assert given.keys() == {"images", "codes"}
        return linear_critic(given["images"]) + given["codes"] * [[5.0]]

    play = types.SimpleNamespace(seen=lambda: entries, critic=lambda: critic)
    value = losses.JointR1().value(play)
    np.testing.assert_allclose(value, np.full(6, 7.125 + 12.5), rtol=1e-6)


def test_half_precision_images_give_float32():
    images = tf.constant(REAL, tf.float16)
    value = losses.squared_gradient(quadratic_critic, images)
    assert value.dtype == tf.float32
    np.testing.assert_allclose(value, np.square(REAL).sum((1, 2, 3)), rtol=5e-3)


def smooth_discriminator():
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((2, 2, 1)),
            keras.layers.Flatten(),
            keras.layers.Dense(5, "tanh"),
            keras.layers.Dense(1),
        ]
    )


def test_weight_gradients_against_finite_differences():
    discriminator = smooth_discriminator()
    kernel, bias, last_kernel, last_bias = discriminator.trainable_variables
    images = tf.constant(REAL)

    def penalty():
        return tf.reduce_mean(losses.R1()(discriminator, images, images, SEED))

    with tf.GradientTape() as tape:
        value = penalty()
    gradients = tape.gradient(value, [kernel.value, bias.value, last_kernel.value])
    for variable, gradient in zip([kernel, bias, last_kernel], gradients, strict=True):
        start = variable.numpy()
        numeric = np.zeros_like(start)
        for index in np.ndindex(start.shape):
            nudge = np.zeros_like(start)
            nudge[index] = 1e-2
            variable.assign(start + nudge)
            above = float(penalty())
            variable.assign(start - nudge)
            numeric[index] = (above - float(penalty())) / 2e-2
        variable.assign(start)
        assert np.abs(gradient).max() > 1e-2
        np.testing.assert_allclose(gradient, numeric, rtol=5e-3, atol=2e-4)


def test_weight_gradient_of_one_tanh_unit():
    # D(x) = a tanh(x): R1 = a^2 sech(x)^4 / 2 and dR1/da = a sech(x)^4.
    scale = tf.Variable(1.5)
    images = tf.constant([[0.3]])
    with tf.GradientTape() as tape:
        value = losses.R1()(lambda x: scale * tf.tanh(x), images, images, SEED)
    sech4 = np.cosh(0.3) ** -4
    np.testing.assert_allclose(value, [1.5**2 * sech4 / 2], rtol=1e-6)
    np.testing.assert_allclose(tape.gradient(value, scale), 1.5 * sech4, rtol=1e-6)


@keras.saving.register_keras_serializable(package="tests")
class Counting(losses.Penalty):
    """The constant 3, counting how often it is computed."""

    def __init__(self, weight, every=1, name=None):
        super().__init__(weight, every, name)
        self.calls = tf.Variable(0)

    def __call__(self, discriminator, real_images, fake_images, seed):
        self.calls.assign_add(1)
        return tf.fill([tf.shape(real_images)[0]], 3.0)


class Seen:
    """What a sum of terms needs of a play: a linear critic on fixed images."""

    def __init__(self, step):
        self.step = self.turn = step
        self.training, self.seed = True, SEED
        self.real_images, self.fake_images = tf.constant(REAL), tf.constant(FAKE)

    def critic(self, at):
        return linear_critic


def totals(penalties, trackers, steps, graph):
    def total(step):
        return losses.sum_of_terms(penalties, trackers, Seen(step))

    if graph:
        total = tf.function(total)
    return [float(total(tf.constant(step, tf.int64))) for step in range(steps)]


@pytest.mark.parametrize("graph", [False, True])
def test_lazy_penalty_is_computed_at_each_nth_step_with_n_times_the_weight(graph):
    penalty, tracker = Counting(weight=2.0, every=4), keras.metrics.Mean()
    values = totals([penalty], [tracker], 9, graph)
    # 3 * weight 2 * every 4 at steps 0, 4 and 8.
    assert values == [24.0, 0.0, 0.0, 0.0, 24.0, 0.0, 0.0, 0.0, 24.0]
    assert int(penalty.calls) == 3
    assert float(tracker.count) == 3 * 6  # each example of the steps it was due
    assert float(tracker.result()) == 3.0  # logged without its weight


@pytest.mark.parametrize("graph", [False, True])
def test_penalties_add_up(graph):
    penalties = [losses.R1(weight=2.0), Counting(weight=0.5), Counting(0.0)]
    trackers = [keras.metrics.Mean() for _ in penalties]
    np.testing.assert_allclose(
        totals(penalties, trackers, 2, graph), [2 * 7.125 + 0.5 * 3] * 2, rtol=1e-6
    )
    assert [float(t.result()) for t in trackers] == pytest.approx([7.125, 3.0, 3.0])


def test_no_penalties_cost_nothing():
    assert totals([], [], 2, graph=False) == [0.0, 0.0]


@pytest.mark.parametrize(
    "penalty",
    [
        losses.R1(0.3, every=16, name="calm"),
        losses.R2(2.0),
        losses.JointR1(3.0),
        Counting(1.0, every=2),
    ],
)
def test_round_trip(penalty, assert_round_trips):
    revived = assert_round_trips(penalty)
    assert (revived.weight, revived.every) == (penalty.weight, penalty.every)


def test_names_in_the_logs():
    assert losses.R1().name == "r1"
    assert losses.R2(name="flat").name == "flat"
    assert losses.JointR1().name == "joint_r1"
    assert Counting(1.0).name == "counting"


@pytest.mark.parametrize("weight", [-1.0, float("nan")])
def test_bad_weight(weight):
    with pytest.raises(ValueError, match="Received: weight="):
        losses.R1(weight)


@pytest.mark.parametrize("every", [0, -2, 1.5])
def test_bad_every(every):
    with pytest.raises(ValueError, match="`every` must be a positive integer"):
        losses.R1(every=every)


def test_a_subclass_without_a_call_says_so():
    class Nothing(losses.Penalty):
        pass

    with pytest.raises(TypeError, match="Nothing must define `__call__"):
        Nothing(1.0)(linear_critic, REAL, FAKE, SEED)
