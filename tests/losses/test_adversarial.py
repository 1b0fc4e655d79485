import math
import types

import numpy as np
import pytest
import tensorflow as tf

from keras_gan import losses

# D(x) = 3/4 on the real image, 1/3 on the generated one; logit = log(D / (1 - D)).
REAL_LOGIT, FAKE_LOGIT = math.log(3.0), -math.log(2.0)
LARGEST = float(np.finfo("float32").max)
ALL_LOSSES = [
    losses.Minimax(),
    losses.NonSaturating(),
    losses.MaximumLikelihood(),
    losses.Blend(0.25),
    losses.Bidirectional(),
    losses.NonSaturating(label_smoothing=0.1),
]


def gradient(function, logit):
    logits = tf.constant([logit], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(logits)
        value = function(logits)
    return float(tape.gradient(value, logits)[0])


@pytest.mark.parametrize("loss", ALL_LOSSES[:4])
def test_discriminator_loss_of_known_probabilities(loss):
    # -(log 3/4 + log(1 - 1/3)) / 2 = -log(1/2) / 2
    value = loss.discriminator_loss([REAL_LOGIT], [FAKE_LOGIT])
    np.testing.assert_allclose(value, [math.log(2) / 2], rtol=1e-6)


def test_discriminator_loss_with_smoothed_real_labels():
    # Target 0.9: -(0.9 log 3/4 + 0.1 log 1/4 + log 2/3) / 2, worked by hand.
    loss = losses.NonSaturating(label_smoothing=0.1)
    value = loss.discriminator_loss([REAL_LOGIT], [FAKE_LOGIT])
    np.testing.assert_allclose(value, [0.401504205], rtol=1e-6)


def test_smoothing_moves_the_best_answer_to_real_images_only():
    loss = losses.Minimax(label_smoothing=0.1)
    at_target = math.log(0.9 / 0.1)
    slope = gradient(lambda x: loss.discriminator_loss(x, [0.0]), at_target)
    assert slope == pytest.approx(0.0, abs=1e-6)
    # On fake images the target stays 0, so the slope stays D / 2.
    slope = gradient(lambda x: loss.discriminator_loss([0.0], x), at_target)
    assert slope == pytest.approx(0.45, rel=1e-6)


@pytest.mark.parametrize(
    "loss, value, slope",
    [
        # At D(G(z)) = 1/3, by hand; slopes are with respect to the logit.
        (losses.Minimax(), math.log(2 / 3), -1 / 3),
        (losses.NonSaturating(), math.log(3), -2 / 3),
        (losses.MaximumLikelihood(), -1 / 2, -1 / 2),
        (losses.Blend(0.25), 0.25 * math.log(3) + 0.75 * math.log(2 / 3), -5 / 12),
        (losses.Blend(0.0), math.log(2 / 3), -1 / 3),
        (losses.Blend(1.0), math.log(3), -2 / 3),
    ],
)
def test_generator_loss_and_slope(loss, value, slope):
    assert float(loss.generator_loss([FAKE_LOGIT])[0]) == pytest.approx(value, rel=1e-6)
    assert gradient(loss.generator_loss, FAKE_LOGIT) == pytest.approx(slope, rel=1e-6)


def test_the_bidirectional_loss_swaps_both_labels():
    # -log D(G(z), z) - log(1 - D(x, E(x))) at 1/3 and 3/4: log 3 + log 4.
    loss = losses.Bidirectional(label_smoothing=0.1)

    def of_generator(real, fake):
        play = types.SimpleNamespace(real_logits=real, fake_logits=fake)
        return loss.of_generator(play)

    value = of_generator([[REAL_LOGIT]], [[FAKE_LOGIT]])
    np.testing.assert_allclose(value, [math.log(12)], rtol=1e-6)
    # Its slope by a real logit is D(x, E(x)), which does not vanish where D is sure.
    slope = gradient(lambda x: of_generator(x, [FAKE_LOGIT]), 20.0)
    assert slope == pytest.approx(1.0, rel=1e-6)
    far = of_generator([LARGEST, -LARGEST], [-LARGEST, LARGEST])
    np.testing.assert_array_equal(far.numpy()[1], 0.0)
    expected = losses.NonSaturating(0.1).discriminator_loss([REAL_LOGIT], [FAKE_LOGIT])
    value = loss.discriminator_loss([REAL_LOGIT], [FAKE_LOGIT])
    np.testing.assert_array_equal(value, expected)


def test_smoothing_leaves_the_generator_alone():
    plain, smoothed = ALL_LOSSES[1], ALL_LOSSES[4]
    np.testing.assert_array_equal(
        plain.generator_loss([FAKE_LOGIT]), smoothed.generator_loss([FAKE_LOGIT])
    )


def test_confident_rejection_stops_minimax_but_not_non_saturating():
    # D(G(z)) = exp(-20): the slopes are -D and -(1 - D).
    assert gradient(losses.Minimax().generator_loss, -20.0) == pytest.approx(
        -math.exp(-20), rel=1e-5
    )
    assert gradient(losses.NonSaturating().generator_loss, -20.0) == pytest.approx(
        -1.0, rel=1e-6
    )


@pytest.mark.parametrize("loss", ALL_LOSSES)
@pytest.mark.parametrize("size", [1e4, 3e38, LARGEST])
def test_extreme_logits_stay_finite(loss, size):
    for real in (-size, size):
        for fake in (-size, size):
            assert np.isfinite(loss.discriminator_loss([real], [fake])).all()
            assert np.isfinite(losses.value_function([real], [fake])).all()

            def of_real(logits, fake=fake):
                return loss.discriminator_loss(logits, [fake])

            def of_fake(logits, real=real):
                return loss.discriminator_loss([real], logits)

            assert math.isfinite(gradient(of_real, real))
            assert math.isfinite(gradient(of_fake, fake))
        assert np.isfinite(loss.generator_loss([real])).all()
        assert math.isfinite(gradient(loss.generator_loss, real))


def test_large_logits_have_exact_losses():
    # softplus(1e4) = 1e4 to float32, softplus(-1e4) = 0.
    loss = losses.NonSaturating()
    np.testing.assert_array_equal(loss.discriminator_loss([1e4], [-1e4]), [0.0])
    np.testing.assert_array_equal(loss.discriminator_loss([-1e4], [1e4]), [1e4])
    np.testing.assert_array_equal(loss.generator_loss([-1e4]), [1e4])


def test_maximum_likelihood_is_capped_where_squares_stay_finite():
    loss = losses.MaximumLikelihood()
    capped = float(loss.generator_loss([1e4])[0])
    assert capped == pytest.approx(-math.exp(30), rel=1e-5)
    assert math.isfinite(float(tf.square(loss.generator_loss([1e4]))[0]))


@pytest.mark.parametrize("loss", ALL_LOSSES)
def test_one_float32_value_per_example(loss):
    column = tf.zeros((5, 1), tf.float16)
    for value in (loss.discriminator_loss(column, column), loss.generator_loss(column)):
        assert value.shape == (5,)
        assert value.dtype == tf.float32
    row = np.zeros(5, "float32")
    np.testing.assert_array_equal(
        loss.discriminator_loss(column, column), loss.discriminator_loss(row, row)
    )


def test_value_of_the_game():
    # -log 4 where D cannot tell, section 4.1 of the paper; else log(3/4) + log(2/3).
    np.testing.assert_allclose(
        losses.value_function([0.0, REAL_LOGIT], [0.0, FAKE_LOGIT]),
        [-math.log(4), -math.log(2)],
        rtol=1e-6,
    )
    assert float(losses.value_function([1e4], [-1e4])[0]) == 0.0


@pytest.mark.parametrize("loss", ALL_LOSSES)
def test_round_trip(loss, assert_round_trips):
    revived = assert_round_trips(loss)
    logits = tf.constant([-2.0, 0.5])
    np.testing.assert_array_equal(
        revived.discriminator_loss(logits, logits),
        loss.discriminator_loss(logits, logits),
    )
    np.testing.assert_array_equal(
        revived.generator_loss(logits), loss.generator_loss(logits)
    )


@pytest.mark.parametrize(
    "name, kind",
    [
        ("minimax", losses.Minimax),
        ("non_saturating", losses.NonSaturating),
        ("maximum_likelihood", losses.MaximumLikelihood),
        ("bidirectional", losses.Bidirectional),
        ("blend", losses.Blend),
    ],
)
def test_get_by_name(name, kind):
    assert type(losses.get(name)) is kind


def test_get_returns_any_pair_of_losses_as_it_is():
    class Own:
        def discriminator_loss(self, real_logits, fake_logits):
            return fake_logits - real_logits

        def generator_loss(self, fake_logits):
            return -fake_logits

    own = Own()
    assert losses.get(own) is own


def test_get_refuses_an_unknown_name_with_the_valid_ones():
    with pytest.raises(
        ValueError,
        match="'blend', 'hinge', 'least_squares', 'maximum_likelihood', 'minimax'",
    ):
        losses.get("wasserstien")


@pytest.mark.parametrize("wrong", [losses.Minimax, None, abs])
def test_get_refuses_what_is_no_loss(wrong):
    with pytest.raises(TypeError, match="instance of `AdversarialLoss`.*Received"):
        losses.get(wrong)


@pytest.mark.parametrize("smoothing", [-0.1, 0.5, float("nan")])
def test_bad_smoothing(smoothing):
    with pytest.raises(ValueError, match="Received: label_smoothing="):
        losses.Minimax(smoothing)


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_bad_blend(share):
    with pytest.raises(ValueError, match="Received: non_saturating="):
        losses.Blend(share)


def test_a_subclass_without_a_generator_loss_says_so():
    class Half(losses.AdversarialLoss):
        pass

    with pytest.raises(TypeError, match="Half must define `generator_loss"):
        Half().generator_loss([0.0])
