import keras
import numpy as np
import pytest

from keras_gan.layers import Maxout
from keras_gan.networks import paper_discriminator, paper_generator


def kernels(network):
    return [w.numpy() for w in network.trainable_variables if w.name == "kernel"]


def test_generator_of_the_paper():
    # mnist.yaml of the paper's code: 100 latents, two layers of 1200, 784 sigmoids.
    generator = paper_generator()
    assert generator.input_shape == (None, 100)
    assert generator.output_shape == (None, 28, 28, 1)
    assert [k.shape for k in kernels(generator)] == [
        (100, 1200),
        (1200, 1200),
        (1200, 784),
    ]
    for kernel in kernels(generator):
        assert -0.05 <= kernel.min() < -0.0499
        assert 0.0499 < kernel.max() <= 0.05
        np.testing.assert_allclose(kernel.std(), 0.1 / 12**0.5, rtol=0.01)


def test_discriminator_of_the_paper():
    # mnist.yaml: two layers of 240 maxout units of 5 pieces, then a logit.
    discriminator = paper_discriminator()
    assert discriminator.input_shape == (None, 28, 28, 1)
    assert discriminator.output_shape == (None, 1)
    assert [k.shape for k in kernels(discriminator)] == [
        (784, 1200),
        (240, 1200),
        (240, 1),
    ]
    for kernel in kernels(discriminator)[:2]:
        assert -0.005 <= kernel.min() < -0.00499
        assert 0.00499 < kernel.max() <= 0.005
    rates = [x.rate for x in discriminator.layers if hasattr(x, "rate")]
    assert rates == [0.2, 0.5, 0.5]
    assert sum(isinstance(layer, Maxout) for layer in discriminator.layers) == 2


def test_layers_do_not_share_their_first_weights():
    generator = paper_generator((2, 2, 1), latent_dim=4, width=4)
    first, second, third = kernels(generator)
    assert not np.isclose(first, second).any()
    assert not np.isclose(second, third).any()


def test_a_global_seed_gives_the_same_first_weights():
    def weights():
        keras.utils.set_random_seed(5)
        return [
            *paper_generator((2, 2, 1), 3, 4).get_weights(),
            *paper_discriminator((2, 2, 1), 3, 2).get_weights(),
        ]

    for a, b in zip(weights(), weights(), strict=True):
        np.testing.assert_array_equal(a, b)


def test_generator_begins_at_the_mean_image():
    mean_image = np.array([[0.1, 0.5], [0.75, 0.0]])[..., None]
    generator = paper_generator((2, 2, 1), 3, 4, mean_image)
    image = generator(np.zeros((1, 3), "float32"))[0]
    expected = np.clip(mean_image, 0.001, 0.999)
    np.testing.assert_allclose(image, expected, rtol=1e-4)


def test_dropout_in_training_only():
    discriminator = paper_discriminator((4, 4, 1), 8, 2)
    images = np.ones((3, 4, 4, 1), "float32")
    still = discriminator(images, training=False)
    np.testing.assert_array_equal(still, discriminator(images, training=False))
    assert not np.allclose(
        discriminator(images, training=True), discriminator(images, training=True)
    )


@pytest.mark.parametrize(
    "network, inputs",
    [
        (paper_generator((2, 2, 1), 3, 4, np.full((2, 2, 1), 0.3)), np.ones((2, 3))),
        (paper_discriminator((2, 2, 1), 3, 2), np.ones((2, 2, 2, 1))),
    ],
    ids=["generator", "discriminator"],
)
def test_round_trip(network, inputs, assert_round_trips, tmp_path):
    revived = assert_round_trips(network)
    revived.set_weights(network.get_weights())
    np.testing.assert_array_equal(revived(inputs), network(inputs))
    network.save(tmp_path / "network.keras")
    loaded = keras.saving.load_model(tmp_path / "network.keras")
    np.testing.assert_array_equal(loaded(inputs), network(inputs))
