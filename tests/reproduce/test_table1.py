import json

import pytest

from keras_gan import baselines, datasets, metrics
from keras_gan.reproduce import baseline_scores
from keras_gan.reproduce.table1 import PAPER, PLAYERS, table1
from keras_gan.reproduce.table1_text import table1_text


def test_table_of_digits(tmp_path, on_digits):
    paths = table1(tmp_path, quick=True, seed=2)
    assert [p.name for p in paths] == ["table1-quick.md", "table1-quick.json"]
    text, content = paths[0].read_text(), json.loads(paths[1].read_text())
    assert content["quick"] is True and "**Quick: short runs" in text
    rows = {row["model"]: row for row in content["measured"]["MNIST"]}
    players = {f"digits, {player}" for player in PLAYERS.values()}
    assert set(rows) == {*baselines.BASELINES, *players}
    images = datasets.digits()
    ceiling = metrics.parzen_ceiling(
        images.train[:200], images.test, images.validation, seed=2
    )
    assert rows["training_images"]["mean"] == pytest.approx(ceiling.mean, abs=1e-6)
    run = json.loads((tmp_path / "runs" / "digits" / "metrics.json").read_text())
    for name, row in rows.items():
        assert row["samples"] == row["training_images"] == 200
        assert row["seed"] == 2 and row["minutes"] >= 0
        assert row["ceiling"] == pytest.approx(ceiling.mean, abs=1e-6)
        assert row["paper"] == ([225, 2] if name in players else None)
        assert f"{row['mean']:.1f} +- {row['standard_error']:.1f}" in text
    averaged = rows["digits, averaged generator"]
    assert averaged["mean"] == run["parzen"]["mean"]
    assert averaged["epochs"] == 2
    assert rows["digits, un-averaged generator"]["mean"] == run["parzen_plain"]["mean"]
    assert rows["kmeans"]["mean"] > rows["mean_image"]["mean"] + 1


def test_known_scores_are_not_made_again(tmp_path, monkeypatch):
    images = datasets.digits()
    calls = []

    def mean_image(*arguments):
        calls.append(arguments)
        return baselines.mean_image(*arguments)

    monkeypatch.setitem(baselines.BASELINES, "mean_image", mean_image)

    def score(seed=0, count=50):
        return baseline_scores.score_baseline(
            "mean_image", images, count, seed, False, tmp_path
        )

    first = score()
    assert score() == first and len(calls) == 1
    kept = tmp_path / "baselines" / "digits-mean_image.json"
    assert json.loads(kept.read_text()) == first
    assert score(seed=1)["seed"] == 1 and len(calls) == 2
    assert score(seed=1, count=60)["samples"] == 60 and len(calls) == 3


def test_folds_are_scored_as_folds(tmp_path):
    digits = datasets.digits()
    folds = ((digits.validation, digits.test), (digits.test, digits.validation))
    images = datasets.ImageData(
        "digits", digits.train, digits.validation, digits.test, folds
    )
    row = baseline_scores.score_baseline(
        "training_images", images, 100, 0, False, tmp_path
    )
    samples = baselines.training_images(digits.train, 100, 0)
    expected = metrics.parzen_folds(samples, folds)
    assert row["mean"] == pytest.approx(expected.mean, abs=1e-9)
    assert row["standard_error"] == pytest.approx(expected.standard_error, abs=1e-9)
    assert row["sigma"] == list(expected.sigma)


def test_the_paper_is_quoted_and_faces_are_no_column_of_its():
    row = {
        "model": "faces, averaged generator",
        "mean": 1999.96,
        "standard_error": 3.24,
        "sigma": [0.129, 0.167],
        "sigma_at_edge": False,
        "samples": 10_000,
        "seed": 0,
        "epochs": None,
        "minutes": 61.26,
        "ceiling": 2100.5,
        "ceiling_standard_error": 4.0,
        "paper": None,
    }
    content = {"quick": False, "paper": PAPER, "measured": {"FER-2013": [row]}}
    text = table1_text(content)
    measured, layout = text.split("## In the paper's layout")
    assert "Quick" not in text
    assert "TFD" not in measured and "the paper" not in measured
    assert (
        "| faces, averaged generator | 2000.0 +- 3.2 | 2100.5 +- 4.0 | 0.129, 0.167 "
        "| 10,000 | 0 |  | 61.3 |" in measured
    )
    assert layout.splitlines()[2:9] == [
        "| model | MNIST | TFD | FER-2013 |",
        "| --- | --- | --- | --- |",
        "| DBN, quoted | 138 +- 2 | 1909 +- 66 |  |",
        "| Stacked CAE, quoted | 121 +- 1.6 | 2110 +- 50 |  |",
        "| Deep GSN, quoted | 214 +- 1.1 | 1890 +- 29 |  |",
        "| Adversarial nets, quoted | 225 +- 2 | 2057 +- 26 |  |",
        "| faces, averaged generator, here |  |  | 2000.0 +- 3.2 |",
    ]
    assert "do not compare with the column TFD" in layout
