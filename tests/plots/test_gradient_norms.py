import numpy as np
import pytest
from PIL import Image

from keras_gan.plots import gradient_norms
from keras_gan.plots.curves import COLOURS

STEPS = np.arange(1, 21)
D_FAKE = 0.5 * 0.8**STEPS


def rows_of(path, colour):
    """The first row of pixels of a colour in each column that has it."""
    rgb = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    with Image.open(path) as picture:
        pixels = np.array(picture.convert("RGB")).astype(int)
    matches = abs(pixels - rgb).max(axis=2) < 3
    return matches.argmax(axis=0)[matches.any(axis=0)]


def test_exponential_decay_is_a_straight_line(tmp_path):
    path = tmp_path / "new" / "norms.png"
    norms = {"constant": np.full(20, 3.0), "falling": 3 * D_FAKE}
    assert gradient_norms(STEPS, D_FAKE, norms, path, title="a title") == path
    for colour in (COLOURS[1], COLOURS[5]):
        rows = rows_of(path, colour)
        rows = rows[len(rows) // 4 : 3 * len(rows) // 4]  # no ends, no legend
        line = np.linspace(rows[0], rows[-1], len(rows))
        assert rows[-1] > rows[0] + 20
        np.testing.assert_allclose(rows, line, atol=2)
    constant = rows_of(path, COLOURS[0])
    assert constant.min() < rows_of(path, COLOURS[1]).min()


def test_leaves_pyplot_alone(tmp_path):
    import matplotlib.pyplot

    gradient_norms(STEPS, D_FAKE, {"a": D_FAKE}, tmp_path / "a.png")
    assert matplotlib.pyplot.get_fignums() == []


def test_bad_arguments(tmp_path):
    path = tmp_path / "a.png"
    with pytest.raises(ValueError, match="at least one of `norms`.*lengths {}"):
        gradient_norms(STEPS, D_FAKE, {}, path)
    with pytest.raises(ValueError, match="20 steps, 19 values of D"):
        gradient_norms(STEPS, D_FAKE[1:], {"a": D_FAKE}, path)
    with pytest.raises(ValueError, match="lengths {'a': 19}"):
        gradient_norms(STEPS, D_FAKE, {"a": D_FAKE[1:]}, path)
    assert not path.exists()
