import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import TrainingDivergedError, networks, optimizers
from keras_gan.callbacks import RollBack

IMAGES = np.random.default_rng(0).random((24, 4, 4, 1), dtype="float32")


def game(rate=0.01):
    keras.utils.set_random_seed(0)
    gan = keras_gan.GAN(
        networks.dense_generator((4, 4, 1), 3, (8,)),
        networks.dense_discriminator((4, 4, 1), (8,)),
    )
    gan.compile(optimizers.Adam(rate), optimizers.Adam(rate))
    return gan


def batches(*bad):
    """Six batches of four images, of which some have a bad pixel."""
    images = IMAGES.copy()
    for batch in bad:
        images[4 * batch + 1, 2, 2] = np.nan
    return tf.data.Dataset.from_tensor_slices(images).batch(4)


def test_weights_and_optimizers_are_those_of_the_last_good_epoch():
    gan, expected = game(), game()
    good = batches()
    gan.fit(good, verbose=0)
    expected.fit(good, verbose=0)
    with pytest.warns(UserWarning, match="discriminator was NaN.* step 11.* 0.005 "):
        history = gan.fit(batches(5), callbacks=[RollBack()], verbose=0)
    for a, b in zip(gan.get_weights(), expected.get_weights(), strict=True):
        if a.shape:  # the counters went on
            np.testing.assert_array_equal(a, b)
    for ours, theirs in [
        (gan.d_optimizer, expected.d_optimizer),
        (gan.g_optimizer, expected.g_optimizer),
    ]:
        assert float(ours.learning_rate.numpy()) == pytest.approx(0.005)
        pairs = zip(ours.variables, theirs.variables, strict=True)
        for a, b in pairs:
            if "learning_rate" not in a.path:
                np.testing.assert_array_equal(np.array(a), np.array(b))
    assert np.isnan(history.history["d_loss"]).all()  # no step came after the bad one


def test_training_goes_on_with_lower_rates():
    gan = game()
    before = gan.generator.get_weights()
    with pytest.warns(UserWarning, match="step 1"):
        history = gan.fit(batches(1), callbacks=[RollBack(factor=0.1)], verbose=0)
    assert 0.1 < history.history["d_loss"][0] < 2.0  # of the four steps after it
    moved = gan.generator.get_weights()
    assert all(np.isfinite(w).all() for w in moved)
    assert not np.array_equal(before[0], moved[0])
    assert int(gan.step_counter) == 6
    assert int(gan.d_optimizer.iterations) == 4  # those after the bad one
    assert float(gan.g_optimizer.learning_rate.numpy()) == pytest.approx(0.001)


def test_it_gives_up_after_so_many_times():
    with (
        pytest.warns(UserWarning, match="step 1"),
        pytest.raises(TrainingDivergedError, match="discriminator.*step 3") as error,
    ):
        game().fit(batches(1, 3), callbacks=[RollBack(times=1)], verbose=0)
    assert error.value.player == "discriminator"


@pytest.mark.parametrize("arguments", [{"factor": 1.0}, {"factor": 0}, {"times": 0}])
def test_arguments_out_of_range(arguments):
    with pytest.raises(ValueError, match="`factor` must be between 0 and 1"):
        RollBack(**arguments)


def test_a_schedule_leaves_nothing_to_lower():
    gan = game(keras.optimizers.schedules.ExponentialDecay(0.1, 10, 0.9))
    with pytest.raises(ValueError, match="d_optimizer with a rate that follows a"):
        gan.fit(batches(), callbacks=[RollBack()], verbose=0)
