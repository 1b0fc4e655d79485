import csv

import keras
import numpy as np
import pytest

from keras_gan.callbacks.parzen_evaluation import ParzenEvaluation
from keras_gan.metrics.parzen import parzen_score


class Sampler(keras.Model):
    """Learns nothing: its samples come closer to the data with every epoch."""

    image_shape = (4,)

    def __init__(self, noises, plain_noise=0.5, value_range=None):
        super().__init__()
        self.value_range = value_range
        self.noises = noises
        self.plain_noise = plain_noise
        self.calls = []
        self.scale = self.add_weight(name="scale", initializer="zeros")

    def call(self, inputs):
        return inputs * self.scale

    def sample(self, count, seed=None, averaged=True, conditions=None):
        self.conditions = conditions
        epoch = len([call for call in self.calls if call["averaged"]])
        self.calls.append({"count": count, "seed": seed, "averaged": averaged})
        noise = self.noises[epoch] if averaged else self.plain_noise
        return images(count, noise, seed).astype("float32")


def images(count, noise, seed):
    return 0.5 + noise * np.random.default_rng(seed).standard_normal((count, 4))


VALIDATION = images(60, 0.2, seed=9)


def fit(model, callbacks, epochs, **arguments):
    model.compile(optimizer="sgd", loss="mse")
    inputs = np.zeros((4, 4), "float32")
    return model.fit(
        inputs, inputs, epochs=epochs, verbose=0, callbacks=callbacks, **arguments
    ).history


def test_logs_the_score_of_the_samples():
    model, evaluation = Sampler([0.6, 0.3]), ParzenEvaluation(VALIDATION, 50, seed=3)
    history = fit(model, [evaluation], epochs=2)
    # Sigma on the first half, the mean over the second.
    expected = [
        parzen_score(
            images(50, noise, 3).astype("float32"), VALIDATION[30:], VALIDATION[:30]
        )
        for noise in (0.6, 0.3)
    ]
    assert evaluation.history == [(1, expected[0]), (2, expected[1])]
    assert history["val_parzen"] == [score.mean for score in expected]
    assert model.calls == [{"count": 50, "seed": 3, "averaged": True}] * 2
    assert "val_parzen_plain" not in history


def test_sigma_is_picked_on_at_most_a_thousand():
    validation = images(2500, 0.2, seed=9)
    evaluation = ParzenEvaluation(validation, 50)
    fit(Sampler([0.3]), [evaluation], epochs=1)
    samples = images(50, 0.3, 0).astype("float32")
    expected = parzen_score(samples, validation[1000:], validation[:1000])
    assert evaluation.history == [(1, expected)]


def test_given_sigma_scores_all_of_validation():
    evaluation = ParzenEvaluation(VALIDATION, 50, sigma=0.25)
    fit(Sampler([0.3]), [evaluation], epochs=1)
    samples = images(50, 0.3, 0).astype("float32")
    expected = parzen_score(samples, VALIDATION, sigma=0.25)
    assert evaluation.history == [(1, expected)]


def test_first_every_and_last_epoch():
    evaluation = ParzenEvaluation(VALIDATION, 50, every=3)
    seen = []
    spy = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: seen.append("val_parzen" in logs)
    )
    fit(Sampler([0.3] * 9), [evaluation, spy], epochs=8)
    assert [epoch for epoch, _ in evaluation.history] == [1, 3, 6, 8]
    assert seen == [True, False, True, False, False, True, False, True]


def test_first_epoch_of_a_resumed_fit():
    evaluation = ParzenEvaluation(VALIDATION, 50, every=10)
    model = Sampler([0.3] * 9)
    fit(model, [evaluation], epochs=3)
    fit(model, [evaluation], epochs=7, initial_epoch=3)
    assert [epoch for epoch, _ in evaluation.history] == [1, 3, 4, 7]


class StopAfter(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch + 1 == self.epoch


class LastLogs(keras.callbacks.Callback):
    def on_train_end(self, logs=None):
        self.logs = logs


@pytest.mark.parametrize("stops_before", [True, False])
def test_last_epoch_of_a_fit_that_is_stopped_early(stops_before):
    evaluation = ParzenEvaluation(VALIDATION, 50, every=10, plain=True)
    stop, last = StopAfter(4), LastLogs()
    observers = [stop, evaluation] if stops_before else [evaluation, stop]
    history = fit(Sampler([0.3, 0.6]), [*observers, last], epochs=30)
    assert [epoch for epoch, _ in evaluation.history] == [1, 4]
    assert [epoch for epoch, _ in evaluation.plain_history] == [1, 4]
    samples = images(50, 0.6, 0).astype("float32")
    expected = parzen_score(samples, VALIDATION[30:], VALIDATION[:30])
    assert evaluation.history[1][1] == expected
    if stops_before:
        assert history["val_parzen"][1] == expected.mean
    else:
        assert last.logs["val_parzen"] == expected.mean
        assert len(history["val_parzen"]) == 1


def test_early_stopping_after_an_epoch_that_is_evaluated_adds_none():
    evaluation = ParzenEvaluation(VALIDATION, 50, every=3)
    fit(Sampler([0.3] * 9), [evaluation, StopAfter(6)], epochs=8)
    assert [epoch for epoch, _ in evaluation.history] == [1, 3, 6]


def test_early_stopping_with_the_best_weights_does_not_change_the_last_score():
    model = Sampler([0.3, 0.6])
    evaluation = ParzenEvaluation(VALIDATION, 50, every=10)
    stopping = keras.callbacks.EarlyStopping(
        "loss", patience=2, min_delta=1e6, restore_best_weights=True
    )
    scales = []
    spy = keras.callbacks.LambdaCallback(
        on_epoch_end=lambda epoch, logs: scales.append(float(model.scale))
    )
    sample = model.sample
    model.sample = lambda *args, **kwargs: (
        scales.append(float(model.scale)),
        sample(*args, **kwargs),
    )[1]
    fit(model, [spy, evaluation, stopping], epochs=9)
    assert [epoch for epoch, _ in evaluation.history] == [1, 3]
    assert scales[-1] == scales[-2]  # before the weights of epoch 1 came back


def test_conditions_reach_the_generator():
    model = Sampler([0.3])
    fit(model, [ParzenEvaluation(VALIDATION, 50, conditions={"labels": 3})], epochs=1)
    assert model.conditions == {"labels": 3}


PIXELS = VALIDATION.clip(0, 1)


@pytest.mark.parametrize(
    ("validation", "value_range", "message"),
    [
        (PIXELS, (-1.0, 1.0), r"generator's scale, from -1 to 1.*Pass `2 \* valid"),
        (255 * PIXELS, (-1.0, 1.0), r"from -1 to 1.*Pass `validation / 127.5 - 1`"),
        (255 * PIXELS, (0.0, 1.0), r"from 0 to 1.*Pass `validation / 255`"),
        (2 * PIXELS - 1, (0.0, 1.0), r"from 0 to 1.*Pass `\(validation \+ 1\) / 2`"),
        (PIXELS[:, :3], None, r"as many values.*shape \(4,\).*\(60, 3\).*Resize"),
    ],
)
def test_images_unlike_the_generators_stop_before_training(
    validation, value_range, message
):
    model = Sampler([0.3], value_range=value_range)
    with pytest.raises(ValueError, match=message):
        fit(model, [ParzenEvaluation(validation, 50)], epochs=1)
    assert not model.calls


@pytest.mark.parametrize(
    ("validation", "value_range"),
    [
        (PIXELS.astype("float32"), (0.0, 1.0)),
        (1.000001 * PIXELS, (0.0, 1.0)),  # rounding
        (2 * PIXELS - 1, (-1.0, 1.0)),
        (55 * PIXELS - 30, None),
        (PIXELS.reshape(60, 2, 2, 1), (0.0, 1.0)),
    ],
)
def test_images_like_the_generators(validation, value_range):
    evaluation = ParzenEvaluation(validation, 50)
    fit(Sampler([0.3], value_range=value_range), [evaluation], epochs=1)
    assert len(evaluation.history) == 1


def test_plain_generator_too():
    model = Sampler([0.3, 0.3], plain_noise=0.7)
    evaluation = ParzenEvaluation(VALIDATION, 50, plain=True)
    history = fit(model, [evaluation], epochs=2)
    samples = images(50, 0.7, 0).astype("float32")
    expected = parzen_score(samples, VALIDATION[30:], VALIDATION[:30])
    assert evaluation.plain_history == [(1, expected), (2, expected)]
    assert history["val_parzen_plain"] == [expected.mean] * 2
    assert history["val_parzen_plain"] != history["val_parzen"]
    averaged = [call["averaged"] for call in model.calls]
    assert averaged == [True, False, True, False]


def test_early_stopping_sees_it():
    # The second epoch is the best one, then it gets worse.
    model = Sampler([0.5, 0.2, 0.7, 0.9, 0.9, 0.9])
    history = fit(
        model,
        [
            ParzenEvaluation(VALIDATION, 50),
            keras.callbacks.EarlyStopping("val_parzen", mode="max", patience=2),
        ],
        epochs=6,
    )
    assert len(history["val_parzen"]) == 4
    assert np.argmax(history["val_parzen"]) == 1


def test_checkpoint_and_csv_see_it(tmp_path):
    model = Sampler([0.5, 0.2, 0.7])
    weights = str(tmp_path / "epoch-{epoch}.weights.h5")
    history = fit(
        model,
        [
            ParzenEvaluation(VALIDATION, 50),
            keras.callbacks.ModelCheckpoint(
                weights,
                monitor="val_parzen",
                mode="max",
                save_best_only=True,
                save_weights_only=True,
            ),
            keras.callbacks.CSVLogger(str(tmp_path / "history.csv")),
        ],
        epochs=3,
    )
    names = sorted(path.name for path in tmp_path.glob("*.h5"))
    assert names == ["epoch-1.weights.h5", "epoch-2.weights.h5"]
    with open(tmp_path / "history.csv", newline="") as file:
        column = [float(row["val_parzen"]) for row in csv.DictReader(file)]
    np.testing.assert_allclose(column, history["val_parzen"], rtol=1e-12)


def test_csv_keeps_its_columns_when_epochs_are_left_out(tmp_path):
    path = tmp_path / "history.csv"
    callbacks = [
        ParzenEvaluation(VALIDATION, 50, every=3),
        keras.callbacks.CSVLogger(str(path)),
    ]
    fit(Sampler([0.3] * 3), callbacks, epochs=3)
    with open(path, newline="") as file:
        column = [row["val_parzen"] for row in csv.DictReader(file)]
    assert column[1] == "NA"
    assert np.isfinite([float(column[0]), float(column[2])]).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_samples_that_are_not_finite(bad):
    evaluation = ParzenEvaluation(VALIDATION, 50)
    message = "After epoch 2 the generator produced NaN or infinity in 50 of 50"
    with pytest.raises(ValueError, match=message):
        fit(Sampler([0.3, bad]), [evaluation], epochs=2)
    assert len(evaluation.history) == 1


def test_sigma_at_the_edge_is_kept_in_the_history_without_a_warning():
    evaluation = ParzenEvaluation(VALIDATION, 50, sigmas=[2.0, 3.0])
    fit(Sampler([0.3]), [evaluation], epochs=1)  # warnings are errors here
    assert evaluation.history[0][1].sigma_at_edge


@pytest.mark.parametrize("arguments", [{"num_samples": 0}, {"every": 0}])
def test_bad_counts(arguments):
    with pytest.raises(ValueError, match="must be positive integers. Received"):
        ParzenEvaluation(VALIDATION, **arguments)


def test_too_little_validation():
    with pytest.raises(ValueError, match="at least 4 images.*Received: an array"):
        ParzenEvaluation(np.zeros((3, 4)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"validation": np.full((9, 4), np.nan)}, "`validation` must be finite"),
        ({"validation": VALIDATION, "sigma": -1.0}, "must be positive"),
        ({"validation": VALIDATION, "sigmas": [0.1, 0.0]}, "must be positive"),
    ],
)
def test_bad_arguments_fail_before_training(arguments, message):
    with pytest.raises(ValueError, match=message):
        ParzenEvaluation(**arguments)
