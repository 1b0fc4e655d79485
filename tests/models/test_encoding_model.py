"""What a game infers by its encoder, and what it says where it has none."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import networks

SHAPE, LATENT_DIM = (2, 2, 1), 3
IMAGES = np.random.default_rng(0).random((24, *SHAPE), dtype="float32")


def encoder(latent_dim=LATENT_DIM, shape=SHAPE):
    keras.utils.set_random_seed(1)
    return networks.dense_encoder(shape, latent_dim, (5,))


def game(**kwargs):
    keras.utils.set_random_seed(0)
    gan = keras_gan.GAN(
        networks.dense_generator(SHAPE, LATENT_DIM, (5,)),
        networks.dense_discriminator(SHAPE, (6,)),
        **kwargs,
    )
    gan.compile("adam", "adam", jit_compile=False)
    return gan


def test_an_attached_encoder_encodes_and_is_saved(tmp_path):
    gan, network = game(), encoder()
    assert not gan.has_encoder
    gan.attach_encoder(network)
    gan.fit(IMAGES, batch_size=8, verbose=0)
    codes = gan.encode(IMAGES)
    np.testing.assert_allclose(codes, network(IMAGES), rtol=1e-5)  # it did not learn
    made = gan.ema_generator(codes)
    np.testing.assert_allclose(gan.reconstruct(IMAGES), made, rtol=1e-5)
    assert network not in gan.players[1].networks
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(loaded.encode(IMAGES), codes)
    other = encoder()
    other.set_weights([0 * w for w in other.get_weights()])
    loaded.attach_encoder(other)
    assert np.abs(loaded.encode(IMAGES)).max() == 0


def test_any_batch_size_gives_the_same_codes():
    gan = game()
    gan.attach_encoder(encoder())
    for batch_size in (1, 5, 24, 100):
        codes = gan.encode(IMAGES, batch_size=batch_size)
        np.testing.assert_allclose(codes, gan.encode(IMAGES), rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match="`batch_size` must be a positive integer"):
        gan.encode(IMAGES, batch_size=0)


def labelled(about, shape, *outputs):
    inputs = keras.Input(shape, name=about)
    label = keras.Input((), dtype="int32", name="labels")
    vector = keras.layers.Embedding(4, 2)(label)
    x = keras.layers.Concatenate()([keras.layers.Flatten()(inputs), vector])
    for layer in outputs:
        x = layer(x)
    return keras.Model([inputs, label], x)


def test_an_encoder_and_a_generator_of_labels():
    layers = keras.layers
    gan = keras_gan.GAN(
        labelled("latents", (3,), layers.Dense(4, "sigmoid"), layers.Reshape(SHAPE)),
        labelled("images", SHAPE, layers.Dense(1)),
    )
    of_labels = labelled("images", SHAPE, layers.Dense(3))
    gan.attach_encoder(of_labels)
    labels = np.arange(24) % 4
    codes = gan.encode(IMAGES, conditions={"labels": labels})
    np.testing.assert_allclose(codes, of_labels([IMAGES, labels]), rtol=1e-5)
    made = gan.reconstruct(IMAGES, conditions={"labels": labels})
    np.testing.assert_allclose(made, gan.generator([codes, labels]), rtol=1e-5)
    with pytest.raises(ValueError, match="conditions are .'labels'.. Received"):
        gan.encode(IMAGES)
    gan.attach_encoder(encoder())  # one that takes none
    with pytest.raises(ValueError, match="conditions are none"):
        gan.encode(IMAGES, conditions={"labels": labels})
    assert gan.encode(IMAGES).shape == (24, 3)


def test_a_game_without_an_encoder_says_how_to_get_one():
    for ask in (game().encode, game().reconstruct):
        with pytest.raises(ValueError, match=r"fit_encoder.*keras_gan\.BiGAN"):
            ask(IMAGES)


@pytest.mark.parametrize(
    ("images", "error", "match"),
    [
        (IMAGES[:, :, :, 0], ValueError, r"must have the shape \(2, 2, 1\)"),
        (np.zeros((3, 4, 4, 1), "float32"), ValueError, "Resize the images"),
        (255 * IMAGES, ValueError, "must lie between 0 and 1"),
        (np.full_like(IMAGES, np.nan), ValueError, "must be finite"),
        (IMAGES[:0], ValueError, "is empty"),
        (IMAGES.astype("uint8"), TypeError, "floating-point numbers"),
    ],
)
def test_images_that_the_generator_cannot_have_made(images, error, match):
    gan = game()
    gan.attach_encoder(encoder())
    for ask in (gan.encode, gan.reconstruct):
        with pytest.raises(error, match=match):
            ask(images)


def test_encoders_that_do_not_fit():
    gan = game()
    with pytest.raises(TypeError, match="`encoder` must be a `keras.Model`"):
        gan.attach_encoder(keras.layers.Dense(3))
    with pytest.raises(ValueError, match=r"output shape \(None, 7\), .*\(None, 3\)"):
        gan.attach_encoder(encoder(7))
    with pytest.raises(ValueError, match="takes what the generator makes"):
        gan.attach_encoder(encoder(shape=(3, 2, 1)))
    several = keras.Sequential([keras.Input(SHAPE), keras.layers.Dense(3)])
    with pytest.raises(ValueError, match=r"output shape \(None, 2, 2, 3\)"):
        gan.attach_encoder(several)


def test_an_encoder_beside_one_that_learns_in_the_game():
    gan = game(partners={"encoder": encoder()})
    with pytest.raises(ValueError, match="has an encoder that learns"):
        gan.attach_encoder(encoder())


def test_a_partner_whose_codes_are_no_latents_may_play_but_not_encode():
    gan = game(partners={"encoder": encoder(7)})
    with pytest.raises(ValueError, match=r"output shape \(None, 7\)"):
        gan.encode(IMAGES)


def test_codes_in_a_graph_are_those_of_encode():
    gan = game()
    gan.attach_encoder(encoder())
    codes = tf.function(gan.encoding.codes_of)({"images": tf.constant(IMAGES)})
    np.testing.assert_allclose(codes, gan.encode(IMAGES), rtol=1e-5, atol=1e-6)
