import keras
import numpy as np
import pytest

from keras_gan.callbacks import PeriodicCallback


class Model(keras.Model):
    def __init__(self):
        super().__init__()
        self.compile()

    def train_step(self, data):
        return {"d_loss": 1.0}

    def call(self, inputs):
        return inputs


class Diary(PeriodicCallback):
    def __init__(self, every=1):
        super().__init__(every)
        self.days = []

    def on_due_epoch(self, epoch, logs):
        assert logs["d_loss"] == 1.0
        self.days.append(epoch + 1)
        logs["seen"] = epoch + 1


class NoFirst(Diary):
    after_first_epoch = False


class StopAfter(keras.callbacks.Callback):
    """Stops training at the end of an epoch, or in its midst."""

    def __init__(self, epoch, in_batch=False):
        super().__init__()
        self.epoch = epoch
        self.in_batch = in_batch

    def on_epoch_begin(self, epoch, logs=None):
        self.now = epoch + 1

    def on_train_batch_end(self, batch, logs=None):
        if self.in_batch and self.now == self.epoch:
            self.model.stop_training = True

    def on_epoch_end(self, epoch, logs=None):
        if epoch + 1 == self.epoch:
            self.model.stop_training = True


def fit(callbacks, epochs, initial_epoch=0, model=None):
    return (model or Model()).fit(
        np.zeros((2, 1)),
        epochs=epochs,
        initial_epoch=initial_epoch,
        callbacks=callbacks,
        verbose=0,
    )


@pytest.mark.parametrize(
    ("every", "epochs", "begin", "days"),
    [
        (3, 8, 0, [1, 3, 6, 8]),
        (3, 6, 0, [1, 3, 6]),
        (10, 1, 0, [1]),
        (1, 3, 0, [1, 2, 3]),
        (10, 7, 3, [4, 7]),
        (np.int64(4), 5, 0, [1, 4, 5]),
    ],
)
def test_first_every_and_last(every, epochs, begin, days):
    diary, no_first = Diary(every), NoFirst(every)
    fit([diary, no_first], epochs, begin)
    assert diary.days == days
    skips_first = begin + 1 != epochs and (begin + 1) % every
    assert no_first.days == (days[1:] if skips_first else days)


def test_each_fit_begins_anew():
    diary, model = Diary(10), Model()
    fit([diary, StopAfter(3)], 9, model=model)
    fit([diary], 7, initial_epoch=4, model=model)
    assert diary.days == [1, 3, 5, 7]


@pytest.mark.parametrize("kind", [Diary, NoFirst])
@pytest.mark.parametrize("in_batch", [True, False])
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("epoch", [4, 5])  # one that is due and one that is not
def test_the_last_epoch_of_a_fit_that_is_stopped(kind, in_batch, before, epoch):
    diary, stop = kind(4), StopAfter(epoch, in_batch)
    fit([stop, diary] if before else [diary, stop], 9)
    assert diary.days == [1, 4, 5][kind is NoFirst : epoch - 2]


def test_what_it_logs():
    class Logs(keras.callbacks.Callback):
        def on_train_begin(self, logs=None):
            self.of_epochs = []

        def on_epoch_end(self, epoch, logs=None):
            self.of_epochs.append(logs.get("seen"))

        def on_train_end(self, logs=None):
            self.of_end = logs.get("seen")

    logs = Logs()
    history = fit([Diary(2), StopAfter(3), logs], 9)
    assert logs.of_epochs == [1, 2, None]
    assert logs.of_end == 3
    assert history.history["seen"] == [1, 2]


def test_without_logs():
    class Silent(PeriodicCallback):
        def on_due_epoch(self, epoch, logs):
            logs["seen"] = True

    callback = Silent(2)
    callback.set_model(Model())
    callback.set_params({"epochs": 9})
    callback.on_train_begin()
    for epoch in range(3):
        callback.on_epoch_end(epoch)
    callback.on_train_end()


def test_bad_input():
    with pytest.raises(ValueError, match="`every` must be a positive integer.*every=0"):
        Diary(0)
    with pytest.raises(TypeError, match="every=2.5"):
        Diary(2.5)
    with pytest.raises(TypeError, match="`on_due_epoch.*PeriodicCallback, which does"):
        fit([PeriodicCallback()], 1)
