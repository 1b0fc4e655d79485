"""An encoder fitted to a finished generator, where the answer is known."""

import keras
import numpy as np
import pytest

import keras_gan
from keras_gan import inference, networks, optimizers

DIM = 3
COLUMNS = np.linalg.qr(np.random.default_rng(0).normal(size=(6, DIM)))[0]
COLUMNS = COLUMNS.astype("float32")  # orthonormal


def linear_game(columns=COLUMNS, **kwargs):
    values, dim = columns.shape
    generator = keras.Sequential(
        [keras.Input((dim,)), keras.layers.Dense(values, use_bias=False)]
    )
    generator.set_weights([columns.T])
    discriminator = keras.Sequential([keras.Input((values,)), keras.layers.Dense(1)])
    return keras_gan.GAN(generator, discriminator, latent="normal", **kwargs)


def linear_encoder(dim=DIM):
    kernel = {"use_bias": False, "kernel_initializer": "zeros"}
    return keras.Sequential([keras.Input((6,)), keras.layers.Dense(dim, **kernel)])


@pytest.mark.parametrize("generator_ema", [None, "power"])
def test_the_encoder_of_an_orthonormal_generator_is_its_transpose(generator_ema):
    # G(z) = A z: min_E ||E A z - z||^2 is E A = I; from zero, SGD finds E = A^T.
    gan, encoder = linear_game(generator_ema=generator_ema), linear_encoder()
    before = gan.get_weights()
    score = inference.fit_encoder(gan, encoder, 300, optimizer=optimizers.SGD(0.5))
    np.testing.assert_allclose(encoder.get_weights()[0], COLUMNS, atol=1e-4)
    assert score.mean == pytest.approx(1.0, abs=1e-6)
    for a, b in zip(gan.get_weights(), before, strict=True):
        np.testing.assert_array_equal(a, b)  # the generator is as it was
    gan.attach_encoder(encoder)
    images = np.asarray(gan.draw_latents(50, 1)) @ COLUMNS.T
    np.testing.assert_allclose(gan.reconstruct(images), images, atol=1e-3)


def test_r2_is_the_share_of_the_latents_that_are_in_the_images():
    # The third component of z never reaches the images; the other two do.
    columns = COLUMNS * [1, 1, 0]
    gan = linear_game(columns.astype("float32"))
    score = inference.fit_encoder(
        gan, linear_encoder(), 300, optimizer=optimizers.SGD(0.5), held_out=4_000
    )
    assert score.mean == pytest.approx(2 / 3, abs=0.01)
    assert 0 < score.standard_error < 0.02


def test_equal_seeds_give_equal_encoders():
    def fitted(seed):
        encoder = linear_encoder()
        inference.fit_encoder(linear_game(), encoder, 3, seed=seed)
        return encoder.get_weights()[0]

    np.testing.assert_array_equal(fitted(1), fitted(1))
    assert np.abs(fitted(1) - fitted(2)).max() > 1e-6


def test_the_averaged_generator_is_the_one():
    gan = linear_game()
    gan.ema_generator.set_weights([-COLUMNS.T])
    encoder = linear_encoder()
    inference.fit_encoder(gan, encoder, 300, optimizer=optimizers.SGD(0.5))
    np.testing.assert_allclose(encoder.get_weights()[0], -COLUMNS, atol=1e-4)


def test_a_nonlinear_generator_of_images():
    keras.utils.set_random_seed(0)
    gan = keras_gan.GAN(
        networks.dense_generator((4, 4, 1), 2, (32,)),
        networks.dense_discriminator((4, 4, 1), (8,)),
    )
    encoder = networks.dense_encoder((4, 4, 1), 2, (32,))
    score = inference.fit_encoder(gan, encoder, 600)
    assert 0.9 < score.mean < 1


def test_conditions_are_drawn_from_examples():
    # G(z, label) = z + label, of which an encoder with the label subtracts it.
    def network(about, end):
        inputs = keras.Input((2,), name=about)
        label = keras.Input((), dtype="int32", name="labels")
        shift = keras.ops.expand_dims(keras.ops.cast(label, "float32"), 1)
        return keras.Model([inputs, label], end(inputs, shift))

    def joined(inputs, shift):
        both = keras.layers.Concatenate()([inputs, shift])
        return keras.layers.Dense(2, use_bias=False)(both)

    gan = keras_gan.GAN(
        network("latents", lambda z, shift: z + shift),
        keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)]),
    )
    encoder = network("images", joined)
    labels = {"labels": np.array([0, 1, 2])}
    score = inference.fit_encoder(
        gan, encoder, 400, optimizer=optimizers.SGD(0.2), conditions=labels
    )
    expected = [[1, 0], [0, 1], [-1, -1]]
    np.testing.assert_allclose(encoder.get_weights()[0], expected, atol=1e-3)
    assert score.mean == pytest.approx(1.0, abs=1e-4)
    with pytest.raises(ValueError, match="conditions are .'labels'.. Received"):
        inference.fit_encoder(gan, encoder, 1)


def test_arguments_that_do_not_fit():
    with pytest.raises(ValueError, match=r"output shape \(None, 4\)"):
        inference.fit_encoder(linear_game(), linear_encoder(4), 1)
    with pytest.raises(ValueError, match="must be positive integers.*steps=0"):
        inference.fit_encoder(linear_game(), linear_encoder(), 0)
