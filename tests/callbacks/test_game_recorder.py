import keras
import numpy as np
import pytest
import scipy.integrate

from keras_gan import GAN, networks
from keras_gan.callbacks import GameRecorder

X = np.linspace(-4, 4, 81)


def make_gan():
    keras.utils.set_random_seed(0)
    gan = GAN(
        networks.one_dimensional_generator(4), networks.one_dimensional_discriminator(4)
    )
    gan.compile(keras.optimizers.Adam(0.1), keras.optimizers.Adam(0.1))
    return gan


def train(gan, callbacks, epochs, initial_epoch=0):
    numbers = np.random.default_rng(0).normal(size=(30, 1)).astype("float32")
    gan.fit(
        numbers,
        batch_size=10,
        epochs=epochs,
        initial_epoch=initial_epoch,
        callbacks=callbacks,
        verbose=0,
    )


def test_moments_of_the_beginning_of_every_and_of_the_last_epoch():
    gan = make_gan()
    recorder = GameRecorder(X, every=2)
    train(gan, [recorder], 5)
    assert [moment.step for moment in recorder.moments] == [0, 6, 12, 15]
    train(gan, [recorder], 6, initial_epoch=5)  # 15 is there already
    assert [moment.step for moment in recorder.moments] == [0, 6, 12, 15, 18]
    assert (recorder.moments[0].g_of_z != recorder.moments[1].g_of_z).any()
    assert (recorder.moments[0].d != recorder.moments[1].d).any()


def test_the_last_epoch_of_a_fit_that_is_stopped_early():
    def stop(epoch, logs):
        gan.stop_training = epoch == 3

    gan, recorder = make_gan(), GameRecorder(X, every=10)
    stopping = keras.callbacks.LambdaCallback(on_epoch_end=stop)
    train(gan, [recorder, stopping], 9)
    assert [moment.step for moment in recorder.moments] == [0, 12]
    again = GameRecorder(X, every=10)
    train(gan, [stopping, again], 9)
    assert [moment.step for moment in again.moments] == [12, 24]


def test_what_a_moment_holds():
    gan = make_gan()
    recorder = GameRecorder(X, sigma=0.1, num_latents=5)
    train(gan, [recorder], 1)
    first, last = recorder.moments
    # An untrained G(z) is z, uniform on [-sqrt(3), sqrt(3)].
    np.testing.assert_allclose(first.z, np.linspace(-1.732, 1.732, 5), atol=2e-3)
    np.testing.assert_array_equal(first.g_of_z, first.z)
    inside = np.abs(X) < 1.4
    np.testing.assert_allclose(first.p_g[inside], 1 / 12**0.5, rtol=0.15)
    total = scipy.integrate.trapezoid(first.p_g, X)
    assert total == pytest.approx(1, abs=1e-3)
    assert first.p_g[np.abs(X) > 2.4].max() < 1e-6

    x = X[:, None].astype("float32")
    np.testing.assert_allclose(
        last.d, keras.ops.sigmoid(gan.discriminator(x))[:, 0], rtol=1e-5
    )
    np.testing.assert_allclose(last.g_of_z, gan.generator(last.z[:, None])[:, 0])


def test_training_is_not_disturbed():
    watched, alone = make_gan(), make_gan()
    for gan, callbacks in [(watched, [GameRecorder(X)]), (alone, [])]:
        keras.utils.set_random_seed(3)
        train(gan, callbacks, 2)
    for weight, same in zip(watched.get_weights(), alone.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, same)


def test_only_games_over_one_number():
    generator = keras.Sequential([keras.Input((1,)), keras.layers.Dense(2)])
    discriminator = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    gan = GAN(generator, discriminator)
    gan.compile(keras.optimizers.SGD(0.1), keras.optimizers.SGD(0.1))
    with pytest.raises(ValueError, match=r"single numbers.*latent_dim=1.*\(2,\)"):
        gan.fit(np.zeros((4, 2), "float32"), callbacks=[GameRecorder(X)], verbose=0)


def test_bad_arguments():
    with pytest.raises(ValueError, match="must be positive.*every=0"):
        GameRecorder(X, every=0)
    with pytest.raises(ValueError, match="must be positive.*sigma=0"):
        GameRecorder(X, sigma=0)
    with pytest.raises(ValueError, match="at least 2.*num_latents=1"):
        GameRecorder(X, num_latents=1)
    with pytest.raises(ValueError, match=r"increasing order.*shape \(81,\)"):
        GameRecorder(X[::-1])
    with pytest.raises(ValueError, match=r"increasing order.*shape \(1,\)"):
        GameRecorder([0.0])
