"""What section 7 of the paper proposes, on the digits and in a few steps."""

import json

import pytest

from keras_gan.reproduce import runs, section7
from keras_gan.reproduce.section7_text import section7_text


@pytest.fixture
def in_a_few_steps(monkeypatch):
    for name in runs.QUICK:
        if runs.QUICK[name].get("dataset") == "digits":
            monkeypatch.setitem(runs.QUICK[name], "epochs", 1)
    some = {"conditions": section7.RECIPES["conditions"]}
    monkeypatch.setattr(section7, "RECIPES", some)
    monkeypatch.setattr(section7, "FEW_LABELS_QUICK", {20: 2})


def test_quick_runs_make_all_of_it(tmp_path, in_a_few_steps):
    paths = section7.section7(tmp_path, quick=True, seed=3)
    assert [path.name for path in paths] == [
        "section7-quick.md",
        "section7-quick.json",
        "section7-conditions-quick.png",
    ]
    assert all(path.is_file() for path in paths)
    content = json.loads(paths[1].read_text())
    own = tmp_path / "runs" / "mnist-conditional" / "metrics.json"
    assert content["measured"]["conditions"] == json.loads(own.read_text())
    errors = []
    for seed in (3, 4):
        run = tmp_path / "runs" / f"mnist-few-labels-20-{seed}"
        errors.append(json.loads((run / "metrics.json").read_text())["scores"]["error"])
    few = content["few_labels"]["20"]["scores"]["error"]
    means = [error["mean"] for error in errors]
    assert few["of_seeds"] == means
    assert few["mean"] == pytest.approx(sum(means) / 2)
    assert few["standard_error"] == pytest.approx(abs(means[0] - means[1]) / 2)
    text = paths[0].read_text()
    assert "No number here is a result" in text
    assert f"| 20 | {few['mean']:.4g} +- {few['standard_error']:.2g} |" in text
    assert "| 16.77 | 2 |" in text  # published, and how many seeds
    assert "read as asked" in text


def test_a_score_without_an_error_has_none():
    score = {"mean": 97.123, "standard_error": None, "ceiling": None, "unit": "%"}
    run = {"parzen": {**score, "ceiling": 3.0}, "scores": {"read": score}}
    run |= {"dataset": "d", "recipe": "r", "epochs": 2, "minutes": 0.5, "seed": 1}
    few = {name: score for name in ("error", "error_labels_alone", "error_features")}
    text = section7_text(
        {
            "quick": False,
            "measured": {"completion": run},
            "few_labels": {"100": {"scores": few, "minutes": [1.0, 2.0]}},
        }
    )
    assert "| read | 97.12 |  | % |" in text
    assert "| 100 | 97.12 | 97.12 | 97.12 | 0.93 | 2 | 2.0 |" in text
    assert "d, recipe r, 2 epochs, 0.5 minutes, seed 1." in text
    assert "Quick" not in text
