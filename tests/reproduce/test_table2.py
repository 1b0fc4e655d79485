import json

import numpy as np
import pytest

from keras_gan import baselines, datasets, metrics
from keras_gan.reproduce import table2


@pytest.fixture
def made(tmp_path, on_digits):
    return table2.table2(tmp_path, quick=True, seed=2)


def test_table_of_digits(made, tmp_path, monkeypatch):
    assert [path.name for path in made] == ["table2-quick.md", "table2-quick.json"]
    text, content = made[0].read_text(), json.loads(made[1].read_text())
    assert "**Quick: short runs" in text and content["reader"] > 0.9
    rows = {row["model"]: row for row in content["measured"]}
    assert set(rows) == set(table2.MODELS)
    images = datasets.digits()
    samples = baselines.training_images(images.train[:200], 200, 2)
    ceiling = metrics.sharpness(samples, images.test)
    assert rows["training_images"]["sharpness"] == pytest.approx(ceiling._asdict())
    assert rows["training_images"]["distinct_neighbours"] == 1
    assert rows["training_images"]["density"] is None
    for model, row in rows.items():
        assert row["samples"] == 200
        assert f"| {model.replace('_', ' ')} |" in text
        assert f"{row['parzen']['mean']:.1f} +- " in text
        if model != "training_images":
            assert row["sampling_ms"] > 0 and row["density_ms"] > 0

    def fail(*arguments):
        raise AssertionError("What is known is not made again.")

    monkeypatch.setattr(table2.Judge, "measured", fail)
    table2.table2(tmp_path, quick=True, seed=2)
    assert json.loads(made[1].read_text()) == content


class OfOnes:
    def read(self, images):
        return np.ones(len(images), int)


def test_the_divergence_of_one_class_is_that_of_its_share():
    images = datasets.digits()
    judge = table2.Judge(images, OfOnes(), seed=0)
    share = np.mean(images.labels["train"] == 1)
    found = judge.class_divergence(images.test)
    assert found == pytest.approx(-np.log(share), rel=1e-12)
