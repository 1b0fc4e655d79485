"""Losses without probabilities, and the softplus of both sides."""

import math

import numpy as np
import pytest
import tensorflow as tf

from keras_gan import losses

# Logits and values of TF-GAN's tests (losses/losses_impl_test.py), means over the
# batch. There, the relativistic average has other real logits.
REAL = np.array([-5.0, 1.4, 12.5, 2.7], "float32")
RELATIVISTIC_REAL = np.array([-2.0, 0.4, 12.5, 2.7], "float32")
FAKE = np.array([10.0, 4.4, -5.5, 3.6], "float32")
CRITICS = [
    losses.LeastSquares(),
    losses.Wasserstein(),
    losses.Hinge(),
    losses.RelativisticAverage(),
    losses.RelativisticPairing(),
]
ALL_LOSSES = [*CRITICS, losses.Softplus()]


def name_of(value):
    return type(value).__name__ if isinstance(value, losses.AdversarialLoss) else None


def softplus(x):
    return np.logaddexp(0.0, np.asarray(x, "float64"))


def of_generator(loss, fake_logits, real_logits):
    """What G minimizes, where some losses look at real logits too."""
    if isinstance(loss, losses.critic.RelativisticLoss):
        return loss.generator_loss(fake_logits, real_logits)
    return loss.generator_loss(fake_logits)


@pytest.mark.parametrize(
    "loss, real, of_d, of_g",
    [
        (losses.LeastSquares(), REAL, 41.73375, 17.69625),
        (losses.Wasserstein(), REAL, 0.225, -3.125),
        (losses.Hinge(), REAL, 6.75, -3.125),
        # There, as here, the sum of both halves.
        (losses.RelativisticAverage(), RELATIVISTIC_REAL, 4.390114, 4.940113),
    ],
    ids=name_of,
)
def test_golden_values_of_tf_gan(loss, real, of_d, of_g):
    value = tf.reduce_mean(loss.discriminator_loss(real, FAKE))
    np.testing.assert_allclose(value, of_d, rtol=0, atol=1e-5)
    value = tf.reduce_mean(of_generator(loss, FAKE, real))
    np.testing.assert_allclose(value, of_g, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    "loss, of_d, of_g",
    [
        # One value for each pair: two softplus, or one of the difference.
        (losses.Softplus(), softplus(-REAL) + softplus(FAKE), softplus(-FAKE)),
        (losses.RelativisticPairing(), softplus(FAKE - REAL), softplus(REAL - FAKE)),
        # By hand, of each image.
        (
            losses.LeastSquares(),
            [18 + 50, 0.08 + 9.68, 66.125 + 15.125, 1.445 + 6.48],
            [40.5, 5.78, 21.125, 3.38],
        ),
        (losses.Wasserstein(), [15.0, 3.0, -18.0, 0.9], [-10.0, -4.4, 5.5, -3.6]),
        (losses.Hinge(), [17.0, 5.4, 0.0, 4.6], [-10.0, -4.4, 5.5, -3.6]),
        (
            losses.RelativisticAverage(),
            softplus(FAKE.mean() - REAL) + softplus(FAKE - REAL.mean()),
            softplus(REAL.mean() - FAKE) + softplus(REAL - FAKE.mean()),
        ),
    ],
    ids=name_of,
)
def test_the_value_of_each_image(loss, of_d, of_g):
    np.testing.assert_allclose(loss.discriminator_loss(REAL, FAKE), of_d, rtol=2e-6)
    np.testing.assert_allclose(of_generator(loss, FAKE, REAL), of_g, rtol=2e-6)


def test_softplus_has_twice_the_objective_of_the_2014_discriminator():
    paper, softplus = losses.NonSaturating(), losses.Softplus()
    np.testing.assert_allclose(
        softplus.discriminator_loss(REAL, FAKE),
        2 * paper.discriminator_loss(REAL, FAKE),
        rtol=1e-6,
    )
    np.testing.assert_array_equal(
        softplus.generator_loss(FAKE), paper.generator_loss(FAKE)
    )


@pytest.mark.parametrize("loss", [*CRITICS[3:]], ids=name_of)
def test_relativistic_players_want_opposites(loss):
    np.testing.assert_array_equal(
        loss.generator_loss(FAKE, REAL), loss.discriminator_loss(FAKE, REAL)
    )
    # What is added to all scores changes nothing.
    np.testing.assert_allclose(
        loss.discriminator_loss(REAL + 3, FAKE + 3),
        loss.discriminator_loss(REAL, FAKE),
        rtol=1e-5,
        atol=1e-6,
    )


def test_the_gradient_passes_through_relativistic_means():
    # L = mean_i softplus(m - r_i) + mean_j softplus(f_j - n), where m is the mean of f
    # and n of r: dL/df_j = (mean_i s(m - r_i) + s(f_j - n)) / count, s the sigmoid.
    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    real, fake = tf.constant(RELATIVISTIC_REAL), tf.constant(FAKE)
    with tf.GradientTape() as tape:
        tape.watch([real, fake])
        loss = losses.RelativisticAverage().discriminator_loss(real, fake)
        loss = tf.reduce_mean(loss)
    of_real, of_fake = tape.gradient(loss, [real, fake])
    r, f = RELATIVISTIC_REAL.astype("float64"), FAKE.astype("float64")
    expected = (sigmoid(f.mean() - r).mean() + sigmoid(f - r.mean())) / 4
    np.testing.assert_allclose(of_fake, expected, rtol=1e-5)
    expected = -(sigmoid(f.mean() - r) + sigmoid(f - r.mean()).mean()) / 4
    np.testing.assert_allclose(of_real, expected, rtol=1e-5)


@pytest.mark.parametrize("loss", ALL_LOSSES, ids=name_of)
def test_extreme_logits_stay_finite(loss):
    for real in (-1e4, 1e4):
        for fake in (-1e4, 1e4):
            logits = [tf.constant([real, 0.5]), tf.constant([fake, -0.5])]
            for objective in (
                loss.discriminator_loss,
                lambda real, fake: of_generator(loss, fake, real),
            ):
                with tf.GradientTape() as tape:
                    tape.watch(logits)
                    values = objective(*logits)
                assert np.isfinite(values).all()
                for gradient in tape.gradient(values, logits):
                    # G's loss does not depend on real logits everywhere.
                    assert gradient is None or np.isfinite(gradient).all()


@pytest.mark.parametrize("loss", ALL_LOSSES, ids=name_of)
def test_one_float32_value_per_example(loss):
    column = tf.zeros((5, 1), tf.float16)
    for value in (
        loss.discriminator_loss(column, column),
        of_generator(loss, column, column),
    ):
        assert value.shape == (5,)
        assert value.dtype == tf.float32
    row = np.zeros(5, "float32")
    np.testing.assert_array_equal(
        loss.discriminator_loss(column, column), loss.discriminator_loss(row, row)
    )


@pytest.mark.parametrize(
    "loss", [*ALL_LOSSES, losses.NonSaturating(), losses.Minimax()], ids=name_of
)
def test_logits_of_patches_give_their_mean(loss):
    draws = np.random.default_rng(0)
    real, fake = draws.normal(size=(2, 3, 2, 2, 1)).astype("float32")
    of_patches = loss.discriminator_loss(real, fake), of_generator(loss, fake, real)
    rows = [
        (loss.discriminator_loss(r, f), of_generator(loss, f, r))
        for r, f in zip(real, fake, strict=True)
    ]
    if isinstance(loss, losses.RelativisticAverage):
        # Its means are over all patches of the batch.
        real, fake = real.ravel(), fake.ravel()
        rows = [(loss.discriminator_loss(real, fake), loss.generator_loss(fake, real))]
    for value, of_rows in zip(of_patches, zip(*rows, strict=True), strict=True):
        assert np.size(value) == 12
        means = [np.mean(row) for row in of_rows]
        np.testing.assert_allclose(np.mean(value), np.mean(means), rtol=1e-5)


def test_which_losses_have_probabilities():
    found = {name: losses.get(name).has_probabilities for name in losses.LOSSES}
    assert found == {
        "minimax": True,
        "non_saturating": True,
        "bidirectional": True,
        "maximum_likelihood": True,
        "blend": True,
        "softplus": True,
        "least_squares": False,
        "wasserstein": False,
        "hinge": False,
        "relativistic_average": False,
        "relativistic_pairing": False,
    }


@pytest.mark.parametrize("loss", ALL_LOSSES, ids=name_of)
def test_round_trip(loss, assert_round_trips):
    revived = assert_round_trips(loss)
    np.testing.assert_array_equal(
        revived.discriminator_loss(REAL, FAKE), loss.discriminator_loss(REAL, FAKE)
    )
    np.testing.assert_array_equal(
        of_generator(revived, FAKE, REAL), of_generator(loss, FAKE, REAL)
    )


@pytest.mark.parametrize("loss", ALL_LOSSES, ids=name_of)
def test_get_by_name(loss):
    (name,) = [name for name, kind in losses.LOSSES.items() if kind is type(loss)]
    assert type(losses.get(name)) is type(loss)


@pytest.mark.parametrize("kind", [type(loss) for loss in ALL_LOSSES])
def test_no_labels_to_smooth(kind):
    with pytest.raises(TypeError, match="label_smoothing"):
        kind(label_smoothing=0.1)


class Own(losses.AdversarialLoss):
    """A loss with an objective of D that no label is part of."""

    def discriminator_loss(self, real_logits, fake_logits):
        return fake_logits - real_logits

    def generator_loss(self, fake_logits):
        return -fake_logits


def test_an_own_objective_of_d_that_smoothing_does_not_reach_refuses_it():
    with pytest.raises(
        ValueError, match="Own has a `discriminator_loss` .* label_smoothing=0.1"
    ):
        Own(label_smoothing=0.1)
    assert Own().label_smoothing == 0.0
    assert math.isclose(float(Own().discriminator_loss(2.0, 3.0)), 1.0)
