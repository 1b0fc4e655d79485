import keras
import numpy as np
import pytest

from keras_gan.networks import dense_discriminator, dense_encoder, dense_generator

MEAN_IMAGE = np.linspace(0.1, 0.9, 12).reshape(3, 2, 2)


def test_generator_shapes_and_range():
    generator = dense_generator((3, 2, 2), latent_dim=5, widths=(6, 7))
    images = generator(keras.random.normal((4, 5), 0.0, 100.0, seed=0))
    assert images.shape == (4, 3, 2, 2)
    assert 0.0 <= np.min(images) and np.max(images) <= 1.0
    # 5 * 6 + 6 + 6 * 7 + 7 + 7 * 12 + 12
    assert generator.count_params() == 181


def test_generator_begins_at_the_mean_image():
    generator = dense_generator((3, 2, 2), 5, (6,), mean_image=MEAN_IMAGE)
    # Without latents, nothing but the output bias is left.
    image = generator(np.zeros((1, 5), "float32"))[0]
    np.testing.assert_allclose(image, MEAN_IMAGE, rtol=1e-5)


def test_a_mean_image_without_its_channel_axis():
    generator = dense_generator((4, 3, 1), 5, (6,), MEAN_IMAGE.reshape(4, 3))
    assert generator.output_shape == (None, 4, 3, 1)


def test_a_mean_image_of_another_size():
    with pytest.raises(ValueError, match="generator's image shape. Received: 12"):
        dense_generator((2, 2, 1), 5, (6,), mean_image=MEAN_IMAGE)


def test_discriminator_returns_logits():
    discriminator = dense_discriminator((3, 2, 2), widths=(6, 7))
    discriminator.layers[-1].bias.assign([50.0])  # far outside a sigmoid's range
    logits = discriminator(np.zeros((4, 3, 2, 2), "float32"))
    np.testing.assert_array_equal(logits, np.full((4, 1), 50.0))
    # 12 * 6 + 6 + 6 * 7 + 7 + 7 + 1
    assert discriminator.count_params() == 135


def test_a_discriminator_of_pairs_takes_images_and_codes():
    pairs = dense_discriminator((3, 2, 2), (6, 7), max_shift=1, code_dim=5)
    assert pairs.input.keys() == {"images", "codes"}
    images, codes = np.ones((4, 3, 2, 2)), np.arange(20.0).reshape(4, 5)
    logits = pairs({"images": images, "codes": codes})
    assert logits.shape == (4, 1)
    assert np.abs(np.diff(logits[:, 0])).min() > 0  # the codes count
    # (12 + 5) * 6 + 6 + 6 * 7 + 7 + 7 + 1
    assert pairs.count_params() == 165
    with pytest.raises(ValueError, match="`code_dim` must be a positive integer"):
        dense_discriminator((3, 2, 2), (6,), code_dim=0)


@pytest.mark.parametrize("activation", [None, "tanh"])
def test_encoder_shapes_and_range(activation):
    encoder = dense_encoder((3, 2, 2), 5, (6, 7), activation=activation)
    codes = encoder(keras.random.normal((4, 3, 2, 2), 0.0, 100.0, seed=0))
    assert codes.shape == (4, 5)
    assert bool(np.abs(codes).max() > 1) == (activation is None)
    # 12 * 6 + 6 + 6 * 7 + 7 + 7 * 5 + 5
    assert encoder.count_params() == 167


def test_discriminator_is_piecewise_linear():
    # Leaky rectifiers of slope 1 are the identity, so D is linear in the image.
    discriminator = dense_discriminator((3, 2, 2), (6,), negative_slope=1.0)
    a, b = np.random.default_rng(0).normal(size=(2, 1, 3, 2, 2)).astype("float32")
    np.testing.assert_allclose(
        discriminator(a + b), discriminator(a) + discriminator(b), rtol=1e-4, atol=1e-5
    )


@pytest.mark.parametrize(
    "network, inputs",
    [
        (dense_generator((3, 2, 2), 5, (6,), MEAN_IMAGE), np.ones((2, 5))),
        (dense_discriminator((3, 2, 2), (6,)), np.ones((2, 3, 2, 2))),
        (dense_encoder((3, 2, 2), 5, (6,)), np.ones((2, 3, 2, 2))),
        (
            dense_discriminator((3, 2, 2), (6,), code_dim=5),
            {"images": np.ones((2, 3, 2, 2)), "codes": np.ones((2, 5))},
        ),
    ],
    ids=["generator", "discriminator", "encoder", "discriminator of pairs"],
)
def test_round_trip(network, inputs, assert_round_trips, tmp_path):
    revived = assert_round_trips(network)
    revived.set_weights(network.get_weights())
    np.testing.assert_array_equal(revived(inputs), network(inputs))
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(loaded(inputs), network(inputs))
