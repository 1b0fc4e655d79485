import numpy as np
import pytest

from keras_gan.plots import interpolation


class Prior:
    """Draws one-pixel images that are their latents."""

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


def test_bad_input():
    with pytest.raises(ValueError, match="two steps.*steps=1"):
        interpolation(Prior(), steps=1)
    with pytest.raises(ValueError, match="one row.*rows=0"):
        interpolation(Prior(), rows=0)
