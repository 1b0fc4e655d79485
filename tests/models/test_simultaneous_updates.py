"""Players that move at once, held to the alternating ones."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan.latents import Stream, Uniform, noise_seed


def sgd():
    return keras.optimizers.SGD(0.1)


def weights(network):
    return [np.array(v) for v in network.trainable_variables]


def after_a_step(make_gan, images, **rules):
    gan = make_gan(optimizer=sgd, seed=7, **rules)
    gan.train_on_batch(images)
    return gan


@pytest.mark.parametrize("penalties", [[], ["r1", "r2"]], ids=["plain", "penalties"])
def test_the_discriminator_moves_as_in_alternation(make_gan, images, penalties):
    kinds = {"r1": keras_gan.losses.R1, "r2": keras_gan.losses.R2}
    alternating, simultaneous = (
        after_a_step(
            make_gan,
            images,
            update=update,
            terms=[kinds[name](2.0) for name in penalties],
        )
        for update in ("alternating", "simultaneous")
    )
    for a, b in zip(
        weights(alternating.discriminator),
        weights(simultaneous.discriminator),
        strict=True,
    ):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("mode", [{}, {"run_eagerly": True}], ids=["graph", "eager"])
def test_the_generator_answers_the_discriminator_from_before(make_gan, images, mode):
    start = make_gan(optimizer=sgd)
    latents = Uniform()((len(images), 3), noise_seed(7, Stream.DISCRIMINATOR_STEP, 0))
    with tf.GradientTape() as tape:
        logits = start.discriminator(start.generator(latents))
        loss = tf.reduce_mean(tf.nn.softplus(-logits))  # -log D(G(z))
    variables = [v.value for v in start.generator.trainable_variables]
    gradients = tape.gradient(loss, variables)
    expected = [
        variable.numpy() - 0.1 * gradient.numpy()
        for variable, gradient in zip(variables, gradients, strict=True)
    ]
    gan = after_a_step(make_gan, images, update="simultaneous", **mode)
    for a, b in zip(weights(gan.generator), expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-7)
    # The power rule's first update takes the weights over.
    averaged = gan.ema_generator.get_weights()
    for a, b in zip(averaged, gan.generator.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    assert int(gan.step_counter) == 1


def test_the_logs_of_both_players_are_of_one_forward_pass(make_gan, images):
    gan = make_gan(optimizer=sgd, update="simultaneous", loss="minimax")
    logs = gan.train_on_batch(images, return_dict=True)
    # Minimax by hand: J(G) = mean log(1 - D(G(z))) / 2 and V = mean log D(x) + 2 J(G).
    assert set(logs) == {"d_loss", "g_loss", "value", "d_real", "d_fake"}
    assert logs["value"] == pytest.approx(-2 * logs["d_loss"], rel=1e-5)


def test_it_is_saved_with_the_rules(make_gan, images, tmp_path):
    gan = after_a_step(make_gan, images, update="simultaneous")
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert loaded.update == "simultaneous"
    gan.train_on_batch(images)
    loaded.train_on_batch(images)
    for a, b in zip(weights(gan.generator), weights(loaded.generator), strict=True):
        np.testing.assert_array_equal(a, b)
