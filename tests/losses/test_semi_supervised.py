"""Few labels: D as a classifier of K + 1 classes, and G that matches features."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import datasets, latents, layers, losses, networks
from keras_gan.latents import Stream
from keras_gan.models import Play

IMAGES = np.random.default_rng(0).random((12, 6), dtype="float32")
FEW = np.array([0, -1, 2, -1, -1, 1, -1, 0, -1, -1, -1, -1])


def game(noise=0.0, rate=0.01, **rules):
    keras.utils.set_random_seed(0)
    generator = keras.Sequential([keras.Input((3,)), keras.layers.Dense(6, "sigmoid")])
    discriminator = networks.salimans_discriminator((6,), 3, (5, 4), noise, noise)
    gan = keras_gan.GAN(generator, discriminator, seed=1)
    pair = [keras.optimizers.Adam(rate) for _ in range(2)]
    gan.compile(*pair, loss=losses.SemiSupervised(), **rules)
    return gan


def play_of(gan, batch, training=True):
    batch = {name: tf.constant(value) for name, value in batch.items()}
    return Play(gan, batch, Stream.DISCRIMINATOR_STEP, gan.step_counter.value, training)


def cross_entropies(classes, targets):
    """Of K + 1 classes, the last of which has the logit 0."""
    logits = np.concatenate([classes, np.zeros((len(classes), 1))], axis=1)
    logits = logits.astype("float64")
    of_all = np.log(np.exp(logits).sum(axis=1))
    return of_all - logits[np.arange(len(logits)), targets]


def test_it_is_a_cross_entropy_of_one_class_more():
    # All labelled: twice the class term and D's term on real images, once that on fake
    # ones. So with half of the class term more, it would be half of both.
    gan = game()
    labels = np.arange(12) % 3
    play = play_of(gan, {"images": IMAGES, "labels": labels})
    real, fake = (
        np.asarray(outputs["classes"], "float64")
        for outputs in (play.real_outputs, play.fake_outputs)
    )
    real_entropy = cross_entropies(real, labels).mean()
    fake_entropy = cross_entropies(fake, np.full(12, 3)).mean()
    # -log p(y | x) = (log Z - l_y) - log D(x), of which the loss has the first whole
    # and half of the second.
    z = np.exp(real).sum(axis=1)
    minus_log_d = np.log((z + 1) / z).mean()
    value = tf.reduce_mean(losses.SemiSupervised().of_discriminator(play))
    expected = real_entropy - minus_log_d / 2 + fake_entropy / 2
    assert float(value) == pytest.approx(expected, abs=1e-6)


def test_golden_values():
    # By hand, with K = 2: Z = e^1 + e^3 and 2 on real images, e^0 + e^1 on fake ones.
    classes = {
        "real": [[1.0, 3.0], [0.0, 0.0]],
        "fake": [[0.0, 1.0], [0.0, 1.0]],
    }

    class Answers:
        batch = {"labels": tf.constant([1, -1])}
        real_outputs = {"classes": tf.constant(classes["real"])}
        fake_outputs = {"classes": tf.constant(classes["fake"])}

    values = losses.SemiSupervised().of_discriminator(Answers())
    labelled = np.log1p(np.exp(-2.0))  # 0.126928
    unlabelled = [np.log1p(1 / (np.e + np.e**3)), np.log(3 / 2)]  # 0.042941, 0.405465
    generated = np.log(2 + np.e)  # 1.551445
    expected = labelled + (np.mean(unlabelled) + generated) / 2
    assert float(tf.reduce_mean(values)) == pytest.approx(expected, abs=1e-6)
    assert expected == pytest.approx(1.014752, abs=1e-5)


def test_extreme_logits_stay_finite():
    class Answers:
        batch = {"labels": tf.constant([0, -1])}
        real_outputs = {"classes": tf.constant([[1e4, -1e4], [-1e4, -1e4]])}
        fake_outputs = {"classes": tf.constant([[1e4, -1e4], [-1e4, -1e4]])}

    assert np.isfinite(losses.SemiSupervised().of_discriminator(Answers())).all()


def test_the_mean_is_over_images_with_a_label():
    gan, loss = game(), losses.SemiSupervised()
    play = play_of(gan, {"images": IMAGES, "labels": FEW})
    without = play_of(gan, {"images": IMAGES, "labels": np.full(12, -1)})
    known = FEW >= 0
    classes = np.asarray(play.real_outputs["classes"])[known]
    expected = keras.losses.sparse_categorical_crossentropy(
        FEW[known], classes, from_logits=True
    )
    values = [float(tf.reduce_mean(loss.of_discriminator(p))) for p in (play, without)]
    assert values[0] - values[1] == pytest.approx(np.mean(expected), abs=1e-5)
    # Without any, it is the 2014 paper's objective of D's logits.
    expected = loss.discriminator_loss(without.real_logits, without.fake_logits)
    assert values[1] == pytest.approx(float(tf.reduce_mean(expected)), abs=1e-6)


def test_labelled_images_may_come_apart():
    gan, loss = game(), losses.SemiSupervised()
    others = np.random.default_rng(1).random((5, 6), dtype="float32")
    labels = np.array([0, 1, 2, 0, -1])
    batch = {"images": IMAGES, "labels": np.full(12, -1)}
    plain = loss.of_discriminator(play_of(gan, batch))
    batch = {"images": IMAGES, "labelled_images": others, "labels": labels}
    values = loss.of_discriminator(play_of(gan, batch))
    expected = keras.losses.sparse_categorical_crossentropy(
        labels[:4], gan.discriminator(others[:4])["classes"], from_logits=True
    )
    np.testing.assert_allclose(values - plain, np.full(12, np.mean(expected)), 1e-4)


def test_g_matches_features():
    gan = game()
    play = play_of(gan, {"images": IMAGES, "labels": FEW})
    real, fake = (
        np.asarray(outputs["features"]).mean(axis=0)
        for outputs in (play.real_outputs, play.fake_outputs)
    )
    expected = np.square(real - fake).sum()
    value = float(losses.SemiSupervised().of_generator(play))
    assert value == pytest.approx(expected, rel=1e-5)
    assert expected > 0
    assert float(losses.FeatureMatching().value(play)) == pytest.approx(value)


def test_features_by_another_name():
    gan = game()
    play = play_of(gan, {"images": IMAGES, "labels": FEW})
    term = losses.FeatureMatching(key="classes")
    real, fake = play.real_outputs["classes"], play.fake_outputs["classes"]
    difference = np.mean(real, axis=0) - np.mean(fake, axis=0)
    expected = np.square(difference).sum()
    assert float(term.value(play)) == pytest.approx(expected, rel=1e-5)
    with pytest.raises(ValueError, match="asks for 'hidden'"):
        losses.FeatureMatching(key="hidden").value(play)


def test_g_alone_learns_by_feature_matching():
    keras.utils.set_random_seed(0)
    gan = game(rate=0.02)
    gan.discriminator.trainable = False
    images, labels = np.tile(0.2 * IMAGES, (100, 1)), np.tile(FEW, 100)
    with pytest.warns(UserWarning, match="no trainable weights"):
        logs = gan.fit(images, labels, epochs=3, verbose=0).history
    assert logs["g_loss"][-1] < 0.1 * logs["g_loss"][0]


@pytest.mark.parametrize("jit_compile", [False, True])
def test_two_ways_to_bring_labels_train(jit_compile):
    gan = game(noise=0.1, jit_compile=jit_compile)
    logs = gan.fit(IMAGES, FEW, batch_size=4, epochs=2, verbose=0).history
    assert np.isfinite([*logs.values()]).all()
    data = datasets.batches(IMAGES, 4, labels=FEW, labelled_apart=True)
    logs = gan.fit(data, steps_per_epoch=3, epochs=2, verbose=0).history
    assert np.isfinite([*logs.values()]).all()
    assert set(logs) == {"d_loss", "g_loss", "d_real", "d_fake", "value"}


def test_labels_that_are_missing():
    with pytest.raises(
        ValueError, match=r"-1 for an unknown one. Received: batches wi"
    ):
        game().fit(IMAGES, verbose=0)


@pytest.mark.parametrize("label", [3, -2])
def test_labels_out_of_range(label):
    labels = np.where(FEW == 2, label, FEW)
    with pytest.raises(tf.errors.InvalidArgumentError, match="are from 0 to 2, as D"):
        game(jit_compile=False).fit(IMAGES, labels, verbose=0)
    with pytest.raises(keras_gan.TrainingDivergedError):
        game(jit_compile=True).fit(IMAGES, labels, verbose=0)


def test_a_discriminator_without_classes():
    gan = keras_gan.GAN(
        networks.dense_generator((2, 2, 1), 3, (4,)),
        networks.dense_discriminator((2, 2, 1), (4,)),
        latent=latents.Normal(),
    )
    gan.compile("sgd", "sgd", loss=losses.SemiSupervised())
    with pytest.raises(ValueError, match="asks for 'classes'"):
        gan.fit(np.ones((4, 2, 2, 1), "float32"), np.zeros(4, int), verbose=0)


def test_d_is_a_better_classifier_after_a_while():
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 3, 600)
    means = np.eye(3, 6, dtype="float32")
    images = (0.5 * means[labels] + 0.15 * rng.random((600, 6))).astype("float32")
    gan = game(noise=0.1)
    layers.initialize_from_data(gan.discriminator, images)
    few = datasets.few_labels(labels, 6)
    data = datasets.batches(images, 20, labels=few, labelled_apart=True)
    gan.fit(data, steps_per_epoch=100, verbose=0)
    read = networks.classifier(gan.discriminator)(images).numpy().argmax(axis=1)
    assert np.mean(read == labels) > 0.95
