"""What a machine with a GPU does otherwise, held to what a processor does."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan.metrics import ParzenStream, parzen_log_likelihood

pytestmark = pytest.mark.skipif(
    not tf.config.list_physical_devices("GPU"), reason="TensorFlow finds no GPU."
)
IMAGES = np.random.default_rng(0).random((512, 28, 28, 1)).astype("float32")


def trained(strategy, **rules):
    """Everything that three epochs of a game move."""
    keras.utils.set_random_seed(0)
    with strategy.scope():
        gan = keras_gan.GAN(
            keras_gan.networks.paper_generator(width=32),
            keras_gan.networks.paper_discriminator(num_units=16),
            seed=0,
        )
        gan.compile(
            keras_gan.optimizers.Adam(1e-3), keras_gan.optimizers.Adam(1e-3), **rules
        )
    gan.fit(
        keras_gan.datasets.batches(IMAGES, 64), steps_per_epoch=8, epochs=3, verbose=0
    )
    return [np.asarray(weight) for weight in gan.weights]


def assert_close(a, b):
    for one, other in zip(a, b, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-5)


def test_a_strategy_of_one_gpu_equals_none():
    plain = trained(tf.distribute.get_strategy(), jit_compile=False)
    assert_close(plain, trained(tf.distribute.MirroredStrategy(["GPU:0"])))


def test_a_gpu_trains_as_a_processor_does():
    on_gpu = trained(tf.distribute.get_strategy(), jit_compile=False)
    with tf.device("CPU:0"):
        on_cpu = trained(tf.distribute.get_strategy(), jit_compile=False)
    assert_close(on_gpu, on_cpu)


def test_steps_are_compiled_and_the_weights_lie_on_the_gpu():
    gan = keras_gan.GAN(
        keras_gan.networks.paper_generator(width=8),
        keras_gan.networks.paper_discriminator(num_units=4),
    )
    gan.compile("adam", "adam")
    assert gan.jit_compile and gan.guard.selects
    gan.fit(IMAGES, batch_size=64, verbose=0)
    devices = {weight.value.device for weight in gan.discriminator.weights}
    assert all("GPU" in device for device in devices)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_a_parzen_window_is_that_of_a_processor(dtype):
    samples = IMAGES[:256] * 0.9 + 0.05
    sigmas = [0.1, 0.17, 1.0]
    on_gpu, on_cpu = (
        parzen_log_likelihood(IMAGES[256:], samples, sigmas, dtype=dtype, device=device)
        for device in ("GPU", "CPU")
    )
    atol = 1e-6 if dtype == "float64" else 1e-2
    np.testing.assert_allclose(on_gpu, on_cpu, rtol=0, atol=atol)
    np.testing.assert_allclose(on_gpu.mean(1), on_cpu.mean(1), rtol=0, atol=1e-3)
    assert ParzenStream(samples, 0.2)._on_gpu
