import keras
import numpy as np
import pytest

from keras_gan.metrics import generator_gradient_norm


@pytest.fixture
def make_pair():
    def make(bias):
        """G(z) = bias for every z, and D whose logit is its input."""
        generator = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        generator.set_weights([np.zeros((1, 1)), np.array([bias])])
        discriminator = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
        discriminator.set_weights([np.ones((1, 1)), np.zeros(1)])
        return generator, discriminator

    return make


def test_golden_values(make_pair):
    # With latents of mean m, the gradient is (m, 1) times D(G(z)), or 1 - D(G(z)).
    latents = np.array([[1.0], [2.0]], "float32")
    length = np.hypot(1.5, 1)
    for logit in (-5.0, 0.0, 3.0):
        d = 1 / (1 + np.exp(-logit))
        norm = generator_gradient_norm(*make_pair(logit), "minimax", latents)
        assert norm == pytest.approx(length * d, rel=1e-5)
        norm = generator_gradient_norm(*make_pair(logit), "non_saturating", latents)
        assert norm == pytest.approx(length * (1 - d), rel=1e-5)


def test_a_confident_d_leaves_minimax_nothing(make_pair):
    latents = np.ones((3, 1), "float32")
    pair = make_pair(-100.0)
    assert generator_gradient_norm(*pair, "minimax", latents) < 1e-30
    norm = generator_gradient_norm(*pair, "non_saturating", latents)
    assert norm == pytest.approx(2**0.5, rel=1e-5)


def test_unknown_loss(make_pair):
    with pytest.raises(ValueError, match="Unknown adversarial loss.*'hinged'"):
        generator_gradient_norm(*make_pair(0.0), "hinged", np.ones((1, 1), "float32"))
