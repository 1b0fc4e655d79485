"""A run of two stages, whole and in parts."""

import csv

import keras
import numpy as np
import pytest

from keras_gan import callbacks, networks, recipes
from keras_gan.recipes import training
from keras_gan.recipes.paper_game import paper_callbacks, paper_game
from keras_gan.recipes.recipe import NextStage, Recipe
from keras_gan.recipes.run_backup import RunBackup
from keras_gan.recipes.run_folder import RunFolder, RunState

EPOCHS = 4
BUILT = []


def build(images, total_steps, seed):
    BUILT.append(("first", total_steps))
    generator = networks.faces_generator(
        images.image_shape, 5, 6, images.train.mean(axis=0)
    )
    discriminator = networks.faces_discriminator(images.image_shape, 4, 2)
    return paper_game(generator, discriminator, 0.05, seed)


def build_deeper(gan, images, total_steps, seed):
    BUILT.append(("second", total_steps))
    bottom, latents = networks.faces_bottom(5, 6), gan.draw_latents(100, seed)
    return paper_game(
        networks.put_below(bottom, gan.generator, latents),
        networks.faces_discriminator(images.image_shape, 4, 2),
        0.05,
        seed,
        generator_ema=0.9,
    )


RECIPE = Recipe(
    name="two-stages",
    dataset="digits",
    epochs=EPOCHS,
    batch_size=64,
    build=build,
    callbacks=paper_callbacks,
    next_stage=NextStage(epochs=2, build=build_deeper, callbacks=paper_callbacks),
    evaluate_every=EPOCHS,
    num_samples=100,
    sample_every=EPOCHS,
)
STEPS = 1297 // 64  # an epoch


@pytest.fixture(autouse=True)
def two_stages(monkeypatch):
    monkeypatch.setattr(recipes, "get", lambda name: RECIPE)
    BUILT.clear()


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The folder and the model of a run that was not interrupted."""
    directory = tmp_path_factory.mktemp("two-stages") / "whole"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(recipes, "get", lambda name: RECIPE)
        gan, _ = training.train(RunState("two-stages", 5, EPOCHS), directory)
    return directory, gan


class InterruptDuringEpoch(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_begin(self, epoch, logs=None):
        if epoch + 1 == self.epoch:
            raise KeyboardInterrupt


def interrupted(monkeypatch, directory, epoch):
    """Trains until an epoch, and returns the model that is saved then, if any."""
    with monkeypatch.context() as patch:
        interruption = InterruptDuringEpoch(epoch)
        patch.setattr(callbacks, "TrainingProgress", lambda last: interruption)
        with pytest.raises(KeyboardInterrupt):
            training.train(RunState("two-stages", 5, EPOCHS), directory)
    folder = RunFolder(directory)
    return training.load_model(folder) if folder.model.is_file() else None


def depth(gan):
    return len([v for v in gan.generator.weights if v.name == "kernel"])


def test_the_second_stage_goes_on_from_the_first(whole):
    directory, gan = whole
    assert gan.step_counter.numpy() == EPOCHS * STEPS
    # Its optimizers, and with them the learning rate, begin anew.
    assert gan.d_optimizer.iterations.numpy() == 2 * STEPS
    assert depth(gan) == 5
    with (directory / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["0", "1", "2", "3"]
    # From .5 by .2 / 249 an epoch, and again.
    momenta = [float(row["momentum"]) for row in rows]
    step = 0.2 / 249
    np.testing.assert_allclose(momenta, [0.5, 0.5 + step] * 2, rtol=1e-6)
    minutes = [float(row["minutes"]) for row in rows]
    assert minutes == sorted(minutes) and minutes[0] > 0


# Interrupted in the first stage, at its border, and in the second stage, saved each
# time at the epoch before, or last at the end of the first stage.
@pytest.mark.parametrize(
    ("epoch", "seconds", "layers"),
    [(1, 0.0, None), (2, 0.0, 3), (3, 0.0, 3), (4, 0.0, 5), (4, 1000.0, 3)],
)
def test_resuming_continues_exactly(
    whole, tmp_path, monkeypatch, epoch, seconds, layers
):
    monkeypatch.setattr(RunBackup.__init__, "__defaults__", (seconds,))
    saved = interrupted(monkeypatch, tmp_path / "parts", epoch)
    assert layers == (None if saved is None else depth(saved))
    resumed, metrics = training.train(
        RunState("two-stages", seed=None, epochs=None), tmp_path / "parts", resume=True
    )
    assert metrics["epochs"] == EPOCHS
    pairs = zip(
        [*whole[1].variables, *whole[1].optimizer.variables],
        [*resumed.variables, *resumed.optimizer.variables],
        strict=True,
    )
    for a, b in pairs:
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b), err_msg=a.path)
    with (tmp_path / "parts" / "history.csv").open() as file:
        assert [row["epoch"] for row in csv.DictReader(file)] == ["0", "1", "2", "3"]


def test_a_finished_run_is_of_the_second_stage(whole):
    directory, gan = whole
    BUILT.clear()
    resumed, _ = training.train(
        RunState("two-stages", None, None), directory, resume=True
    )
    assert BUILT == []
    np.testing.assert_array_equal(gan.sample(3, seed=1), resumed.sample(3, seed=1))


@pytest.mark.parametrize(
    ("epochs", "first", "second"), [(1, 1, 0), (2, 1, 1), (3, 2, 1)]
)
def test_stages_keep_their_shares(tmp_path, epochs, first, second):
    # Of three epochs, half is one and a half, which Python rounds to two.
    training.train(RunState("two-stages", 0, epochs), tmp_path / "run")
    expected = [("first", first * STEPS)]
    if second:
        expected.append(("second", second * STEPS))
    assert BUILT == expected


def test_shares_of_the_recipe_for_faces(monkeypatch):
    monkeypatch.undo()
    recipe = recipes.get("faces")
    # The paper's 50 and 22 epochs.
    shares = {epochs: recipe.first_stage_epochs(epochs) for epochs in (72, 36, 7, 1)}
    assert shares == {72: 50, 36: 25, 7: 5, 1: 1}
    assert recipes.get("mnist").first_stage_epochs(7) == 7
