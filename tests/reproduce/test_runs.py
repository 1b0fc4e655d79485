"""Runs are trained once, continued where they were stopped, and never mixed up."""

import json

import keras
import numpy as np
import pytest

from keras_gan import callbacks, recipes
from keras_gan.recipes import training
from keras_gan.recipes.run_backup import RunBackup
from keras_gan.recipes.run_folder import RunFolder, RunState
from keras_gan.reproduce import TARGETS, runs

SCORE = {
    "mean": 1.0,
    "standard_error": 0.1,
    "sigma": 0.2,
    "samples": 100,
    "ceiling": 2.0,
    "ceiling_standard_error": 0.1,
}
SCORES = {"parzen": SCORE, "parzen_plain": SCORE, "scores": {}, "epochs": 3}


def state(**changes):
    return RunState(
        **{"recipe": "digits", "seed": 3, "epochs": 3, "limit": 200, **changes}
    )


class InterruptSecondEpoch(keras.callbacks.Callback):
    def __init__(self, last=None):
        super().__init__()

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt


def test_full_and_quick_lengths_of_every_recipe():
    full = runs.run_state("mnist-2014", quick=False, seed=1)
    assert full == RunState("mnist-2014", 1, 60)
    assert runs.run_state("mnist", False, 1).epochs == recipes.get("mnist").epochs
    for name in runs.QUICK:  # those of the paper
        quick = runs.run_state(name, quick=True, seed=1)
        assert 0 < quick.epochs * quick.limit <= 40_000  # images in all
        assert quick.epochs < runs.run_state(name, False, 1).epochs


def test_another_data_set_takes_the_place_of_cifar10_alone():
    named = {
        name: runs.run_state(name, True, 0, cifar10="cifar10_jpeg").dataset
        for name in ("mnist", "faces", "cifar10-dense", "cifar10-conv")
    }
    assert named == {
        "mnist": None,
        "faces": None,
        "cifar10-dense": "cifar10_jpeg",
        "cifar10-conv": "cifar10_jpeg",
    }


def test_a_finished_run_is_not_trained_again(tmp_path):
    folder, metrics = runs.run_recipe(state(), tmp_path)
    assert folder.directory == tmp_path / "runs" / "digits"
    assert metrics["epochs"] == 3 and metrics["parzen"]["samples"] == 200
    written = {path: path.stat().st_mtime_ns for path in folder.directory.iterdir()}
    _, again = runs.run_recipe(state(), tmp_path)
    assert again == metrics
    after = {path: path.stat().st_mtime_ns for path in folder.directory.iterdir()}
    assert after == written


def test_what_is_missing_of_a_finished_run_is_made(tmp_path):
    folder, metrics = runs.run_recipe(state(), tmp_path)
    folder.nearest.unlink()
    model = folder.model.read_bytes()
    _, again = runs.run_recipe(state(), tmp_path)
    assert folder.nearest.is_file() and folder.model.read_bytes() == model
    assert again["parzen"]["mean"] == pytest.approx(metrics["parzen"]["mean"], abs=1e-6)


def test_a_stopped_run_ends_as_one_that_was_not(tmp_path, monkeypatch):
    monkeypatch.setattr(RunBackup.__init__, "__defaults__", (0.0,))
    with monkeypatch.context() as patch:
        patch.setattr(callbacks, "TrainingProgress", InterruptSecondEpoch)
        with pytest.raises(KeyboardInterrupt):
            runs.run_recipe(state(), tmp_path / "stopped")
    folder, _ = runs.run_recipe(state(), tmp_path / "stopped")
    whole, _ = runs.run_recipe(state(), tmp_path / "whole")
    models = [training.load_model(f) for f in (folder, whole)]
    for a, b in zip(*(model.weights for model in models), strict=True):
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b), err_msg=a.path)


@pytest.mark.parametrize("begun", [True, False], ids=["stopped", "finished"])
@pytest.mark.parametrize(
    ("name", "value"),
    [("seed", 4), ("epochs", 4), ("limit", None), ("dataset", "mnist")],
)
def test_another_run_in_its_place_is_told(tmp_path, name, value, begun):
    folder = RunFolder(tmp_path / "runs" / "digits")
    folder.samples.mkdir(parents=True)
    folder.save(state())
    if not begun:
        folder.metrics.write_text(json.dumps(SCORES))
        for path in (folder.nearest, folder.interpolation, folder.curve):
            path.touch()
        assert runs.run_recipe(state(), tmp_path)[1] == SCORES
    message = rf"Expected: {name}={value!r} for .*runs/digits'. Received: {name}="
    for attempt in (
        lambda wanted: runs.run_recipe(wanted, tmp_path),
        lambda wanted: runs.check_runs([wanted], tmp_path),
    ):
        with pytest.raises(ValueError, match=message):
            attempt(state(**{name: value}))
    assert folder.load() == state()


def test_missing_data_is_told_before_anything_is_trained(tmp_path, monkeypatch):
    monkeypatch.setenv("TFDS_DATA_DIR", str(tmp_path / "nowhere"))
    states = [state(), state(dataset="no_such_data_set")]
    with pytest.raises((ValueError, FileNotFoundError), match="no_such_data_set"):
        runs.check_runs(states, tmp_path)
    assert not (tmp_path / "runs").exists()


def test_parts_are_worked_through_in_order():
    done = []
    parts = {name: lambda name=name: done.append(name) or name.upper() for name in "ab"}
    assert runs.work_through("table", parts) == ["A", "B"]
    assert done == ["a", "b"]


def test_every_target_has_its_function():
    from keras_gan import reproduce

    for target in TARGETS:
        assert reproduce.get(target).__name__ == target
