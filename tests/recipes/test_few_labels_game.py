"""Recipes that know few labels: which ones, what is written of it, and the scores."""

import dataclasses
import json

import numpy as np
import pytest

from keras_gan import datasets, recipes
from keras_gan.recipes import results, run_images, training
from keras_gan.recipes.run_folder import RunFolder, RunState
from keras_gan.recipes.run_images import load_images

NAMES = ("digits-few-labels", "mnist-few-labels")


def state(**rules):
    return RunState(
        **{"recipe": "digits-few-labels", "seed": 3, "epochs": 1, "limit": 300} | rules
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = RunFolder(tmp_path_factory.mktemp("few") / "run")
    gan, metrics = training.train(state(), folder.directory)
    return folder, gan, metrics


def test_what_is_labelled_is_written_down(run):
    folder, _, _ = run
    content = json.loads(folder.labelled.read_text())
    whole = datasets.digits()
    indices = np.array(content["indices"])
    assert content["seed"] == 3
    assert content["classes"] == [*whole.classes]
    assert sorted(content["labels"]) == [digit for digit in range(10) for _ in "ab"]
    np.testing.assert_array_equal(whole.labels["train"][indices], content["labels"])
    few = datasets.few_labels(whole.labels["train"][:300], 20, seed=3)
    np.testing.assert_array_equal(np.flatnonzero(few >= 0), indices)


def test_scores_say_what_was_misread(run):
    folder, gan, metrics = run
    scores = metrics["scores"]
    assert json.loads(folder.metrics.read_text())["scores"] == scores
    assert set(scores) == {"error", "error_labels_alone", "error_features"}
    for score in scores.values():
        assert 0 < score["mean"] < 90
        assert score["labels"] == 20
        share = score["mean"] / 100
        expected = 100 * (share * (1 - share) / 300) ** 0.5
        assert score["standard_error"] == pytest.approx(expected)
        assert score["unit"] == "% of test images misread"
    # The classifier is the average, with the test's own labels.
    data = datasets.digits()
    classes = np.argmax(gan.ema_discriminator(data.test)["classes"], axis=1)
    wrong = np.mean(classes != data.labels["test"])
    assert scores["error"]["mean"] == pytest.approx(100 * wrong)
    # The same labels, in a network of new weights that saw nothing else.
    assert scores["error_labels_alone"]["mean"] < 40


def test_the_error_on_validation_images_is_in_the_history(run):
    assert "val_error" in run[0].history.read_text().splitlines()[0]


def test_scores_can_be_measured_again(run):
    folder, gan, metrics = run
    own = folder.load()
    images = load_images(own, folder)
    again = results.evaluate(gan, images, training.recipe_of(own), own, folder)
    assert again["scores"]["error"] == metrics["scores"]["error"]


@pytest.mark.parametrize("count", [None, 50])
def test_how_many_labels_there_are(count):
    images = load_images(state(limit=None, num_labels=count))
    labels = images.labels["train"]
    np.testing.assert_array_equal(
        np.bincount(labels[labels >= 0]), [(count or 20) // 10] * 10
    )
    # Others are scored by all of theirs.
    assert (images.labels["test"] >= 0).all()
    assert (images.labels["validation"] >= 0).all()


@pytest.mark.parametrize(
    ("count", "said"), [(25, "multiple of 10"), (5_000, "too few labels of class 0")]
)
def test_counts_that_cannot_be(count, said):
    with pytest.raises(ValueError, match=said):
        load_images(state(num_labels=count))


def test_a_recipe_that_knows_all_labels_or_none():
    with pytest.raises(ValueError, match="num_labels=20. Leave out `--num-labels`"):
        training.recipe_of(RunState("digits", 0, 1, num_labels=20))


def test_a_folder_gives_the_labels_that_it_has(monkeypatch):
    data = datasets.digits()
    some = np.where(np.arange(1297) % 7, -1, data.labels["train"])
    folder = dataclasses.replace(data, labels={**data.labels, "train": some})
    monkeypatch.setattr(run_images, "_load_own", lambda *arguments: folder)
    own = state(images="pictures", labels="folders", limit=None)
    np.testing.assert_array_equal(load_images(own).labels["train"], some)
    own.num_labels = 10
    assert (load_images(own).labels["train"] >= 0).sum() == 10


@pytest.mark.parametrize("part", ["train", "validation", "test"])
def test_a_part_without_any_label(monkeypatch, part):
    data = datasets.digits()
    none = np.full(len(data.labels[part]), -1)
    folder = dataclasses.replace(data, labels={**data.labels, part: none})
    monkeypatch.setattr(run_images, "_load_own", lambda *arguments: folder)
    with pytest.raises(ValueError, match=f"without one in the part '{part}'"):
        load_images(state(images="pictures", labels="folders"))


def test_rules_are_those_of_the_paper():
    for name in NAMES:
        gan = recipes.get(name).build(datasets.digits(), 10, 0)
        for optimizer in (gan.d_optimizer, gan.g_optimizer):
            assert float(optimizer.learning_rate) == pytest.approx(3e-3)
            assert optimizer.beta_1 == 0.5
        assert (gan.latent.minval, gan.latent.maxval) == (0, 1)
        assert recipes.get(name).batch_size == 100
    widths = [layer.layer.units for layer in _normalized(gan.discriminator)]
    assert widths == [1000, 500, 250, 250, 250, 10]
    assert recipes.get("mnist-few-labels").num_labels == 100


def _normalized(network):
    return [layer for layer in network.layers if hasattr(layer, "g")]
