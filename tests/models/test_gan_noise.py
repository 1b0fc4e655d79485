import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.datasets import batches

STEPS = 3  # 24 images in batches of 8


@pytest.fixture
def make_game(make_gan, make_generator, make_discriminator):
    """A game whose course depends on noise, dropout masks and batch statistics."""

    def make(**kwargs):
        dropout = keras.layers.Dropout(0.3, seed=1)
        generator = make_generator(dropout, keras.layers.BatchNormalization())
        discriminator = make_discriminator(keras.layers.Dropout(0.5, seed=2))
        return make_gan(generator, discriminator, **kwargs)

    return make


def fit(gan, images, epochs, initial_epoch=0, callbacks=()):
    data = batches(images, 8, seed=1, initial_epoch=initial_epoch)
    return gan.fit(
        data,
        steps_per_epoch=STEPS,
        initial_epoch=initial_epoch,
        epochs=epochs,
        callbacks=list(callbacks),
        verbose=0,
    )


def assert_identical(a, b):
    assert a.keys() == b.keys()
    for key in a:
        np.testing.assert_array_equal(a[key], b[key], err_msg=key)


def differ(a, b):
    return any(not np.array_equal(a[key], b[key]) for key in a)


def test_equal_seeds_give_equal_runs(make_game, images, state_of):
    first, second, other = make_game(seed=3), make_game(seed=3), make_game(seed=4)
    for gan in (first, second, other):
        fit(gan, images, epochs=2)
    assert_identical(state_of(first), state_of(second))
    assert differ(state_of(first), state_of(other))


@pytest.mark.parametrize("arguments", [{}, {"discriminator_steps": 2}])
def test_run_resumed_from_a_file_equals_an_uninterrupted_one(
    make_game, images, state_of, tmp_path, arguments
):
    whole = make_game(**arguments)
    fit(whole, images, epochs=4)

    interrupted = make_game(**arguments)
    fit(interrupted, images, epochs=2)
    interrupted.save(tmp_path / "gan.keras")
    keras.utils.set_random_seed(99)
    resumed = keras.saving.load_model(tmp_path / "gan.keras")
    assert_identical(state_of(resumed), state_of(interrupted))
    fit(resumed, images, epochs=4, initial_epoch=2)
    assert_identical(state_of(resumed), state_of(whole))


def test_saving_in_between_does_not_disturb_a_run(
    make_game, images, state_of, tmp_path
):
    whole, disturbed = make_game(), make_game()
    fit(whole, images, epochs=2)

    def disturb(epoch, logs):
        disturbed.save(tmp_path / "gan.keras")
        disturbed.sample(5)
        disturbed.sample(5, seed=1, averaged=False)
        disturbed.evaluate(images, verbose=0)

    fit(
        disturbed,
        images,
        epochs=2,
        callbacks=[keras.callbacks.LambdaCallback(on_epoch_end=disturb)],
    )
    assert_identical(state_of(whole), state_of(disturbed))


class Interruption(Exception):
    pass


def test_backup_and_restore_continues_bit_for_bit(
    make_game, images, state_of, tmp_path
):
    whole = make_game()
    fit(whole, images, epochs=4)

    def interrupt(epoch, logs):
        if epoch == 2:
            raise Interruption

    backup = keras.callbacks.BackupAndRestore(tmp_path / "backup")
    interruption = keras.callbacks.LambdaCallback(on_epoch_begin=interrupt)
    with pytest.raises(Interruption):
        fit(make_game(), images, epochs=4, callbacks=[backup, interruption])

    resumed = make_game()
    backup = keras.callbacks.BackupAndRestore(tmp_path / "backup")
    # The callback sets the first epoch; the order of images is up to the caller.
    data = batches(images, 8, seed=1, initial_epoch=2)
    resumed.fit(data, steps_per_epoch=STEPS, epochs=4, callbacks=[backup], verbose=0)
    assert_identical(state_of(resumed), state_of(whole))


def test_sample_depends_on_its_seed_alone(make_gan):
    gan = make_gan(seed=0)
    first = gan.sample(6, seed=1)
    np.random.seed(5)
    np.testing.assert_array_equal(first, gan.sample(6, seed=1))
    assert not np.allclose(first, gan.sample(6, seed=2))
    assert not np.allclose(gan.sample(6), gan.sample(6))


def test_fresh_samples_follow_the_global_seed(make_gan):
    gan = make_gan()
    keras.utils.set_random_seed(3)
    first = gan.sample(4)
    keras.utils.set_random_seed(3)
    np.testing.assert_array_equal(first, gan.sample(4))


def test_sample_is_the_averaged_generator_of_the_drawn_latents(make_gan, images):
    gan = make_gan(generator_ema=0.99)
    gan.fit(images, batch_size=4, epochs=3, verbose=0)
    latents = gan.draw_latents(6, seed=1)
    assert latents.shape == (6, 3)
    averaged = np.array(gan.ema_generator(latents))
    plain = np.array(gan.generator(latents))
    assert not np.allclose(averaged, plain, atol=1e-4)
    np.testing.assert_allclose(gan.sample(6, seed=1), averaged, atol=1e-6)
    np.testing.assert_allclose(gan.predict(latents, verbose=0), averaged, atol=1e-6)
    np.testing.assert_allclose(np.array(gan(latents)), averaged, atol=1e-6)
    np.testing.assert_allclose(gan.sample(6, seed=1, averaged=False), plain, atol=1e-6)


@pytest.mark.parametrize("count", [1, 2, 5, 11])
def test_sample_in_several_batches(make_gan, count):
    gan = make_gan()
    whole = gan.sample(count, seed=1)
    assert isinstance(whole, np.ndarray)
    assert whole.dtype == np.float32
    assert whole.shape == (count, 4)
    np.testing.assert_allclose(
        whole, gan.sample(count, seed=1, batch_size=2), atol=1e-6
    )


def test_noise_differs_between_players_and_steps(make_gan, images):
    drawn = []

    def recording_prior(shape, seed):
        latents = tf.random.stateless_normal(shape, seed)
        drawn.append(np.array(latents))
        return latents

    gan = make_gan(latent=recording_prior, run_eagerly=True)
    gan.fit(images, batch_size=8, verbose=0, validation_data=images)
    assert len(drawn) == 3 * STEPS  # for D, for G, and for the evaluation
    flat = np.concatenate([latents.ravel() for latents in drawn])
    assert len(np.unique(flat)) == len(flat)
