import numpy as np
import pytest

from keras_gan import layers
from keras_gan.networks import salimans_discriminator, salimans_generator


def test_sizes_are_those_of_the_paper_s_script():
    # 784-1000-500-250-250-250-10: kernels, biases, and a length for each unit.
    sizes = [784, 1000, 500, 250, 250, 250, 10]
    kernels = sum(a * b for a, b in zip(sizes[:-1], sizes[1:], strict=True))
    units = sum(sizes[1:])
    discriminator = salimans_discriminator((28, 28, 1))
    assert discriminator.count_params() == kernels + 2 * units
    # Lengths are learned in the last layer alone.
    trained = sum(v.shape.num_elements() for v in discriminator.trainable_variables)
    assert trained == kernels + units + 10
    generator = salimans_generator((28, 28, 1))
    # Batch normalization has shift, mean and variance; the last layer a length too.
    kernels = 100 * 500 + 500 * 500 + 500 * 784
    assert generator.count_params() == kernels + 2 * 3 * 500 + 2 * 784


def test_noise_of_training_alone():
    discriminator = salimans_discriminator((4, 4, 1), 3, (8, 5))
    kinds = [layer for layer in discriminator.layers if "noise" in layer.name]
    assert [layer.stddev for layer in kinds] == [0.3, 0.5, 0.5]
    images = np.random.default_rng(0).random((6, 4, 4, 1), dtype="float32")
    answers, again, noisy = (discriminator(images, training=t) for t in (0, 0, 1))
    assert {name: tuple(value.shape) for name, value in answers.items()} == {
        "logits": (6, 1),
        "classes": (6, 3),
        "features": (6, 5),
    }
    for name, value in answers.items():
        np.testing.assert_array_equal(value, again[name])
        assert np.abs(value - noisy[name]).max() > 0.01
    # Features come before the noise on them: rectified.
    assert np.min(noisy["features"]) == 0
    z = np.exp(answers["classes"]).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(answers["logits"], np.log(z), rtol=1e-5, atol=1e-6)


def test_the_start_by_data():
    discriminator = salimans_discriminator((4, 4, 1), 3, (8, 5))
    images = np.random.default_rng(0).random((500, 4, 4, 1), dtype="float32")
    layers.initialize_from_data(discriminator, images)
    classes = np.asarray(discriminator(images, training=True)["classes"])
    np.testing.assert_allclose(classes.mean(axis=0), 0, atol=0.2)  # other noise
    np.testing.assert_allclose(classes.std(axis=0), 1, atol=0.2)


def test_generated_images():
    generator = salimans_generator((4, 4, 1), 7, (8,))
    latents = np.random.default_rng(0).random((50, 7), dtype="float32")
    images = np.asarray(generator(latents, training=True))
    assert images.shape == (50, 4, 4, 1)
    assert 0 < images.min() < images.max() < 1


@pytest.mark.parametrize("name", ["noise", "input_noise"])
def test_negative_noise(name):
    with pytest.raises(ValueError, match=f"`{name}` must be a number of at least 0"):
        salimans_discriminator((4, 4, 1), **{name: -0.1})


def test_a_single_class():
    with pytest.raises(ValueError, match="num_classes=1"):
        salimans_discriminator((4, 4, 1), 1)
