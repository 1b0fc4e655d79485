"""A backup of a training that is whole wherever the writing of it was cut off."""

import shutil
import types
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan.callbacks import AtomicBackup

IMAGES = np.random.default_rng(0).random((32, 4, 4, 1), dtype="float32")
WEIGHTS, NUMBER = "latest.weights.h5", "training_metadata.json"


class Killed(BaseException):
    """What ends a life; nothing catches it."""


def game():
    keras.utils.set_random_seed(0)
    gan = keras_gan.GAN(
        keras_gan.networks.dense_generator((4, 4, 1), 3, (5,)),
        keras_gan.networks.dense_discriminator((4, 4, 1), (5,)),
    )
    gan.compile(keras.optimizers.Adam(0.01), keras.optimizers.Adam(0.01))
    return gan


def trained(gan, *callbacks, epochs=3):
    """Trains a game; returns the epochs that it was trained in."""
    history = gan.fit(
        IMAGES,
        batch_size=8,
        shuffle=False,
        epochs=epochs,
        verbose=0,
        callbacks=list(callbacks),
    )
    return history.epoch


def live(directory, *callbacks):
    """Trains three epochs, or the rest of them, on a game that is built anew."""
    gan = game()
    epochs = trained(gan, AtomicBackup(directory), *callbacks)
    return variables_of(gan), epochs


def variables_of(gan):
    return [np.asarray(v) for v in [*gan.variables, *gan.optimizer.variables]]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    variables, epochs = live(tmp_path_factory.mktemp("whole") / "backup")
    assert epochs == [0, 1, 2]
    return variables


def assert_equal(variables, whole):
    for a, b in zip(variables, whole, strict=True):
        np.testing.assert_array_equal(a, b)


def assert_goes_on(directory, whole, epochs):
    variables, trained_in = live(directory)
    assert trained_in == epochs
    assert_equal(variables, whole)
    assert not list(directory.iterdir())


def die_in(place, name, directory, number, instead):
    """Trains until the `number`-th call of a function, of which `instead` is done."""
    function, count = getattr(place, name), 0

    def call_or_die(*args, **kwargs):
        nonlocal count
        if place is shutil and not Path(args[0]).exists():
            return None  # nothing is deleted
        count += 1
        if count == number:
            instead(function, *args, **kwargs)
            raise Killed
        return function(*args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, name, call_or_die)
        with pytest.raises(Killed):
            live(directory)


def nothing(function, *args, **kwargs):
    pass


def cut_off(path):
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


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
# on, the one before is put away first. At the end, the one before and the latest are.
@pytest.mark.parametrize(
    ("renaming", "epochs"),
    [
        *[(1, [0, 1, 2]), (2, [1, 2]), (3, [1, 2]), (4, [2]), (5, [2]), (6, [2])],
        *[(7, []), (8, [])],
    ],
)
def test_a_life_that_ends_between_two_renamings(whole, tmp_path, renaming, epochs):
    die_in(Path, "rename", tmp_path / "backup", renaming, nothing)
    assert_goes_on(tmp_path / "backup", whole, epochs)


# The deletions of three epochs: of the one before in the third, of both at the end.
@pytest.mark.parametrize(("deletion", "epochs"), [(1, [2]), (2, []), (3, [0, 1, 2])])
def test_a_life_that_ends_in_a_deletion(whole, tmp_path, deletion, epochs):
    def delete_half(rmtree, path, **kwargs):
        (path / WEIGHTS).unlink()

    die_in(shutil, "rmtree", tmp_path / "backup", deletion, delete_half)
    (left,) = (tmp_path / "backup").glob("*-deleted")
    assert [path.name for path in left.iterdir()] == [NUMBER]
    assert_goes_on(tmp_path / "backup", whole, epochs)


def test_a_life_that_ends_while_weights_are_written(whole, tmp_path):
    def save_half(save, model, filepath, **kwargs):
        save(model, filepath, **kwargs)
        cut_off(Path(filepath))

    die_in(keras.Model, "save_weights", tmp_path / "backup", 2, save_half)
    assert_goes_on(tmp_path / "backup", whole, epochs=[1, 2])


def test_a_life_that_ends_between_weights_and_number(whole, tmp_path):
    def save(save, *args, **kwargs):
        save(*args, **kwargs)

    die_in(keras.Model, "save_weights", tmp_path / "backup", 2, save)
    left = [path.name for path in (tmp_path / "backup" / "partial").iterdir()]
    assert left == [WEIGHTS]
    assert_goes_on(tmp_path / "backup", whole, epochs=[1, 2])


def test_a_life_that_ends_while_the_number_is_written(whole, tmp_path):
    def write_half(on_epoch_end, backup, *args):
        on_epoch_end(backup, *args)
        cut_off(Path(backup.backup_dir) / NUMBER)

    keras_backup = keras.callbacks.BackupAndRestore
    die_in(keras_backup, "on_epoch_end", tmp_path / "backup", 2, write_half)
    assert_goes_on(tmp_path / "backup", whole, epochs=[1, 2])


def test_a_backup_that_stays(whole, tmp_path):
    backup = AtomicBackup(tmp_path / "backup", delete_checkpoint=False)
    assert trained(game(), backup) == [0, 1, 2]
    again = game()  # as after a kill before the model was saved
    assert trained(again, backup) == []
    assert_equal(variables_of(again), whole)
    assert trained(game(), backup, epochs=5) == [3, 4]


def test_a_second_fit_begins_anew(tmp_path):
    backup = AtomicBackup(tmp_path / "backup")
    with pytest.raises(Killed):
        live(tmp_path / "backup", KillOnEpoch())
    gan = game()
    assert trained(gan, backup) == [2]
    assert trained(gan, backup) == [0, 1, 2]


def test_a_fit_after_one_with_no_epoch_left_begins_anew(tmp_path):
    backup = AtomicBackup(tmp_path / "backup", delete_checkpoint=False)
    trained(game(), backup)
    gan = game()
    assert trained(gan, backup) == []
    assert trained(gan) == [0, 1, 2]


def test_a_fit_after_one_that_was_interrupted_begins_anew(tmp_path):
    backup = AtomicBackup(tmp_path / "backup")
    with pytest.raises(Killed):
        live(tmp_path / "backup", KillOnEpoch())
    gan = game()
    with pytest.raises(Killed):
        trained(gan, backup, KillOnEpoch())
    assert trained(gan) == [0, 1, 2]


def test_several_workers_are_refused(tmp_path):
    # Only its type counts here; a real one has to come before other use of TensorFlow.
    workers = tf.distribute.MultiWorkerMirroredStrategy
    backup = AtomicBackup(tmp_path / "backup")
    backup.set_model(
        types.SimpleNamespace(distribute_strategy=workers.__new__(workers))
    )
    with pytest.raises(ValueError, match="one process.*--strategy multi-worker`.*path"):
        backup.on_train_begin()
    assert not (tmp_path / "backup").exists()
