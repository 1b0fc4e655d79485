import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import losses, networks, optimizers
from keras_gan.losses.class_loss import ClassLoss
from keras_gan.models.play import Answers

LOGITS = np.array(
    [
        [10.0, 4.4, -5.5, 3.6],
        [-4.0, 4.4, 5.2, 4.6],
        [1.1, 2.4, -3.5, 5.6],
        [1.1, 2.4, -3.5, 5.6],
    ],
    "float32",
)


class Evaluation:
    """A game's evaluation, in which D has guessed the classes of both sides."""

    def __init__(self, labels, real=LOGITS, fake=LOGITS):
        self.real = self.fake = {"images": None, "labels": tf.constant(labels)}
        self.real_outputs = Answers(classes=tf.constant(real))
        self.fake_outputs = Answers(classes=tf.constant(fake))


def mean(term, *evaluation):
    return float(tf.reduce_mean(term.value(Evaluation(*evaluation))))


def test_golden_value():
    # TF-GAN's acgan_generator_loss and acgan_discriminator_loss, in their tests.
    labels = [1, 2, 0, 0]
    assert mean(ClassLoss(), labels) == pytest.approx(3.84974, abs=1e-5)
    of_generator = ClassLoss(player="generator")
    assert mean(of_generator, labels) == pytest.approx(3.84974, abs=1e-5)
    both = ClassLoss(fakes=True)
    assert mean(both, labels) == pytest.approx(2 * 3.84974, abs=2e-5)


def test_each_player_looks_at_its_side():
    uniform = np.zeros((4, 4), "float32")
    labels = [1, 2, 0, 0]
    assert mean(ClassLoss(), labels, LOGITS, uniform) == pytest.approx(3.84974)
    of_generator = ClassLoss(player="generator")
    value = mean(of_generator, labels, LOGITS, uniform)
    assert value == pytest.approx(np.log(4))


def test_unknown_classes_are_left_out_of_the_mean():
    twice = [[1], [-1], [0], [-1]]  # as a column
    expected = mean(ClassLoss(), [1, 0], LOGITS[[0, 2]])
    assert mean(ClassLoss(), twice) == pytest.approx(expected, rel=1e-6)
    assert mean(ClassLoss(), [-1] * 4) == 0.0


def test_without_a_known_class_the_gradient_is_zero():
    logits = tf.Variable(LOGITS)
    evaluation = Evaluation([-1] * 4)
    with tf.GradientTape() as tape:
        evaluation.real_outputs = Answers(classes=tf.identity(logits))
        value = ClassLoss().value(evaluation)
    np.testing.assert_array_equal(tape.gradient(value, logits), np.zeros((4, 4)))


def test_extreme_logits_stay_finite():
    extreme = np.array([[1e4, -1e4], [-1e4, 1e4]], "float32")
    assert mean(ClassLoss(), [0, 0], extreme) == pytest.approx(1e4)


def game(**arguments):
    gan = keras_gan.GAN(
        networks.dense_generator((2, 2, 1), 3, (4,), num_classes=3),
        networks.dense_discriminator(
            (2, 2, 1), (4,), num_classes=3, condition="classifier"
        ),
        seed=1,
    )
    terms = [ClassLoss(**arguments), ClassLoss(0.1, player="generator")]
    gan.compile(optimizers.Adam(1e-2), optimizers.Adam(1e-2), terms=terms)
    return gan


def test_a_batch_in_which_classes_are_missing_or_unknown():
    images = np.random.default_rng(0).random((12, 2, 2, 1)).astype("float32")
    gan = game(fakes=True)
    for labels in ([0] * 12, [-1] * 12, [-1] * 11 + [2]):
        logs = gan.fit(images, np.array(labels), batch_size=4, verbose=0).history
        assert np.isfinite([*logs.values()]).all()
        assert {"d_class_loss", "g_class_loss"} <= logs.keys()
        assert (logs["d_class_loss"][0] > 0) == (max(labels) >= 0)
    assert all(np.isfinite(weight).all() for weight in gan.get_weights())


def test_what_a_game_must_have_for_it():
    images = np.zeros((4, 2, 2, 1), "float32")
    gan = keras_gan.GAN(
        networks.dense_generator((2, 2, 1), 3, (4,)),
        networks.dense_discriminator(
            (2, 2, 1), (4,), num_classes=3, condition="classifier"
        ),
    )
    gan.compile(optimizers.Adam(), optimizers.Adam(), terms=[ClassLoss()])
    with pytest.raises(ValueError, match="needs the classes of images.*'images'"):
        gan.fit(images, verbose=0)
    gan = keras_gan.GAN(
        networks.dense_generator((2, 2, 1), 3, (4,), num_classes=3),
        networks.dense_discriminator((2, 2, 1), (4,), num_classes=3),
    )
    gan.compile(optimizers.Adam(), optimizers.Adam(), terms=[ClassLoss()])
    with pytest.raises(ValueError, match="asks for 'classes'"):
        gan.fit(images, np.zeros(4, int), verbose=0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"player": "both"}, "Pass two terms"),
        ({"player": "generator", "fakes": True}, "G learns from them alone"),
        ({"weight": -1.0}, "must not be negative"),
    ],
)
def test_arguments_that_cannot_be(arguments, message):
    with pytest.raises(ValueError, match=message):
        losses.ClassLoss(**arguments)
