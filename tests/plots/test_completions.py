import numpy as np

from keras_gan import plots

IMAGES = np.random.default_rng(0).random((3, 4, 4, 1))
MASK = np.ones((4, 4, 1))
MASK[:, 2:] = 0


class Model:
    value_range = (0.0, 1.0)

    def complete(self, images, mask, n, seed):
        draws = np.stack([np.full_like(images, i / n) for i in range(n)], axis=1)
        return np.where(mask > 0.5, images[:, None], draws)


def test_a_row_has_what_is_known_the_completions_and_the_image():
    picture = plots.completions(Model(), IMAGES, MASK, n=2, scale=1)
    cells = [
        [picture[y : y + 4, x : x + 4] for x in range(2, 24, 6)]
        for y in range(2, 18, 6)
    ]
    assert picture.shape == (3 * 6 + 2, 4 * 6 + 2)
    for row, image in zip(cells, IMAGES[..., 0], strict=True):
        pixels = np.rint(255 * image)
        for cell, filling in zip(row[:3], (127.5, 0, 127.5), strict=True):
            np.testing.assert_array_equal(cell[:, :2], pixels[:, :2])
            assert np.abs(cell[:, 2:] - filling).max() <= 0.5
        np.testing.assert_array_equal(row[3], pixels)
