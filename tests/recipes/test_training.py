"""A run that is interrupted and continued is the run that was not."""

import csv
import json

import keras
import numpy as np
import pytest

from keras_gan import recipes
from keras_gan.recipes import training
from keras_gan.recipes.run_backup import RunBackup
from keras_gan.recipes.run_folder import RunFolder, RunState

EPOCHS = 4


class InterruptDuringEpoch(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_begin(self, epoch, logs=None):
        self.current = epoch + 1

    def on_train_batch_end(self, batch, logs=None):
        if self.current == self.epoch and batch >= 5:
            raise KeyboardInterrupt


@pytest.fixture
def save_every_epoch(monkeypatch):
    monkeypatch.setattr(RunBackup.__init__, "__defaults__", (0.0,))


def state():
    return RunState("digits", seed=5, epochs=EPOCHS)


def interrupt(monkeypatch, directory, epoch):
    callbacks = training._callbacks
    with monkeypatch.context() as patch:
        patch.setattr(
            training,
            "_callbacks",
            lambda *a: [*callbacks(*a), InterruptDuringEpoch(epoch)],
        )
        with pytest.raises(KeyboardInterrupt):
            training.train(state(), directory)


@pytest.mark.parametrize("epoch", [1, 3])
def test_resuming_continues_exactly(tmp_path, monkeypatch, save_every_epoch, epoch):
    whole, _ = training.train(state(), tmp_path / "whole")
    interrupt(monkeypatch, tmp_path / "parts", epoch)
    resumed, metrics = training.train(
        RunState("digits", seed=None, epochs=None), tmp_path / "parts", resume=True
    )
    assert metrics["epochs"] == EPOCHS
    saved = zip(
        [*whole.weights, *whole.optimizer.variables],
        [*resumed.weights, *resumed.optimizer.variables],
        strict=True,
    )
    for a, b in saved:
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b), err_msg=a.path)
    with (tmp_path / "parts" / "history.csv").open() as file:
        epochs = [row["epoch"] for row in csv.DictReader(file)]
    assert epochs == [str(epoch) for epoch in range(EPOCHS)]


def test_a_finished_run_can_be_resumed_without_training(tmp_path):
    _, before = training.train(RunState("digits", 0, 1), tmp_path / "run")
    saved = (tmp_path / "run" / "gan.keras").read_bytes()
    _, after = training.train(
        RunState("digits", None, None), tmp_path / "run", resume=True
    )
    assert after["parzen"]["mean"] == pytest.approx(before["parzen"]["mean"], abs=1e-6)
    assert (tmp_path / "run" / "gan.keras").read_bytes() == saved


def test_a_run_of_its_seed_is_reproducible(tmp_path):
    scores = [
        training.train(RunState("digits", seed, 1), tmp_path / str(index))[1]["parzen"]
        for index, seed in enumerate([1, 1, 2])
    ]
    assert scores[0]["mean"] == pytest.approx(scores[1]["mean"], abs=1e-3)
    assert abs(scores[0]["mean"] - scores[2]["mean"]) > 1e-3


def test_a_damaged_description_is_told(tmp_path):
    folder = RunFolder(tmp_path)
    (tmp_path / "run.json").write_text("{")
    with pytest.raises(ValueError, match="does not describe a run"):
        folder.load()
    (tmp_path / "run.json").write_text(json.dumps({"colour": "blue"}))
    with pytest.raises(ValueError, match="does not describe a run"):
        folder.load()


@pytest.mark.parametrize("name", sorted(recipes.RECIPES))
def test_recipes_build(name):
    recipe = recipes.get(name)
    assert recipe.name == name
    from keras_gan import datasets

    gan = recipe.build(datasets.digits(), total_steps=10, seed=0)
    images = datasets.digits().train[: recipe.batch_size]
    gan.fit(images, batch_size=recipe.batch_size, verbose=0)
    assert int(gan.step_counter) == 1


def test_unknown_recipe():
    with pytest.raises(ValueError, match=r"Expected one of \['digits', 'mnist', 'mn"):
        recipes.get("imagenet")
