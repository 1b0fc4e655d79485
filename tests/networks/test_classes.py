"""How networks take classes: what a projection, a concatenation, a classifier are."""

import keras
import numpy as np
import pytest

from keras_gan import GAN, losses, networks, optimizers
from keras_gan.layers import ClassEmbedding, SpectralNormalization

SHAPE = (16, 16, 3)
DISCRIMINATORS = {
    "dense": lambda **how: networks.dense_discriminator(SHAPE, (6, 5), **how),
    "residual": lambda **how: networks.residual_discriminator(SHAPE, 2, **how),
    "residual, spectral": lambda **how: networks.residual_discriminator(
        SHAPE, 2, normalization="spectral", **how
    ),
}
every_discriminator = pytest.mark.parametrize("name", DISCRIMINATORS)
IMAGES = np.random.default_rng(0).random((6, *SHAPE)).astype("float32")
LABELS = np.array([-1, 0, 1, 2, 2, 0])


def made(name, **how):
    keras.utils.set_random_seed(0)
    return DISCRIMINATORS[name](num_classes=3, **how)


def embedding_of(network):
    """The layer of the classes' vectors, and the vectors that it gives."""
    for layer in network.layers:
        inner = getattr(layer, "layer", layer)
        if isinstance(inner, ClassEmbedding):
            return inner, np.asarray(layer(np.arange(-1, inner.num_classes)))
    raise AssertionError("no embedding")


def features_of(network):
    """phi(x), from the images: the sum over places of the last features."""
    rectifiers = [n for n in network.layers if isinstance(n, keras.layers.LeakyReLU)]
    features = keras.Model(network.inputs, rectifiers[-1].output)
    phi = np.asarray(features({"images": IMAGES, "labels": LABELS}))
    return phi.reshape(len(phi), -1, phi.shape[-1]).sum(axis=1)


def judged(network, labels):
    answer = network({"images": IMAGES, "labels": np.broadcast_to(labels, (6,))})
    return np.asarray(answer)[:, 0]


@every_discriminator
def test_vectors_of_zero_make_it_the_unconditional_discriminator(name):
    network, plain = made(name), DISCRIMINATORS[name]()
    embedding, _ = embedding_of(network)
    embedding.embeddings.assign(np.zeros((4, embedding.output_dim)))
    of_classes = {variable.path for variable in embedding.variables}
    of_classes |= {
        variable.path
        for layer in network.layers
        if getattr(layer, "layer", None) is embedding
        for variable in layer.variables
    }
    rest = [v for v in network.variables if v.path not in of_classes]
    for variable, value in zip(plain.variables, rest, strict=True):
        variable.assign(value)
    expected = np.asarray(plain(IMAGES))[:, 0]
    assert np.ptp(expected) > 1e-3
    np.testing.assert_allclose(judged(network, LABELS), expected, rtol=1e-5, atol=1e-6)


@every_discriminator
def test_the_logits_of_two_labels_differ_by_a_projection_of_the_features(name):
    network = made(name)
    embedding, _ = embedding_of(network)
    drawn = np.random.default_rng(1).normal(size=embedding.embeddings.shape)
    embedding.embeddings.assign(drawn)
    _, vectors = embedding_of(network)  # as they are used: normalized, or not
    for a, b in [(0, 2), (-1, 1)]:
        expected = features_of(network) @ (vectors[a + 1] - vectors[b + 1])
        assert np.abs(expected).min() > 1e-3
        difference = judged(network, a) - judged(network, b)
        np.testing.assert_allclose(difference, expected, rtol=1e-3, atol=1e-4)


def test_under_spectral_normalization_so_are_the_vectors():
    network = made("residual, spectral")
    embedding, _ = embedding_of(network)
    drawn = np.random.default_rng(1).normal(size=embedding.embeddings.shape)
    embedding.embeddings.assign(5 * drawn)
    (wrapper,) = [n for n in network.layers if getattr(n, "layer", None) is embedding]
    assert isinstance(wrapper, SpectralNormalization)
    for _ in range(50):
        wrapper.advance()
    _, vectors = embedding_of(network)
    assert np.linalg.svd(vectors)[1][0] == pytest.approx(1, rel=1e-4)


@every_discriminator
def test_at_first_it_hardly_looks_at_classes(name):
    if "spectral" in name:
        pytest.skip("its vectors are of length one from the beginning")
    network = made(name)
    by_label = [judged(network, label) for label in (-1, 0, 1, 2)]
    assert 0 < np.ptp(by_label, axis=0).max() < 0.1 * np.ptp(by_label[0])


def test_a_concatenation_is_half_way_through():
    network = networks.dense_discriminator(
        (2, 2, 1), (6, 5, 4, 3), num_classes=3, condition="concatenation"
    )
    kernels = [n.kernel.shape for n in network.layers if hasattr(n, "kernel")]
    size = embedding_of(network)[0].output_dim
    assert kernels == [(4, 6), (6, 5), (5 + size, 4), (4, 3), (3, 1)]


def test_a_classifier_guesses_classes_beside_the_logit():
    network = networks.dense_discriminator(
        (2, 2, 1), (6, 5), num_classes=3, condition="classifier"
    )
    answers = network(np.zeros((4, 2, 2, 1)))
    assert {k: tuple(v.shape) for k, v in answers.items()} == {
        "logits": (4, 1),
        "classes": (4, 3),
    }


def test_an_unknown_condition():
    with pytest.raises(ValueError, match="Expected one of .*'projection'.*'label'"):
        networks.dense_discriminator((2, 2, 1), num_classes=3, condition="label")


def test_a_dense_generator_draws_by_class():
    generator = networks.dense_generator((2, 2, 1), 3, (6,), num_classes=3)
    labels = np.array([-1, 0, 1, 2])
    images = generator({"latents": np.zeros((4, 3)), "labels": labels})
    assert images.shape == (4, 2, 2, 1)
    assert len(np.unique(np.reshape(images, (4, -1)), axis=0)) == 4


@pytest.mark.parametrize("condition", ["projection", "concatenation", "classifier"])
def test_a_game_on_unbalanced_and_unknown_classes_is_saved(condition, tmp_path):
    keras.utils.set_random_seed(0)
    discriminator = networks.dense_discriminator(
        (2, 2, 1), (5,), num_classes=3, condition=condition
    )
    generator = networks.dense_generator((2, 2, 1), 3, (5,), num_classes=3)
    gan = GAN(generator, discriminator, latent="normal", seed=1)
    terms = [losses.R1(0.1, every=2)]
    if condition == "classifier":
        terms += [losses.ClassLoss(), losses.ClassLoss(0.1, player="generator")]
    gan.compile(optimizers.Adam(1e-2), optimizers.Adam(1e-2), terms=terms)
    assert gan.fast_paths == ("one_pass",)
    images = np.random.default_rng(0).random((16, 2, 2, 1)).astype("float32")
    labels = np.array([0] * 8 + [-1] * 7 + [1])  # none is of class 2
    logs = gan.fit(images, labels, batch_size=4, epochs=3, verbose=0).history
    assert np.isfinite([*logs.values()]).all()
    asked = {"conditions": {"labels": np.array([-1, 0, 1, 2])}, "seed": 3}
    drawn = gan.sample(4, **asked)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    np.testing.assert_array_equal(loaded.sample(4, **asked), drawn)
