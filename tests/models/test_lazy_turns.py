"""Terms that are due at some turns, and logs of what did not happen."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan

IMAGES = np.random.default_rng(0).random((24, 4)).astype("float32")


class OfGenerator(keras_gan.losses.Term):
    player = "generator"

    def value(self, play):
        return tf.square(play.fake_outputs["logits"])


@pytest.mark.parametrize(("k", "every", "times"), [(1, 2, 6), (2, 2, 3), (3, 2, 2)])
def test_a_lazy_term_of_the_generator_counts_its_turns(make_gan, k, every, times):
    gan = make_gan(discriminator_steps=k, terms=[OfGenerator(every=every)])
    for _ in range(12):
        gan.train_on_batch(IMAGES)
    (tracker,) = gan.players[1].trackers
    gan.reset_metrics()
    counted = 0.0
    for _ in range(12):
        gan.train_on_batch(IMAGES)
        counted = max(counted, float(tracker.count))
    assert counted >= len(IMAGES)  # it is computed at all
    gan.reset_metrics()
    gan.fit(IMAGES, batch_size=2, verbose=0)  # 12 steps
    assert float(tracker.count) == 2 * times


def test_validation_does_not_bring_back_what_did_not_happen(make_gan):
    gan = make_gan(discriminator_steps=50)
    logs = gan.fit(IMAGES, batch_size=8, validation_data=IMAGES, verbose=0).history
    assert "g_loss" not in logs
    assert np.isfinite(logs["val_g_loss"]).all()


def test_an_unnamed_input_beside_conditions_comes_back_from_a_file(tmp_path):
    z, y = keras.Input((3,)), keras.Input((2,), name="labels")
    hidden = keras.layers.Concatenate()([z, y])
    generator = keras.Model([z, y], keras.layers.Dense(4, "sigmoid")(hidden))
    discriminator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
    gan = keras_gan.GAN(generator, discriminator)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    for game in (gan, loaded):
        assert (game.latent_dim, [*game.conditions]) == (3, ["labels"])


def test_two_logs_of_one_name(make_gan):
    class Both(OfGenerator):
        player = "both"

    with pytest.raises(ValueError, match="name 'd_loss'"):
        make_gan(terms=[Both(name="loss")])


def test_simultaneous_games_take_no_fast_path(make_gan):
    assert make_gan(update="simultaneous").fast_paths == ()
    assert make_gan().fast_paths == ("one_pass",)
