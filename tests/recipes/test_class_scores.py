"""Scores of classes on generators whose classes are known: real images of them."""

import json
import types

import numpy as np
import pytest
from sklearn.svm import SVC

from keras_gan import datasets
from keras_gan.recipes import class_scores


class Generator:
    """Draws training images of the class that is asked for, with changes."""

    def __init__(self, images, taken_for=(), stuck=None):
        self.images, self.taken_for, self.stuck = images, dict(taken_for), stuck

    def sample(self, count, seed, conditions):
        chance = np.random.default_rng(seed)
        train_labels = self.images.labels["train"]
        drawn = np.empty((count, *self.images.image_shape), "float32")
        for label in np.unique(conditions["labels"]):
            asked = np.flatnonzero(conditions["labels"] == label)
            of_class = np.flatnonzero(train_labels == self.taken_for.get(label, label))
            if label == self.stuck:
                of_class = of_class[:1]
            drawn[asked] = self.images.train[chance.choice(of_class, len(asked))]
        return drawn


@pytest.fixture(scope="module")
def digits():
    return datasets.digits()


@pytest.fixture(autouse=True)
def reader(monkeypatch, digits):
    known = SVC().fit(digits.train.reshape(-1, 64), digits.labels["train"])

    def read(images):
        return known.predict(np.reshape(images, (-1, 64)))

    reader = types.SimpleNamespace(read=read)
    monkeypatch.setattr(class_scores, "reader_of", lambda images, folder: reader)


def scores_of(digits, **changes):
    scores = class_scores.class_scores(Generator(digits, **changes), digits, None, 1)
    json.dumps(scores)  # what `metrics.json` is to hold
    return scores


def test_real_images_are_at_the_ceiling(digits):
    scores = scores_of(digits)
    read = scores["read as asked"]
    assert read["mean"] == pytest.approx(100, abs=0.5)
    assert 97 < read["ceiling"] <= 100
    assert scores["distance in a class"]["mean"] == pytest.approx(1, abs=0.02)
    parzen = scores["Parzen of a class"]
    assert -8 < parzen["mean"] - parzen["ceiling"] <= 0.5  # drawn with repeats
    for score in scores.values():
        assert {"mean", "standard_error", "ceiling", "unit"} <= score.keys()
    assert list(read["classes"]) == list(digits.classes)


def test_a_class_that_is_drawn_as_another_is_told(digits):
    scores = scores_of(digits, taken_for={3: 5})
    read = scores["read as asked"]
    assert read["mean"] == pytest.approx(90, abs=0.5)
    assert read["classes"]["3"]["mean"] == pytest.approx(0, abs=1)
    for name in ("read as asked", "Parzen of a class"):
        assert "class '3', the worst" in scores[f"{name}, worst"]["unit"]


def test_a_class_that_has_collapsed_is_told(digits):
    scores = scores_of(digits, stuck=7)
    distance = scores["distance in a class"]
    assert distance["classes"]["7"]["mean"] == 0
    assert distance["mean"] == pytest.approx(0.9, abs=0.02)
    worst = scores["distance in a class, worst"]
    assert worst["mean"] == 0 and "class '7'" in worst["unit"]
    assert "class '7'" in scores["Parzen of a class, worst"]["unit"]


def test_the_standard_error_is_that_of_as_many_of_each_class(digits):
    scores = scores_of(digits, taken_for={3: 5})
    shares = [s["mean"] / 100 for s in scores["read as asked"]["classes"].values()]
    variance = np.mean([p * (1 - p) / 1_000 for p in shares]) / 10
    error = scores["read as asked"]["standard_error"]
    assert error == pytest.approx(100 * np.sqrt(variance), rel=1e-6)


def test_a_class_of_too_few_images_is_left_out(digits):
    labels = {part: some.copy() for part, some in digits.labels.items()}
    for part in ("validation", "test"):
        labels[part][labels[part] == 4] = -1
    some = types.SimpleNamespace(
        **{part: getattr(digits, part) for part in labels},
        labels=labels,
        classes=digits.classes,
        image_shape=digits.image_shape,
    )
    scores = scores_of(some)
    assert "4" not in scores["Parzen of a class"]["classes"]
    assert "4" not in scores["read as asked"]["classes"]
    assert "4" in scores["distance in a class"]["classes"]
