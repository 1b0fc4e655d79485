import numpy as np
import pytest
import tensorflow as tf

from keras_gan.plots import interpolation


class Prior:
    """Draws one-pixel images that are their latents."""

    value_range = (0.0, 1.0)

    def draw_latents(self, count, seed):
        values = np.random.default_rng(seed).random(count)
        return values.reshape(count, 1).astype("float32")

    def predict(self, latents, verbose):
        assert verbose == 0 and latents.dtype == np.float32
        return latents.reshape(-1, 1, 1, 1)


def test_rows_are_straight_lines_between_draws():
    grid = interpolation(Prior(), rows=3, steps=5, seed=7, scale=1)
    shown = grid[2::3, 2::3][:3, :5]
    ends = np.random.default_rng(7).random(6).reshape(3, 2)
    for row, (start, stop) in zip(shown, ends, strict=True):
        np.testing.assert_allclose(
            row, 255 * np.linspace(start, stop, 5), atol=0.51, rtol=0
        )


def test_the_seed_decides():
    first, again = (interpolation(Prior(), seed=1) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (first != interpolation(Prior(), seed=2)).any()


def test_images_are_changed_before_they_are_drawn():
    grid = interpolation(Prior(), seed=7, scale=1, to_pictures=lambda x: 1 - x)
    # padding stays white
    plain = interpolation(Prior(), seed=7, scale=1)
    shown, before = (picture[2::3, 2::3].astype(int) for picture in (grid, plain))
    np.testing.assert_allclose(shown, 255 - before, atol=1)
    assert (grid[::3] == plain[::3]).all()


def test_the_range_is_the_models():
    wide = Prior()
    wide.value_range = (-1.0, 1.0)
    grid = interpolation(wide, seed=7, scale=1)
    halved = interpolation(Prior(), seed=7, scale=1, to_pictures=lambda x: (x + 1) / 2)
    np.testing.assert_array_equal(grid, halved)
    given = interpolation(Prior(), seed=7, scale=1, value_range=(-1, 1))
    np.testing.assert_array_equal(grid, given)
    unbounded = Prior()
    unbounded.value_range = None
    grid = interpolation(unbounded, seed=7, scale=1)
    np.testing.assert_array_equal(grid, interpolation(Prior(), seed=7, scale=1))


class Conditional(Prior):
    """Draws pixels that are a label's tenth or a code's second value."""

    conditions = {
        "labels": tf.TensorSpec((None,), tf.int32),
        "code": tf.TensorSpec((None, 2), tf.float32),
    }

    def predict(self, entries, verbose):
        assert {*entries} == {"latents", "labels", "code"}
        count = len(entries["latents"])
        assert entries["labels"].shape == (count,)
        assert entries["code"].shape == (count, 2)
        pixels = entries["labels"] / 10 + entries["code"][:, 1]
        return pixels.reshape(-1, 1, 1, 1)


@pytest.mark.parametrize(
    ("labels", "code", "tenths"),
    [
        (3, [0.0, 0.0], [3, 3]),
        ([3, 5], [0.0, 0.2], [5, 7]),
        (3, [[0.0, 0.1], [0.0, 0.4]], [4, 7]),
    ],
)
def test_conditions_of_all_images_or_of_a_row(labels, code, tenths):
    conditions = {"labels": labels, "code": code}
    grid = interpolation(Conditional(), rows=2, steps=3, scale=1, conditions=conditions)
    shown = grid[2::3, 2::3][:2, :3] / 25.5
    np.testing.assert_allclose(shown, np.repeat(tenths, 3).reshape(2, 3), atol=0.03)


def test_conditions_of_another_number_than_there_are_rows():
    conditions = {"labels": [1, 2, 3], "code": [0.0, 0.0]}
    with pytest.raises(ValueError, match=r"'labels'.*rows=2.*shape \(3,\)"):
        interpolation(Conditional(), rows=2, conditions=conditions)


def test_bad_input():
    with pytest.raises(ValueError, match="two steps.*steps=1"):
        interpolation(Prior(), steps=1)
    with pytest.raises(ValueError, match="one row.*rows=0"):
        interpolation(Prior(), rows=0)
