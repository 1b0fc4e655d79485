import keras
import numpy as np
import pytest

from keras_gan import GAN, networks, optimizers
from keras_gan.layers import ConditionalBatchNormalization

X = np.random.default_rng(0).normal(3.0, 2.0, size=(12, 5, 5, 4)).astype("float32")
LABELS = np.arange(12) % 4 - 1


def made(num_classes=3, **kwargs):
    layer = ConditionalBatchNormalization(num_classes, **kwargs)
    layer(X, LABELS)  # builds it
    return layer


@pytest.mark.parametrize("training", [True, False])
def test_equal_tables_make_it_plain_batch_normalization(training):
    gamma, beta = np.random.default_rng(1).normal(size=(2, 4)).astype("float32")
    layer, plain = made(), keras.layers.BatchNormalization()
    plain.build(X.shape)
    layer.gammas.assign(np.tile(gamma, (4, 1)))
    layer.betas.assign(np.tile(beta, (4, 1)))
    plain.gamma.assign(gamma)
    plain.beta.assign(beta)
    for _ in range(2):  # the second time with statistics that have moved
        np.testing.assert_allclose(
            layer(X, LABELS, training=training),
            plain(X, training=training),
            rtol=1e-5,
            atol=1e-5,
        )
    np.testing.assert_allclose(layer.moving_mean, plain.moving_mean, rtol=1e-6)
    np.testing.assert_allclose(layer.moving_variance, plain.moving_variance, rtol=1e-6)
    assert (np.asarray(layer.moving_mean) > 0.01).all() == training


def test_it_begins_as_plain_batch_normalization():
    plain = keras.layers.BatchNormalization()
    expected = plain(X, training=True)
    np.testing.assert_allclose(made()(X, LABELS, training=True), expected, atol=1e-6)


def test_a_class_has_its_scale_and_offset_and_shares_the_statistics():
    layer = made(epsilon=0.0)
    layer.gammas.assign(np.arange(1, 5)[:, None] * np.ones((1, 4)))
    layer.betas.assign(10 * np.arange(4)[:, None] * np.ones((1, 4)))
    normalized = (X - X.mean((0, 1, 2))) / X.std((0, 1, 2))
    rows = (LABELS + 1)[:, None, None, None]  # that of -1 is the first
    expected = (rows + 1) * normalized + 10 * rows
    np.testing.assert_allclose(
        layer(X, LABELS, training=True), expected, rtol=1e-4, atol=1e-4
    )


def test_vectors_are_normalized_too():
    layer = ConditionalBatchNormalization(2)
    vectors = X[:, 0, 0]
    drawn = np.asarray(layer(vectors, np.zeros(12), training=True))
    np.testing.assert_allclose(drawn.mean(0), 0, atol=1e-5)
    np.testing.assert_allclose(drawn.std(0), 1, atol=1e-3)


def generator():
    latents = keras.Input((3,), name="latents")
    labels = keras.Input((), dtype="int32", name="labels")
    x = keras.layers.Dense(6, name="normalized")(latents)
    x = keras.layers.ReLU()(ConditionalBatchNormalization(3)(x, labels))
    x = keras.layers.Reshape((2, 2, 1))(keras.layers.Dense(4, "sigmoid")(x))
    inputs = {"latents": latents, "labels": labels}
    return keras.Model(inputs, keras.layers.Activation("linear", dtype="float32")(x))


@pytest.mark.parametrize("policy", ["float32", "mixed_float16"])
@pytest.mark.parametrize("jit_compile", [True, False])
def test_a_game_with_it_draws_alike_once_it_is_loaded(policy, jit_compile, tmp_path):
    keras.config.set_dtype_policy(policy)
    try:
        keras.utils.set_random_seed(0)
        discriminator = networks.dense_discriminator((2, 2, 1), (4,), num_classes=3)
        gan = GAN(generator(), discriminator, seed=1)
        gan.compile(
            optimizers.Adam(1e-2), optimizers.Adam(1e-2), jit_compile=jit_compile
        )
    finally:
        keras.config.set_dtype_policy("float32")
    images = np.random.default_rng(0).random((32, 2, 2, 1)).astype("float32")
    gan.fit(images, np.arange(32) % 4 - 1, batch_size=8, epochs=4, verbose=0)
    (layer,) = [n for n in gan.generator.layers if hasattr(n, "gammas")]
    gammas = np.asarray(layer.gammas)
    assert np.isfinite(gammas).all() and (np.ptp(gammas, axis=0) > 1e-4).all()
    asked = {"conditions": {"labels": [-1, 0, 1, 2]}, "seed": 3}
    drawn = gan.sample(4, **asked)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(loaded.sample(4, **asked), drawn)


def test_the_average_draws_with_statistics_measured_under_the_labels():
    gan = GAN(generator(), networks.dense_discriminator((2, 2, 1), (4,)), seed=1)
    gan.compile(optimizers.Adam(), optimizers.Adam())
    images = np.random.default_rng(0).random((8, 2, 2, 1)).astype("float32")
    gan.fit(images, np.arange(8) % 3, batch_size=8, verbose=0)
    (layer,) = [n for n in gan.ema_generator.layers if hasattr(n, "gammas")]
    before = np.asarray(layer.moving_variance)  # near the 1 that it starts at
    with gan.sampler.ready():
        measured = np.asarray(layer.moving_variance)
    (dense,) = [n for n in gan.ema_generator.layers if n.name == "normalized"]
    expected = np.var(dense(gan.draw_latents(10_000, 0)), axis=0)
    np.testing.assert_allclose(measured, expected, rtol=0.1)
    assert np.abs(before / expected - 1).mean() > 0.2
    np.testing.assert_array_equal(layer.moving_variance, before)


@pytest.mark.parametrize("num_classes", [0, 1.5, None])
def test_no_number_of_classes(num_classes):
    with pytest.raises((TypeError, ValueError), match="num_classes"):
        ConditionalBatchNormalization(num_classes)
