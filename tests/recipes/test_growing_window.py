"""A Parzen window that grows, on a small run of real digits."""

import dataclasses
import json

import numpy as np
import pytest

from keras_gan import datasets, metrics, recipes
from keras_gan.recipes import growing_window
from keras_gan.recipes.growing_window import score_growing_window
from keras_gan.recipes.run_folder import RunFolder


@pytest.fixture(scope="module")
def images():
    return datasets.digits()


@pytest.fixture(scope="module")
def gan(images):
    return recipes.get("digits").build(images, total_steps=10, seed=0)


@pytest.fixture(autouse=True)
def small_portions(monkeypatch):
    monkeypatch.setattr(growing_window, "PORTION", 100)


@pytest.fixture
def folder(tmp_path):
    return RunFolder(tmp_path)


def test_it_scores_what_the_window_on_all_samples_scores(gan, images, folder):
    scores = score_growing_window(gan, images, folder, 300, seed=3)
    assert [score.num_samples for score in scores] == [100, 300]
    portions = [gan.sample(100, seed=3 + 1 + index) for index in range(3)]
    for score, count in zip(scores, (1, 3), strict=True):
        expected = metrics.parzen_score(
            np.concatenate(portions[:count]), images.test, images.validation
        )
        assert score.sigma == expected.sigma
        assert score.mean == pytest.approx(expected.mean, abs=1e-3)
        assert score.standard_error == pytest.approx(expected.standard_error, abs=1e-3)
    written = json.loads(folder.growth.read_text())
    assert [score["mean"] for score in written] == [score.mean for score in scores]


def test_a_later_call_goes_on(gan, images, folder, monkeypatch):
    whole = score_growing_window(
        gan, images, RunFolder(folder.directory / "whole"), 400, 0
    )
    score_growing_window(gan, images, folder, 200, seed=0)
    drawn, draw = [], gan.sample

    def sample(count, seed, **asked):
        drawn.append(seed)
        return draw(count, seed, **asked)

    monkeypatch.setattr(gan, "sample", sample)
    scores = score_growing_window(gan, images, folder, 400, seed=0)
    assert drawn == [3, 4]
    assert [score.num_samples for score in scores] == [100, 200, 400]
    assert [scores[0], scores[2]] == whole


def test_over_folds_it_is_the_score_of_the_folds(gan, images, folder):
    parts = np.array_split(images.test, 3)
    folds = tuple((parts[(k + 1) % 3], parts[k]) for k in range(3))
    folded = dataclasses.replace(images, folds=folds)
    expected = metrics.parzen_folds(
        np.concatenate([gan.sample(100, seed=1), gan.sample(100, seed=2)]), folds
    )
    score_growing_window(gan, folded, folder, 100, seed=0)
    score = score_growing_window(gan, folded, folder, 200, seed=0)[-1]
    assert score.sigma == expected.sigma
    assert score.mean == pytest.approx(expected.mean, abs=1e-3)
    assert score.standard_error == pytest.approx(expected.standard_error, abs=1e-3)
    again = score_growing_window(gan, folded, folder, 200, seed=0)[-1]
    assert again == score


def test_a_smaller_window_is_one_that_was_noted(gan, images, folder):
    scores = score_growing_window(gan, images, folder, 300, seed=0)
    assert score_growing_window(gan, images, folder, 100, seed=0) == scores
    with pytest.raises(ValueError, match="sits on 300 samples already.*=200"):
        score_growing_window(gan, images, folder, 200, seed=0)


def test_other_images_begin_anew(gan, images, folder):
    first = score_growing_window(gan, images, folder, 100, seed=0)
    other = images.first(scored=150)
    assert score_growing_window(gan, other, folder, 100, seed=0) != first


def test_another_generator_or_seed_begins_anew(gan, images, folder):
    first = score_growing_window(gan, images, folder, 100, seed=0)
    assert score_growing_window(gan, images, folder, 100, seed=1) != first
    other = recipes.get("digits").build(images, total_steps=10, seed=0)
    weight = other.ema_generator.weights[0]
    weight.assign(weight + 0.1)
    assert score_growing_window(other, images, folder, 100, seed=0) != first


def test_what_cannot_be_read_is_told(gan, images, folder):
    folder.growth.with_suffix(".npz").write_bytes(b"PK\x03\x04 half a file")
    with pytest.raises(ValueError, match="Delete it to start the growing window anew"):
        score_growing_window(gan, images, folder, 100, seed=0)


@pytest.mark.parametrize("count", [0, 50, 150])
def test_the_number_is_a_multiple_of_a_portion(gan, images, folder, count):
    with pytest.raises(ValueError, match=f"Received: num_samples={count}"):
        score_growing_window(gan, images, folder, count, seed=0)
