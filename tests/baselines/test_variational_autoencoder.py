import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan import baselines, datasets, optimizers
from keras_gan.baselines.variational_autoencoder import kl_from_standard_normal


@pytest.fixture(scope="module")
def digits():
    return datasets.digits()


def small(seed=0):
    keras.utils.set_random_seed(seed)
    return baselines.VariationalAutoencoder((8, 8, 1), 32, 4, seed)


@pytest.mark.parametrize(
    ("mean", "variance", "expected"),
    [
        (0, 1, 0),  # the prior itself
        (1, 1, 0.5),  # m^2 / 2
        (0, 4, 0.8068528194),  # (4 - 1 - log 4) / 2
        (3, 0.5, 4.5965735903),  # (9 + 0.5 - 1 + log 2) / 2
    ],
)
def test_kl_of_one_dimension(mean, variance, expected):
    kl = kl_from_standard_normal(np.float32([[mean]]), np.log([[variance]], dtype="f"))
    np.testing.assert_allclose(kl, [expected], atol=1e-6)


def test_kl_adds_up_over_dimensions():
    variances = np.float32([[1, 4, 0.5]])
    kl = kl_from_standard_normal(np.float32([[1, 0, 3]]), np.log(variances))
    np.testing.assert_allclose(kl, [0.5 + 0.8068528194 + 4.5965735903], rtol=1e-6)


def test_the_loss_of_a_model_that_knows_nothing(digits):
    model = small()
    for weight in model.weights:
        weight.assign(np.zeros(weight.shape))
    loss, reconstruction, kl = model.losses_of(digits.train[:3], tf.ones((3, 4)))
    np.testing.assert_allclose(reconstruction, [64 * np.log(2)] * 3, rtol=1e-6)
    np.testing.assert_allclose(kl, 0, atol=1e-6)
    np.testing.assert_allclose(loss, reconstruction, rtol=1e-6)
    np.testing.assert_allclose(model.sample(2, seed=0), 0.5, atol=1e-6)


def test_noise_moves_z_by_its_standard_deviation(digits):
    model = small()
    mean, log_variance = np.split(model.encoder(digits.train[:2]).numpy(), 2, axis=1)
    images = model(mean + 2 * np.exp(log_variance / 2)).numpy()
    expected = -(
        digits.train[:2] * np.log(images) + (1 - digits.train[:2]) * np.log(1 - images)
    ).sum(axis=(1, 2, 3))
    _, reconstruction, _ = model.losses_of(digits.train[:2], tf.fill((2, 4), 2.0))
    np.testing.assert_allclose(reconstruction, expected, rtol=1e-4)


def test_training_lowers_the_loss_of_held_out_images(digits):
    model = small()
    model.compile(optimizer=optimizers.Adam(1e-3))
    before = model.evaluate(digits.test, verbose=0, return_dict=True)
    model.fit(digits.train, batch_size=50, epochs=4, verbose=0)
    after = model.evaluate(digits.test, verbose=0, return_dict=True)
    assert set(after) == {"loss", "reconstruction", "kl"}
    assert after["loss"] == pytest.approx(after["reconstruction"] + after["kl"], 1e-5)
    assert 20 < after["loss"] < before["loss"] - 5
    assert after["kl"] > 0.1


def test_samples_are_mean_images_that_follow_from_the_seed(digits):
    def draw(seed):
        return baselines.variational_autoencoder(
            digits.train, 30, seed, epochs=1, width=16, latent_dim=3
        )

    samples = draw(1)
    assert samples.shape == (30, 8, 8, 1) and samples.dtype == np.float32
    assert 0 <= samples.min() and samples.max() <= 1
    np.testing.assert_allclose(samples, draw(1), atol=1e-6)
    assert not np.allclose(samples, draw(2), atol=1e-3)
    assert samples.std(axis=0).max() > 0.01
