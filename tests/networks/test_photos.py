"""The networks for photos: DCGAN's and the residual ones."""

import keras
import numpy as np
import pytest

from keras_gan import GAN, layers, networks, optimizers

PAIRS = {
    "dcgan": (networks.dcgan_generator, networks.dcgan_discriminator),
    "residual": (networks.residual_generator, networks.residual_discriminator),
}


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize(
    "shape",
    [(16, 16, 3), (17, 17, 1), (48, 48, 1), (62, 62, 3), (64, 48, 3), (256, 256, 3)],
)
def test_any_size_goes_through_both(pair, shape):
    make_generator, make_discriminator = PAIRS[pair]
    generator = make_generator(shape, latent_dim=5, width=2)
    discriminator = make_discriminator(shape, width=2)
    images = generator(np.zeros((2, 5), "float32"))
    assert images.shape == (2, *shape)
    assert discriminator(images).shape == (2, 1)


@pytest.mark.parametrize("pair", PAIRS)
def test_width_is_the_paper_s_doubling(pair):
    make_generator, make_discriminator = PAIRS[pair]
    kernels = [
        layer.kernel.shape
        for layer in make_discriminator((64, 64, 3), width=8).layers
        if isinstance(layer, keras.layers.Conv2D) and layer.kernel_size != (1, 1)
    ]
    assert [shape[-2:] for shape in kernels] == [(3, 8), (8, 16), (16, 32), (32, 64)]
    kernels = [
        layer.kernel.shape
        for layer in make_generator((64, 64, 3), 7, width=8).layers
        if isinstance(layer, keras.layers.Conv2DTranspose)
    ]
    assert [shape[-2:] for shape in kernels] == [(32, 64), (16, 32), (8, 16), (3, 8)]


def test_dcgan_has_the_paper_s_sizes():
    generator, discriminator = (
        networks.dcgan_generator(),
        networks.dcgan_discriminator(),
    )
    assert generator.layers[1].output.shape == (None, 4, 4, 1024)
    assert generator.layers[-1].activation is keras.activations.tanh
    norms = (keras.layers.BatchNormalization,)
    normalized = [isinstance(layer, norms) for layer in discriminator.layers]
    assert sum(normalized) == 3 and not normalized[1]
    assert np.std(discriminator.layers[2].kernel) == pytest.approx(0.02, rel=0.02)


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_trains_and_is_saved(pair, tmp_path):
    make_generator, make_discriminator = PAIRS[pair]
    gan = GAN(
        make_generator((16, 16, 3), latent_dim=4, width=2),
        make_discriminator((16, 16, 3), width=2, augment=layers.DiffAugment(seed=0)),
        latent="normal",
    )
    gan.compile(optimizers.Adam(), optimizers.Adam())
    assert gan.value_range == ((-1, 1) if pair == "dcgan" else (0, 1))
    images = np.random.default_rng(0).random((8, 16, 16, 3), "float32")
    images = 2 * images - 1 if pair == "dcgan" else images
    gan.fit(images, batch_size=4, verbose=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(gan.sample(3, seed=0), loaded.sample(3, seed=0))


def test_every_kernel_is_normalized_if_asked_for():
    network = networks.residual_discriminator((16, 16, 1), 4, normalization="spectral")
    plain = (keras.layers.Conv2D, keras.layers.Dense)
    kernels = [layer for layer in network.layers if isinstance(layer, plain)]
    wrapped = [n for n in network.layers if isinstance(n, layers.SpectralNormalization)]
    assert len(wrapped) == 4 and not kernels


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"image_shape": (28, 28)}, "height, width, channels"),
        ({"image_shape": (7, 64, 3)}, "sides of 8 to 1024 pixels.*Resize"),
        ({"image_shape": (64, 2048, 3)}, "sides of 8 to 1024 pixels.*Resize"),
        ({"width": 0}, "width"),
    ],
)
@pytest.mark.parametrize("make", [make for pair in PAIRS.values() for make in pair])
def test_sizes_that_cannot_be(make, arguments, message):
    with pytest.raises(ValueError, match=message):
        make(**arguments)


def test_an_unknown_normalization():
    with pytest.raises(ValueError, match="Expected one of .*'spectral'.*'batch'"):
        networks.residual_discriminator(normalization="batch")


def labelled_pair(num_classes=3):
    keras.utils.set_random_seed(0)
    return (
        networks.residual_generator((16, 16, 3), 5, 2, num_classes=num_classes),
        networks.residual_discriminator((16, 16, 3), 2, num_classes=num_classes),
    )


def test_labels_choose_what_is_drawn_and_how_it_is_judged():
    generator, discriminator = labelled_pair()
    latents = np.zeros((4, 5), "float32")
    labels = np.array([-1, 0, 1, 2])
    images = np.asarray(generator({"latents": latents, "labels": labels}))
    assert len(np.unique(images.reshape(4, -1), axis=0)) == 4
    same = np.repeat(images[:1], 4, axis=0)
    logits = discriminator({"images": same, "labels": labels})
    assert len(np.unique(logits)) == 4


def test_a_game_of_labels_draws_alike_once_it_is_loaded(tmp_path):
    images = np.random.default_rng(0).random((16, 16, 16, 3)).astype("float32")
    gan = GAN(*labelled_pair(), latent="normal", seed=1)
    gan.compile(optimizers.Adam(1e-3), optimizers.Adam(1e-3))
    assert gan.fast_paths == ("one_pass",)
    gan.fit(images, np.arange(16) % 4 - 1, batch_size=4, verbose=0)
    asked = {"conditions": {"labels": np.array([-1, 0, 1, 2])}, "seed": 3}
    drawn = gan.sample(4, **asked)
    gan.evaluate(images, np.full(16, 2), verbose=0)  # of other labels
    gan.sampler.note()
    np.testing.assert_array_equal(gan.sample(4, **asked), drawn)
    gan.save(tmp_path / "gan.keras")
    again = keras.saving.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(again.sample(4, **asked), drawn)


def test_a_generator_may_draw_classes_by_its_normalizations():
    keras.utils.set_random_seed(0)
    generator = networks.residual_generator(
        (16, 16, 3), 5, 2, num_classes=3, condition="normalization"
    )
    latents = np.random.default_rng(0).normal(size=(4, 5)).astype("float32")
    entries = {
        "latents": np.repeat(latents[:1], 4, 0),
        "labels": np.array([-1, 0, 1, 2]),
    }
    images = np.asarray(generator(entries))  # equal tables: the class is not seen
    np.testing.assert_allclose(images, np.repeat(images[:1], 4, 0), atol=1e-6)
    kind = layers.ConditionalBatchNormalization
    norms = [layer for layer in generator.layers if isinstance(layer, kind)]
    plain = networks.residual_generator((16, 16, 3), 5, 2)
    assert len(norms) == sum(
        isinstance(layer, keras.layers.BatchNormalization) for layer in plain.layers
    )
    norms[0].betas.assign(np.arange(4)[:, None] * np.ones(norms[0].betas.shape))
    images = np.asarray(generator(entries))
    assert len(np.unique(images.reshape(4, -1), axis=0)) == 4
    with pytest.raises(ValueError, match="Unknown `condition`.*'vector'"):
        networks.residual_generator(num_classes=3, condition="projection")
