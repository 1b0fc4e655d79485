import keras
import numpy as np
import pytest

from keras_gan.callbacks import AdaptiveAugmentation
from keras_gan.layers import DiffAugment


class Logs:
    def __init__(self):
        self.d_sign = keras.metrics.Mean(name="d_sign")


class Game:
    """What the callback needs of a game."""

    def __init__(self, *layers):
        self.discriminator = keras.Sequential([keras.Input((2, 2, 1)), *layers])
        self.logs = Logs()

    @property
    def p(self):
        return float(self.discriminator.layers[0].probability.numpy())

    def see(self, positive, negative):
        """A batch of real images, by how many have which sign of their logit."""
        self.logs.d_sign.update_state([1.0] * positive + [-1.0] * negative)


def begun(probability=0.5, **kwargs):
    """A game, and a callback in its first epoch."""
    game = Game(DiffAugment("cutout", probability), keras.layers.Flatten())
    callback = AdaptiveAugmentation(**{"images_to_full": 1000, "interval": 2, **kwargs})
    callback.set_model(game)
    callback.on_train_begin()
    callback.on_epoch_begin(0)
    return game, callback


def batch(game, callback, number, positive, negative):
    game.see(positive, negative)
    callback.on_train_batch_end(number)
    return game.p


def end_epoch(game, callback):
    logs = {}
    callback.on_epoch_end(0, logs)
    game.logs.d_sign.reset_state()
    callback.on_epoch_begin(1)
    return logs


def test_moves_every_interval_by_the_share_of_images():
    game, callback = begun()
    # 9 of 10 positive: the mean sign is .8, above .6.
    assert batch(game, callback, 0, 9, 1) == 0.5
    assert batch(game, callback, 1, 9, 1) == pytest.approx(0.52, abs=1e-6)
    # (7 + 8) - (3 + 2) of 20 is .5, below .6; over all 40 images it would be .65.
    assert batch(game, callback, 2, 7, 3) == pytest.approx(0.52, abs=1e-6)
    assert batch(game, callback, 3, 8, 2) == pytest.approx(0.50, abs=1e-6)


def test_stays_where_the_target_is_met():
    game, callback = begun(interval=1)
    assert batch(game, callback, 0, 8, 2) == 0.5  # .6
    game, callback = begun(interval=1, target=0.0)
    assert batch(game, callback, 0, 5, 5) == 0.5


def test_the_default_is_that_of_the_paper():
    callback = AdaptiveAugmentation()
    expected = (0.6, 500_000, 4)
    assert (callback.target, callback.images_to_full, callback.interval) == expected


def test_stays_between_zero_and_one():
    game, callback = begun(0.005, interval=1)
    assert batch(game, callback, 0, 0, 10) == 0.0
    assert batch(game, callback, 1, 10, 0) == pytest.approx(0.01)
    game, callback = begun(0.995, interval=1)
    assert batch(game, callback, 0, 10, 0) == 1.0


def test_an_epoch_ends_with_a_move_and_the_next_begins_anew():
    game, callback = begun(interval=2)
    for number in range(3):
        batch(game, callback, number, 10, 0)
    assert game.p == pytest.approx(0.52)
    assert end_epoch(game, callback) == {"augment_p": pytest.approx(0.53)}
    assert game.p == pytest.approx(0.53)
    # The tracker was reset, and so has fewer than before, then as many.
    batch(game, callback, 0, 0, 10)
    assert game.p == pytest.approx(0.53)
    batch(game, callback, 1, 0, 20)
    assert game.p == pytest.approx(0.50)


def test_validation_before_the_epoch_ends_does_not_count():
    game, callback = begun(interval=2)
    batch(game, callback, 0, 10, 0)
    game.logs.d_sign.reset_state()  # as `evaluate` does
    game.see(0, 100)
    assert end_epoch(game, callback) == {"augment_p": pytest.approx(0.51)}


@pytest.mark.parametrize("callback_is_first", [False, True])
@pytest.mark.parametrize("before", [1, 2])
def test_a_reset_within_an_epoch(callback_is_first, before):
    """As by RollBack, after which a batch may bring the count to what it was."""
    game, callback = begun(interval=100)
    for number in range(before):
        batch(game, callback, number, 10, 0)
    game.see(10, 0)
    game.logs.d_sign.update_state([np.nan])
    if callback_is_first:
        callback.on_train_batch_end(before)
        game.logs.d_sign.reset_state()
    else:
        game.logs.d_sign.reset_state()
        callback.on_train_batch_end(before)
    assert batch(game, callback, before + 1, 0, 10) == 0.5
    assert batch(game, callback, before + 2, 0, 10) == 0.5
    # 10 or 20 positive before, 20 negative after; the batch with NaN is lost.
    count = 10 * before + 20
    assert end_epoch(game, callback)["augment_p"] == pytest.approx(0.5 - count / 1000)


def test_batches_that_are_seen_together():
    """As with `steps_per_execution=3`: the end of batches 2, 5, 8 is seen."""
    game, callback = begun(interval=4)
    assert batch(game, callback, 2, 30, 0) == 0.5
    assert batch(game, callback, 5, 30, 0) == pytest.approx(0.56)
    assert batch(game, callback, 8, 30, 0) == pytest.approx(0.56)
    assert end_epoch(game, callback)["augment_p"] == pytest.approx(0.59)


def test_finds_layers_in_nested_models():
    inner = keras.Sequential([keras.Input((2, 2, 1)), DiffAugment("cutout", 0.25)])
    game = Game(DiffAugment("color", 0.5), inner, keras.layers.Dropout(0.5))
    callback = AdaptiveAugmentation(images_to_full=100, interval=1)
    callback.set_model(game)
    callback.on_train_begin()
    callback.on_epoch_begin(0)
    assert batch(game, callback, 0, 10, 0) == pytest.approx(0.6)
    assert float(inner.layers[0].probability.numpy()) == pytest.approx(0.35)


def test_a_discriminator_without_augmentation():
    callback = AdaptiveAugmentation()
    callback.set_model(Game(keras.layers.Dropout(0.5)))
    with pytest.raises(ValueError, match=r"Put `keras_gan.layers.DiffAugment\(prob"):
        callback.on_train_begin()


@pytest.mark.parametrize("has_logs", [False, True])
def test_a_model_that_does_not_log_signs(has_logs):
    game = Game(DiffAugment())
    if has_logs:
        game.logs.d_sign = None
    else:
        del game.logs
    callback = AdaptiveAugmentation()
    callback.set_model(game)
    with pytest.raises(ValueError, match="needs `d_sign`, the mean sign of D's logits"):
        callback.on_train_begin()


@pytest.mark.parametrize(
    "arguments",
    [
        {"target": 1.5},
        {"target": "high"},
        {"images_to_full": 0},
        {"interval": 0},
        {"interval": 2.5},
    ],
)
def test_bad_arguments(arguments):
    (name, value), *_ = arguments.items()
    with pytest.raises(ValueError, match=f"`{name}` must be .* Received: {name}="):
        AdaptiveAugmentation(**arguments)
