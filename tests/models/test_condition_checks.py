"""Conditions that do not fit are an error before training and before drawing."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import layers, losses, networks, optimizers
from keras_gan.models.condition_checks import labels_known

SHAPE = (2, 2, 1)
IMAGES = np.random.default_rng(0).random((12, *SHAPE)).astype("float32")
LABELS = np.arange(12) % 4 - 1


def game(condition="projection", num_classes=3, terms=(), **inputs):
    gan = keras_gan.GAN(
        networks.dense_generator(SHAPE, 3, (4,), num_classes=3, **inputs),
        networks.dense_discriminator(
            SHAPE, (4,), num_classes=num_classes, condition=condition
        ),
        seed=1,
    )
    gan.compile(optimizers.Adam(), optimizers.Adam(), terms=terms)
    return gan


def assert_refused(error, match, labels, gan=None):
    """Whatever the labels come in, and before a weight moves."""
    gan = gan or game()
    before = gan.get_weights()
    sources = [
        (IMAGES, labels),
        ({"images": IMAGES, "labels": labels},),
        (tf.data.Dataset.from_tensor_slices((IMAGES, labels)).batch(4),),
    ]
    for source in sources[: 2 if error is TypeError else 3]:
        with pytest.raises(error, match=match):
            gan.fit(*source, verbose=0)
    for a, b in zip(before, gan.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("wrong", [3, -2, 255])
def test_labels_of_classes_that_are_not_there(wrong):
    labels = np.array([wrong, *LABELS[1:]])
    message = rf"count the 3 classes.*or are -1.*`x` with {wrong} .*from -1 to 2"
    assert_refused(ValueError, message, labels)
    with pytest.raises(ValueError, match=rf"`conditions` with {wrong} under"):
        game().sample(12, conditions={"labels": labels})
    with pytest.raises(ValueError, match="classes"):
        game().sample(12, conditions={"labels": wrong})


def test_bytes_hold_labels_too():
    game().fit(IMAGES, (LABELS % 3).astype("uint8"), verbose=0)
    with pytest.raises(ValueError, match="`x` with 3 under"):
        game().fit(IMAGES, np.full(12, 3, "uint8"), verbose=0)


def test_labels_that_are_checked_in_validation_and_evaluation():
    wrong = np.full(12, 3)
    with pytest.raises(ValueError, match="`validation_data` with 3"):
        game().fit(IMAGES, LABELS, validation_data=(IMAGES, wrong), verbose=0)
    with pytest.raises(ValueError, match="`x` with 3"):
        game().evaluate(IMAGES, wrong, verbose=0)
    with pytest.raises(ValueError, match="`x` with 3"):
        game().train_on_batch(IMAGES, wrong)


@pytest.mark.parametrize("broken", [0.5, np.nan])
def test_broken_numbers_are_no_labels(broken):
    labels = np.array([broken, *LABELS[1:]])
    assert_refused(ValueError, "takes whole numbers.*`x` with values such", labels)
    with pytest.raises(ValueError, match="takes whole numbers.*`conditions` with val"):
        game().sample(12, conditions={"labels": labels})


def test_whole_numbers_of_any_dtype_are():
    gan = game()
    for dtype in ("int64", "float32", "int8"):
        gan.fit(IMAGES, LABELS.astype(dtype), verbose=0)
        gan.sample(12, conditions={"labels": LABELS.astype(dtype)})


def test_names_are_no_labels():
    names = np.array(["cat", "dog"] * 6)
    assert_refused(TypeError, "takes numbers.*'cat'.*numpy.unique", names)
    with pytest.raises(TypeError, match="takes numbers.*'cat'"):
        game().sample(12, conditions={"labels": names})


def test_rows_of_one_hot_are_no_labels():
    rows = np.eye(4)[LABELS]
    assert_refused(ValueError, r"a value of shape \(\).*\(4,\).*argmax", rows)
    with pytest.raises(ValueError, match=r"needs a value of shape \(\)"):
        game().sample(12, conditions={"labels": rows})


def test_columns_are():
    game().fit(IMAGES, LABELS[:, None], verbose=0)
    game().sample(12, conditions={"labels": LABELS[:, None]})


def test_a_plain_embedding_has_no_unknown_class():
    label = keras.Input((), dtype="int32", name="labels")
    latents = keras.Input((3,), name="latents")
    vector = keras.layers.Embedding(5, 2)(label)
    x = keras.layers.Dense(4, "sigmoid")(keras.layers.Concatenate()([latents, vector]))
    generator = keras.Model([latents, label], keras.layers.Reshape(SHAPE)(x))
    gan = keras_gan.GAN(generator, networks.dense_discriminator(SHAPE, (4,)))
    with pytest.raises(ValueError, match=r"5 classes of the networks from 0\. .*-1"):
        gan.sample(3, conditions={"labels": [0, -1, 4]})
    assert gan.sample(2, conditions={"labels": [0, 4]}).shape == (2, *SHAPE)


def test_what_is_known_is_what_all_networks_know():
    assert labels_known(game()) == {"labels": range(-1, 3)}
    assert labels_known(game(num_classes=2)) == {"labels": range(-1, 2)}
    assert labels_known(game(num_classes=2), "generator") == {"labels": range(-1, 3)}
    guessing = game("classifier", num_classes=2, terms=[losses.ClassLoss()])
    assert labels_known(guessing) == {"labels": range(-1, 2)}
    with pytest.raises(ValueError, match="count the 2 classes"):
        guessing.fit(IMAGES, np.full(12, 2), verbose=0)


def test_wrapped_layers_and_normalizations_know_classes_too():
    label = keras.Input((), dtype="int32", name="labels")
    images = keras.Input(SHAPE, name="images")
    x = keras.layers.Flatten()(images)
    x = layers.ConditionalBatchNormalization(4)(x, label)
    embedding = layers.SpectralNormalization(layers.ClassEmbedding(5, 4))
    x = keras.layers.Add()([x, embedding(label)])
    discriminator = keras.Model([images, label], keras.layers.Dense(1)(x))
    gan = keras_gan.GAN(networks.dense_generator(SHAPE, 3, (4,)), discriminator)
    assert labels_known(gan) == {"labels": range(-1, 4)}


def test_a_loaded_game_knows_them(tmp_path):
    gan = game()
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert labels_known(loaded) == {"labels": range(-1, 3)}


# Conditions that are no classes: how bright the upper and the lower row are.
def attribute_game():
    keras.utils.set_random_seed(0)

    def joined(name, shape):
        about, values = keras.Input(shape, name=name), keras.Input((2,), name="light")
        x = keras.layers.Concatenate()([keras.layers.Flatten()(about), values])
        return {name: about, "light": values}, keras.layers.Dense(32, "leaky_relu")(x)

    taken, x = joined("latents", (3,))
    x = keras.layers.Dense(4, "sigmoid")(x)
    generator = keras.Model(taken, keras.layers.Reshape(SHAPE)(x))
    taken, x = joined("images", SHAPE)
    discriminator = keras.Model(taken, keras.layers.Dense(1)(x))
    gan = keras_gan.GAN(generator, discriminator, latent="normal", seed=1)
    pair = [optimizers.Adam(5e-3, beta_1=0.5) for _ in range(2)]
    gan.compile(*pair, terms=[losses.R1(0.1)])
    return gan


def test_a_vector_as_a_condition_from_fit_to_export(tmp_path):
    chance = np.random.default_rng(0)
    light = chance.random((640, 2)).astype("float32")
    noise = chance.normal(0, 0.05, (640, *SHAPE))
    images = (light[:, :, None, None] + noise).clip(0, 1).astype("float32")
    gan = attribute_game()
    gan.fit({"images": images, "light": light}, batch_size=32, epochs=20, verbose=0)
    asked = np.repeat([[0.8, 0.2], [0.2, 0.8]], 32, axis=0)
    drawn = gan.sample(64, seed=1, conditions={"light": asked})
    rows = drawn.mean(axis=(2, 3))
    np.testing.assert_allclose(rows[:32].mean(axis=0), [0.8, 0.2], atol=0.15)
    np.testing.assert_allclose(rows[32:].mean(axis=0), [0.2, 0.8], atol=0.15)
    of_one = gan.sample(64, seed=1, conditions={"light": [0.8, 0.2]})
    np.testing.assert_allclose(of_one[:32], drawn[:32], atol=1e-6)
    gan.export(tmp_path / "served")
    served = tf.saved_model.load(tmp_path / "served").signatures["sample"](
        count=tf.constant(64),
        seed=tf.constant(1, tf.int64),
        light=tf.constant(asked, tf.float32),
    )
    np.testing.assert_allclose(served["images"], drawn, atol=1e-6)


@pytest.mark.parametrize("light", [np.ones(12), np.ones((12, 3)), np.ones((12, 2, 2))])
def test_vectors_of_another_length(light):
    gan = attribute_game()
    with pytest.raises(ValueError, match=r"'light' .* a value of shape \(2,\)"):
        gan.fit({"images": IMAGES, "light": light}, verbose=0)
