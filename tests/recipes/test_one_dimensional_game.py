import numpy as np
import pytest

from keras_gan.recipes import one_dimensional_game as game


def test_numbers_are_drawn_from_the_data():
    numbers = game.numbers(20_000, seed=1)
    assert numbers.shape == (20_000, 1) and numbers.dtype == "float32"
    assert numbers.mean() == pytest.approx(game.P_DATA.mean(), abs=0.03)
    assert numbers.std() == pytest.approx(game.P_DATA.std(), abs=0.03)
    np.testing.assert_array_equal(numbers, game.numbers(20_000, seed=1))
    assert (numbers != game.numbers(20_000, seed=2)).any()


def test_a_rate_of_zero_holds_a_player_still():
    gan = game.one_dimensional_game(seed=0)
    for still, moving, rule in [
        (gan.generator, gan.discriminator, "g_rate"),
        (gan.discriminator, gan.generator, "d_rate"),
    ]:
        game.set_rules(gan, total_steps=4, **{rule: 0.0})
        before, moved = still.get_weights(), moving.get_weights()
        gan.fit(game.numbers(64, seed=0), batch_size=32, verbose=0)
        for weight, same in zip(before, still.get_weights(), strict=True):
            np.testing.assert_array_equal(weight, same)
        assert (moving.get_weights()[0] != moved[0]).any()


def test_the_measures_of_an_untrained_game():
    gan = game.one_dimensional_game(seed=0)
    game.set_rules(gan, total_steps=1)
    gan.discriminator.set_weights([0 * w for w in gan.discriminator.get_weights()])
    measured = game.measure(gan, seed=0)
    assert measured["value"] == pytest.approx(-np.log(4), abs=1e-5)
    assert measured["largest_deviation_of_d"] == 0
    # The JSD of uniform noise and the data is 0.1513 by quadrature, 0.1456 in 50 bins.
    assert measured["divergence"] == pytest.approx(0.1456, abs=0.003)
