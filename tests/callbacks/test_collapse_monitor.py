import csv
import warnings

import keras
import numpy as np
import pytest
from sklearn.datasets import load_digits

from keras_gan.callbacks.collapse_monitor import CollapseMonitor

DIGITS = load_digits().images.astype("float32")[..., None] / 16
TRAIN, HELD_OUT = DIGITS[:1297], DIGITS[1297:]
NOISE = np.random.default_rng(0).normal(0, 0.05, HELD_OUT.shape).astype("float32")

# What a generator may draw, as 500 images
DIVERSE = HELD_OUT
ONE_IMAGE = HELD_OUT[:1] + NOISE
FIVE_IMAGES = HELD_OUT[np.arange(500) % 5] + NOISE
BLUR = TRAIN.mean(axis=0) + 0.25 * (HELD_OUT - TRAIN.mean(axis=0))


class Slides(keras.Model):
    """Draws the images given for an epoch."""

    image_shape = (8, 8, 1)

    def __init__(self, *slides, value_range=(0.0, 1.0)):
        super().__init__()
        self.value_range = value_range
        self.slides = slides
        self.epoch = 0
        self.asked = []
        self.compile()

    def train_step(self, data):
        return {"d_loss": 1.0}

    def call(self, inputs):
        return inputs

    def sample(self, count, seed=None, averaged=True, conditions=None):
        self.asked.append((seed, averaged))
        self.conditions = conditions
        return self.slides[self.epoch][:count]


def train(model, monitor, *more, initial_epoch=0):
    class Turn(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch, logs=None):
            model.epoch = epoch

    return model.fit(
        np.zeros((1, 1)),
        epochs=len(model.slides),
        initial_epoch=initial_epoch,
        callbacks=[Turn(), monitor, *more],
        verbose=0,
    )


def collapses(caught):
    return [str(warning.message) for warning in caught]


def test_logs_both_statistics_of_real_images():
    model = Slides(DIVERSE, ONE_IMAGE)
    history = train(model, CollapseMonitor(TRAIN, seed=3)).history
    neighbours, ratios = (
        history["val_distinct_neighbours"],
        history["val_distance_ratio"],
    )
    # By scipy's cdist and pdist: 321 and 8 of 500 samples, 0.9958 and 0.1858. Digits
    # have whole numbers for pixels and so exact ties, which the order of TRAIN breaks.
    assert neighbours == pytest.approx([0.642, 0.016], abs=0.004)
    assert ratios == pytest.approx([0.9958, 0.1858], abs=1e-4)
    # the same latents each time, and through the un-averaged generator
    assert model.asked == [(3, False)] * 2


@pytest.mark.parametrize(
    "slide, figure",
    # By scipy's cdist and pdist; each is told by a figure below its threshold
    [(ONE_IMAGE, r"1\.6%.*0\.19"), (FIVE_IMAGES, r"2\.4%"), (BLUR, r"0\.25 of the")],
)
def test_warns_of_every_kind_of_collapse(slide, figure):
    with pytest.warns(UserWarning, match=figure) as caught:
        train(Slides(slide), CollapseMonitor(TRAIN, warmup=0))
    (message,) = collapses(caught)
    assert "Helvetica" in message and "epoch 1" in message
    assert "discriminator_steps" in message


def test_is_silent_on_diverse_samples():
    # halfway to the mean image: 0.49 of the neighbours, 0.50 of the distance
    half = (0.5 * HELD_OUT + 0.5 * TRAIN.mean(axis=0)).astype("float32")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        train(Slides(DIVERSE, half), CollapseMonitor(TRAIN, warmup=0))


def test_warns_once_in_an_episode():
    slides = [ONE_IMAGE, ONE_IMAGE, DIVERSE, DIVERSE, BLUR, ONE_IMAGE]
    monitor = CollapseMonitor(TRAIN, warmup=0)
    with pytest.warns(UserWarning, match="collapsed") as caught:
        train(Slides(*slides), monitor)
    messages = collapses(caught)
    assert [m.split("epoch ")[1][0] for m in messages] == ["1", "5"]
    with pytest.warns(UserWarning, match="epoch 6"):  # a new run warns again
        train(Slides(*slides), monitor, initial_epoch=5)


def test_does_not_warn_in_the_warm_up():
    with pytest.warns(UserWarning, match="collapsed") as caught:
        history = train(Slides(*[ONE_IMAGE] * 4), CollapseMonitor(TRAIN, warmup=2))
    (message,) = collapses(caught)
    assert "epoch 3" in message
    assert len(history.history["val_distinct_neighbours"]) == 4


def test_measures_the_first_every_and_last_epoch(tmp_path):
    path = tmp_path / "history.csv"
    logger = keras.callbacks.CSVLogger(path)
    train(
        Slides(*[DIVERSE] * 8),
        CollapseMonitor(TRAIN, every=3),
        logger,
        initial_epoch=1,
    )
    with path.open() as file:
        rows = list(csv.DictReader(file))
    measured = [r["epoch"] for r in rows if r["val_distance_ratio"] != "NA"]
    assert measured == ["1", "2", "5", "7"]  # epochs 2, 3, 6 and 8


class StopAfter(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch + 1 == self.epoch


class LastLogs(keras.callbacks.Callback):
    def on_train_end(self, logs=None):
        self.logs = logs


def test_measures_the_last_epoch_of_a_fit_that_a_later_callback_stops():
    model, last = Slides(*[DIVERSE] * 3, *[ONE_IMAGE] * 9), LastLogs()
    monitor = CollapseMonitor(TRAIN, every=20, warmup=0)
    with pytest.warns(UserWarning, match="collapsed.*After epoch 5"):
        train(model, monitor, StopAfter(5), last)
    assert len(model.asked) == 2
    assert last.logs["val_distinct_neighbours"] == pytest.approx(0.016, abs=0.004)


def test_conditions_reach_the_generator():
    model = Slides(DIVERSE)
    train(model, CollapseMonitor(TRAIN, conditions={"labels": 3}))
    assert model.conditions == {"labels": 3}


@pytest.mark.parametrize(
    ("images", "value_range", "message"),
    [
        (
            TRAIN,
            (-1.0, 1.0),
            r"`train`.*from -1 to 1.*from 0 to 1. Pass `2 \* train - 1",
        ),
        (2 * TRAIN - 1, (0.0, 1.0), r"from 0 to 1.*from -1 to 1. Pass `\(train \+ 1\)"),
        (TRAIN[:, :4], (0.0, 1.0), r"`train` must have as many.*\(8, 8, 1\).*\(.*32\)"),
    ],
)
def test_images_unlike_the_generators_stop_before_training(
    images, value_range, message
):
    model = Slides(DIVERSE, value_range=value_range)
    with pytest.raises(ValueError, match=message):
        train(model, CollapseMonitor(images))
    assert not model.asked


def test_flat_samples_and_fewer_examples_than_samples():
    model = Slides(DIVERSE.reshape(500, -1))
    history = train(model, CollapseMonitor(TRAIN[:50])).history
    # They reach 46 of the 50 by scipy's cdist
    assert history["val_distinct_neighbours"] == pytest.approx([0.92])


def test_searches_a_seeded_part_of_large_data():
    monitor, again = (CollapseMonitor(TRAIN, num_examples=100) for _ in range(2))
    other = CollapseMonitor(TRAIN, num_examples=100, seed=1)
    assert monitor.examples.shape == (100, 64)
    np.testing.assert_array_equal(monitor.examples, again.examples)
    assert (monitor.examples != other.examples).any()


def test_bad_input():
    with pytest.raises(ValueError, match="draws images with NaN"):
        train(Slides(HELD_OUT * np.nan), CollapseMonitor(TRAIN))
    with pytest.raises(ValueError, match="`num_samples` .* num_samples=1,"):
        CollapseMonitor(TRAIN, num_samples=1)
    with pytest.raises(ValueError, match="`every` .* every=0"):
        CollapseMonitor(TRAIN, every=0)
    with pytest.raises(ValueError, match="`warmup` .* warmup=-1"):
        CollapseMonitor(TRAIN, warmup=-1)
    with pytest.raises(ValueError, match="Thresholds .* min_distance=1.5"):
        CollapseMonitor(TRAIN, min_distance=1.5)
    with pytest.raises(ValueError, match="`train` must be finite"):
        CollapseMonitor(TRAIN * np.nan)
    with pytest.raises(ValueError, match="different images.*3 images"):
        CollapseMonitor(np.ones((3, 8, 8, 1)))
