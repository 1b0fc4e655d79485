import keras
import numpy as np

from keras_gan.networks import one_dimensional_discriminator, one_dimensional_generator


def test_the_generator_begins_as_the_identity_and_can_leave_it():
    generator = one_dimensional_generator(width=8)
    latents = np.linspace(-3, 3, 7, dtype="float32")[:, None]
    np.testing.assert_array_equal(generator(latents), latents)
    slopes, biases, _, _ = generator.get_weights()
    assert slopes.shape == (1, 8) and biases.shape == (8,)
    readout = np.arange(8, dtype="float32")[:, None]
    generator.set_weights([slopes, biases, readout, np.float32([0.5])])
    expected = latents + np.tanh(latents @ slopes + biases) @ readout + 0.5
    np.testing.assert_allclose(generator(latents), expected, rtol=1e-5, atol=1e-5)


def test_the_discriminator_gives_logits_that_bend_in_many_places():
    keras.utils.set_random_seed(0)
    discriminator = one_dimensional_discriminator(width=64)
    assert discriminator.output_shape == (None, 1)
    slopes, biases, _, _ = discriminator.get_weights()
    bends = np.sort(-biases / slopes[0])
    assert np.sum(np.abs(bends) < 4) > 32
    assert np.diff(bends[np.abs(bends) < 1]).max() < 0.5
    assert discriminator.layers[-1].activation is keras.activations.linear


def test_width_is_the_number_of_hidden_units():
    assert one_dimensional_generator(5).count_params() == 3 * 5 + 1
    assert one_dimensional_discriminator(6).count_params() == 3 * 6 + 1
