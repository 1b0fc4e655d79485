import keras
import numpy as np
import pytest

import keras_gan

LATENT_DIM, NUM_FEATURES = 3, 4


@pytest.fixture
def images():
    return np.random.default_rng(0).random((24, NUM_FEATURES)).astype("float32")


@pytest.fixture
def make_generator():
    def make(*extra_layers, activation="sigmoid", num_features=NUM_FEATURES, **kwargs):
        keras.utils.set_random_seed(1)
        hidden = keras.layers.Dense(5, "relu", **kwargs)
        output = keras.layers.Dense(num_features, activation)
        inputs = keras.Input((LATENT_DIM,))
        return keras.Sequential([inputs, hidden, *extra_layers, output])

    return make


@pytest.fixture
def make_discriminator():
    def make(*extra_layers, num_features=NUM_FEATURES, **kwargs):
        keras.utils.set_random_seed(2)
        hidden = keras.layers.Dense(6, "relu", **kwargs)
        inputs = keras.Input((num_features,))
        return keras.Sequential([inputs, hidden, *extra_layers, keras.layers.Dense(1)])

    return make


@pytest.fixture
def make_gan(make_generator, make_discriminator):
    """A tiny compiled game, with the same weights every time."""

    def make(generator=None, discriminator=None, optimizer=None, **kwargs):
        constructor = {
            key: kwargs.pop(key)
            for key in ("latent", "latent_dim", "generator_ema", "seed")
            if key in kwargs
        }
        gan = keras_gan.GAN(
            generator or make_generator(),
            discriminator or make_discriminator(),
            **constructor,
        )
        optimizer = optimizer or (lambda: keras.optimizers.Adam(0.01, beta_1=0.5))
        # On a GPU as well: tests draw the noise again, and XLA draws other noise.
        kwargs.setdefault("jit_compile", False)
        gan.compile(optimizer(), optimizer(), **kwargs)
        return gan

    return make


@pytest.fixture
def state_of():
    """Everything that training moves, as a dictionary of arrays."""

    def state(gan):
        parts = {
            "generator": gan.generator,
            "discriminator": gan.discriminator,
            "average": gan.ema_generator,
            "d_optimizer": gan.d_optimizer,
            "g_optimizer": gan.g_optimizer,
        }
        return {
            f"{name}/{index}": np.array(variable)
            for name, part in parts.items()
            if part is not None
            for index, variable in enumerate(part.variables)
        } | {"step": np.array(gan.step_counter)}

    return state
