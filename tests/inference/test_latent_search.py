"""The search for the latents of single images, against answers in closed form."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import inference, latents

DIM = 3
COLUMNS = np.linalg.qr(np.random.default_rng(0).normal(size=(6, DIM)))[0]
COLUMNS = COLUMNS.astype("float32")  # orthonormal
IMAGES = np.random.default_rng(1).normal(size=(7, 6)).astype("float32")


def linear_game(latent="normal", columns=COLUMNS):
    values, dim = columns.shape
    generator = keras.Sequential(
        [keras.Input((dim,)), keras.layers.Dense(values, use_bias=False)]
    )
    generator.set_weights([columns.T])
    discriminator = keras.Sequential([keras.Input((values,)), keras.layers.Dense(1)])
    return keras_gan.GAN(generator, discriminator, latent=latent)


@pytest.mark.parametrize("weight", [0.0, 0.5])
def test_the_linear_generator_with_a_normal_prior(weight):
    # ||x - A z||^2 + w ||z||^2 / 2 is least at z = A^T x / (1 + w / 2).
    found = inference.latent_search(
        linear_game(), IMAGES, 400, 2, prior_weight=weight, batch_size=3
    )
    expected = IMAGES @ COLUMNS / (1 + weight / 2)
    np.testing.assert_allclose(found.latents, expected, atol=2e-3)
    made = expected @ COLUMNS.T
    np.testing.assert_allclose(found.reconstructions, made, atol=2e-3)
    least = np.square(IMAGES - made).sum(1) + weight * np.square(expected).sum(1) / 2
    np.testing.assert_allclose(found.objectives, least, rtol=1e-3)


def test_a_prior_with_bounds_keeps_latents_within_them():
    found = inference.latent_search(linear_game(latents.Uniform(-0.4, 0.4)), IMAGES)
    expected = (IMAGES @ COLUMNS).clip(-0.4, 0.4)
    np.testing.assert_allclose(found.latents, expected, atol=2e-3)


def test_a_prior_on_a_sphere():
    found = inference.latent_search(linear_game(latents.Spherical(2.0)), IMAGES)
    codes = IMAGES @ COLUMNS
    expected = 2 * codes / np.linalg.norm(codes, axis=1, keepdims=True)
    np.testing.assert_allclose(found.latents, expected, atol=5e-3)


def test_of_a_prior_of_your_own_nothing_is_known():
    def prior(shape, seed):
        return tf.random.stateless_normal(shape, seed)

    found = inference.latent_search(linear_game(prior), IMAGES, 400)
    np.testing.assert_allclose(found.latents, IMAGES @ COLUMNS, atol=2e-3)


def wave_game():
    """G(z) = 1 + cos(6 z) + z / 4: a valley in each period, few of them deep."""
    z = keras.Input((1,))
    images = keras.layers.Lambda(lambda z: 1 + keras.ops.cos(6 * z) + z / 4)(z)
    discriminator = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    generator = keras.Model(z, images)
    return keras_gan.GAN(generator, discriminator, latent="normal", generator_ema=None)


def test_restarts_find_what_one_start_does_not():
    target = np.full((40, 1), -0.4, "float32")  # where z is about -1.6, or less
    one, many = (
        inference.latent_search(
            wave_game(), target, 200, restarts, prior_weight=0.0, seed=3
        )
        for restarts in (1, 16)
    )
    assert np.mean(one.objectives < 1e-3) < 0.5
    assert np.mean(many.objectives < 1e-3) > 0.75
    assert (many.objectives <= one.objectives + 1e-5).all()


def test_the_search_starts_at_the_code_where_there_is_an_encoder():
    gan = linear_game()
    encoder = keras.Sequential(
        [keras.Input((6,)), keras.layers.Dense(DIM, use_bias=False)]
    )
    encoder.set_weights([COLUMNS])
    gan.attach_encoder(encoder)
    found = inference.latent_search(gan, IMAGES, 1, 1, 1e-6, prior_weight=0.0)
    np.testing.assert_allclose(found.latents, IMAGES @ COLUMNS, atol=1e-4)


def test_equal_seeds_and_any_batch_size_find_the_same():
    gan = linear_game()
    found = [
        inference.latent_search(gan, IMAGES, 20, 2, batch_size=n, seed=5).latents
        for n in (7, 7, 2)
    ]
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_allclose(found[0], found[2], rtol=1e-4, atol=1e-5)


def test_conditions_stay_with_their_images():
    z = keras.Input((2,), name="latents")
    label = keras.Input((), dtype="int32", name="labels")
    shift = keras.ops.expand_dims(keras.ops.cast(label, "float32"), 1)
    generator = keras.Model([z, label], z + shift)
    discriminator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    gan = keras_gan.GAN(generator, discriminator, generator_ema=None)
    images, labels = IMAGES[:5, :2] / 4 + np.arange(5)[:, None], np.arange(5)
    found = inference.latent_search(
        gan, images.astype("float32"), conditions={"labels": labels}, batch_size=2
    )
    np.testing.assert_allclose(found.latents, IMAGES[:5, :2] / 4, atol=2e-3)


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"steps": 0}, "steps=0"),
        ({"restarts": 0}, "restarts=0"),
        ({"learning_rate": 0.0}, "`learning_rate` must be positive"),
        ({"prior_weight": -1.0}, "`prior_weight` must be 0 or more"),
        ({"images": IMAGES[:, :5]}, r"must have the shape \(6,\)"),
        ({"images": IMAGES * np.nan}, "must be finite"),
        ({"conditions": {"labels": 1}}, "conditions are none"),
    ],
)
def test_arguments_that_do_not_fit(arguments, match):
    with pytest.raises(ValueError, match=match):
        inference.latent_search(linear_game(), **{"images": IMAGES, **arguments})
