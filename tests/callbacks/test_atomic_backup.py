"""A backup of a training that is whole wherever the writing of it was cut off."""

from pathlib import Path

import keras
import numpy as np
import pytest

import keras_gan
from keras_gan.callbacks import AtomicBackup

IMAGES = np.random.default_rng(0).random((32, 4, 4, 1), dtype="float32")


class Killed(BaseException):
    """What ends a life; nothing catches it."""


def live(directory, *callbacks):
    """Trains three epochs, or the rest of them, on a game that is built anew."""
    keras.utils.set_random_seed(0)
    gan = keras_gan.GAN(
        keras_gan.networks.dense_generator((4, 4, 1), 3, (5,)),
        keras_gan.networks.dense_discriminator((4, 4, 1), (5,)),
    )
    gan.compile(keras.optimizers.Adam(0.01), keras.optimizers.Adam(0.01))
    history = gan.fit(
        IMAGES,
        batch_size=8,
        shuffle=False,
        epochs=3,
        verbose=0,
        callbacks=[AtomicBackup(directory), *callbacks],
    )
    variables = [np.asarray(v) for v in [*gan.variables, *gan.optimizer.variables]]
    return variables, history.epoch


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    variables, epochs = live(tmp_path_factory.mktemp("whole") / "backup")
    assert epochs == [0, 1, 2]
    return variables


def assert_goes_on(directory, whole, epochs):
    variables, trained = live(directory)
    assert trained == epochs
    for a, b in zip(variables, whole, strict=True):
        np.testing.assert_array_equal(a, b)
    assert not list(directory.iterdir())


class KillOnEpoch(keras.callbacks.Callback):
    def on_train_batch_begin(self, batch, logs=None):
        if self.model.step_counter.numpy() == 4 * 2 + 1:
            raise Killed


def test_other_files_are_left_alone(whole, tmp_path):
    (tmp_path / "thesis.tex").write_text("ten years of work")
    live(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_life_that_ends_in_an_epoch(whole, tmp_path):
    with pytest.raises(Killed):
        live(tmp_path / "backup", KillOnEpoch())
    assert_goes_on(tmp_path / "backup", whole, epochs=[2])


# The renamings of three epochs: the first backup, then three for each further one:
# the latest becomes the one before, the partial one the latest. From the third epoch
# on, the one before is put away first.
@pytest.mark.parametrize(
    ("renaming", "epochs"),
    [(1, [0, 1, 2]), (2, [1, 2]), (3, [1, 2]), (4, [2]), (5, [2]), (6, [2])],
)
def test_a_life_that_ends_between_two_renamings(
    whole, tmp_path, monkeypatch, renaming, epochs
):
    rename, count = Path.rename, 0

    def rename_or_die(path, target):
        nonlocal count
        count += 1
        if count == renaming:
            raise Killed
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename_or_die)
        with pytest.raises(Killed):
            live(tmp_path / "backup")
    assert_goes_on(tmp_path / "backup", whole, epochs)


def test_a_life_that_ends_while_weights_are_written(whole, tmp_path, monkeypatch):
    save, count = keras.Model.save_weights, 0

    def save_half(model, filepath, **kwargs):
        nonlocal count
        count += 1
        save(model, filepath, **kwargs)
        if count == 2:
            half = Path(filepath).read_bytes()
            Path(filepath).write_bytes(half[: len(half) // 2])
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(keras.Model, "save_weights", save_half)
        with pytest.raises(Killed):
            live(tmp_path / "backup")
    assert_goes_on(tmp_path / "backup", whole, epochs=[1, 2])
