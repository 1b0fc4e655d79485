"""A run that is interrupted and continued is the run that was not."""

import csv
import json

import keras
import numpy as np
import pytest

from keras_gan import TrainingDivergedError, callbacks, datasets, recipes
from keras_gan.models import compile_checks
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


def state():
    return RunState("digits", seed=5, epochs=EPOCHS)


def interrupt(monkeypatch, directory, epoch):
    interruption = InterruptDuringEpoch(epoch)
    with monkeypatch.context() as patch:
        patch.setattr(callbacks, "TrainingProgress", lambda last: interruption)
        with pytest.raises(KeyboardInterrupt):
            training.train(state(), directory)


@pytest.mark.parametrize(("epoch", "seconds"), [(1, 0.0), (3, 0.0), (3, 1000.0)])
def test_resuming_continues_exactly(tmp_path, monkeypatch, epoch, seconds):
    monkeypatch.setattr(RunBackup.__init__, "__defaults__", (seconds,))
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


def test_a_finished_run_can_be_made_longer(tmp_path):
    training.train(RunState("digits", 0, 1), tmp_path / "run")
    longer = RunState("digits", None, 3)
    with pytest.warns(
        UserWarning, match="'digits' stay those of a run of 1 epochs: R1"
    ):
        gan, metrics = training.train(longer, tmp_path / "run", resume=True)
    assert metrics["epochs"] == 3
    assert RunFolder(tmp_path / "run").load().epochs == 3
    assert gan.step_counter.numpy() == 3 * recipes.get("digits").steps_per_epoch(
        datasets.digits()
    )
    with pytest.raises(ValueError, match="Received: epochs=2 for the run"):
        training.train(RunState("digits", None, 2), tmp_path / "run", resume=True)


def test_stages_that_share_their_epochs_get_no_more(tmp_path):
    RunFolder(tmp_path).save(RunState("faces", 0, 10, dataset="digits"))
    with pytest.raises(ValueError, match="two stages.*10. Received: epochs=20"):
        training.train(RunState("faces", None, 20), tmp_path, resume=True)


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


@pytest.mark.parametrize("name", sorted({*recipes.RECIPES} - {"cifar10-conv"}))
def test_recipes_build(name):
    recipe = recipes.get(name)
    assert recipe.name == name
    images = datasets.digits().first(train=recipe.batch_size)
    gan = recipe.build(images, total_steps=10, seed=0)
    labels = images.labels["train"] if recipe.takes_labels else None
    gan.fit(images.train, labels, batch_size=recipe.batch_size, verbose=0)
    assert gan.step_counter.numpy() == 1


@pytest.mark.parametrize(
    ("size", "sentence"), [(28, r"are 3 n \+ 2.*\(28, 28, 1\)"), (8, "are too small")]
)
def test_convolutions_on_images_they_do_not_fit(size, sentence):
    images = np.random.default_rng(0).random((4, size, size, 1), "float32")
    data = datasets.ImageData("noise", images, images, images)
    with pytest.raises(ValueError, match=sentence):
        recipes.get("cifar10-conv").build(data, total_steps=10, seed=0)


def test_unknown_recipe():
    with pytest.raises(
        ValueError, match=r"Expected one of \['cifar10-completion', 'cifar1"
    ):
        recipes.get("imagenet")


class PoisonDiscriminator(keras.callbacks.Callback):
    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            kernel = self.model.discriminator.trainable_variables[0]
            kernel.assign(kernel.value * np.nan)


def test_a_run_that_diverges_stops_and_keeps_what_it_had(tmp_path, monkeypatch):
    poison = PoisonDiscriminator()
    with monkeypatch.context() as patch:
        patch.setattr(callbacks, "TrainingProgress", lambda last: poison)
        with pytest.raises(TrainingDivergedError, match="at training step 20"):
            training.train(state(), tmp_path / "run")
    saved = training.load_model(RunFolder(tmp_path / "run"))
    assert all(np.isfinite(w.numpy()).all() for w in saved.generator.weights)


@pytest.mark.filterwarnings("ignore:The schedules of the recipe")
def test_where_xla_compiles_an_execution_has_several_steps(tmp_path, monkeypatch):
    """As on a GPU; epochs keep their length, and the training is the same."""
    monkeypatch.setattr(compile_checks, "resolved_jit", lambda *arguments: True)
    monkeypatch.setattr(RunBackup.__init__, "__defaults__", (0.0,))
    trained = []
    for most in (1, 9):
        monkeypatch.setattr(training, "STEPS_AT_ONCE", most)
        place = tmp_path / str(most)
        training.train(RunState("digits", seed=0, epochs=1), place)
        gan, metrics = training.train(
            RunState("digits", seed=None, epochs=2), place, resume=True
        )
        trained.append((gan, metrics["parzen"]))
        assert metrics["epochs"] == 2
    (one_by_one, score), (at_once, same_score) = trained
    assert (one_by_one.steps_per_execution, at_once.steps_per_execution) == (1, 5)
    steps = recipes.get("digits").steps_per_epoch(datasets.digits())
    assert steps == 20 and at_once.step_counter.numpy() == 2 * steps
    for a, b in zip(one_by_one.weights, at_once.weights, strict=True):
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b), err_msg=a.path)
    assert score == same_score
