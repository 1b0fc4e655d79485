import json
import math

import pytest
from PIL import Image

from keras_gan import reproduce
from keras_gan.reproduce import figure1
from keras_gan.reproduce.figure1 import Stage
from keras_gan.reproduce.saturation import saturation

NAMES = ["figure1", "figure1", "gradient-norms", "figure1"]


@pytest.fixture
def short(monkeypatch):
    """A game of four stages in a few steps."""
    rules = [{}, {"g_rate": 0.0}, {"d_rate": 0.0}, {"penalty_weight": 0.0}]
    parts = [Stage(f"part {i}", 2, i + 1, rule) for i, rule in enumerate(rules)]
    monkeypatch.setattr(figure1, "stages", lambda quick: parts)
    monkeypatch.setattr(figure1, "saturation", lambda steps, seed: saturation(3, seed))
    return parts


def test_plays_once_and_keeps_what_is_there(tmp_path, short, monkeypatch):
    make = reproduce.get("figure1")
    paths = make(tmp_path, quick=True, progress=False)
    suffixes = [".png", ".gif", ".png", ".json"]
    assert paths == [
        tmp_path / f"{name}-quick{suffix}"
        for name, suffix in zip(NAMES, suffixes, strict=True)
    ]
    content = json.loads(paths[-1].read_text())
    assert content["steps"] == 2 * (1 + 2 + 3 + 4)
    assert content["quick"] is True
    assert content["expected"]["value"] == pytest.approx(-math.log(4))
    assert content["value"] == pytest.approx(-math.log(4), abs=0.5)
    assert 0 < content["largest_deviation_of_d"] < 0.5
    assert 0 < content["divergence"] < math.log(2)
    assert 0 < content["minutes"] < 5 and content["seed"] == 0
    with Image.open(paths[1]) as animation:
        assert animation.n_frames == 1 + 2 * 4

    monkeypatch.setattr(figure1, "_play", None)  # it would be called to play again
    assert make(tmp_path, quick=True, progress=False) == paths
    short[0].steps = 5
    with pytest.raises(TypeError, match="not callable"):
        make(tmp_path, quick=True, progress=False)


def test_the_stages_are_those_of_the_paper():
    for quick in (True, False):
        a, b, c, d = figure1.stages(quick)
        assert [stage.title[:3] for stage in (a, b, c, d)] == [
            "(a)",
            "(b)",
            "(c)",
            "(d)",
        ]
        assert b.rules["g_rate"] == 0 and c.rules["d_rate"] == 0
    short, full = (figure1.stages(quick)[-1] for quick in (True, False))
    assert short.frames * short.steps < full.frames * full.steps
