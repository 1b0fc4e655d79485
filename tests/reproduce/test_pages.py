import numpy as np
from PIL import Image, ImageFont

from keras_gan.reproduce import figure2, figure3, pages
from keras_gan.reproduce.pages import LINE, MARGIN, captioned, side_by_side


def test_a_caption_leaves_the_picture_as_it_was():
    picture = np.full((30, 400), 100, "uint8")
    page = captioned(picture, "one line of text")
    assert page.shape == (30 + LINE + MARGIN, 400, 3)
    assert (page[:30] == 100).all()
    text = page[30:]
    assert text.min() == 0 and (text[:, -100:] == 255).all()


def test_a_long_caption_is_broken_and_not_cut_off():
    caption = "fer2013: recipe faces, epochs 72, seed 0 " * 4
    page = captioned(np.zeros((5, 300, 3), "uint8"), caption)
    length = ImageFont.load_default(pages.FONT_SIZE).getlength(caption)
    lines = (len(page) - 5 - MARGIN) // LINE
    assert length / 300 <= lines <= 1.5 * length / 300 + 1
    assert (page[5:, -2:] == 255).all()  # no letter runs over the right edge
    assert (page[-2:] == 255).all()


def test_pictures_of_several_sizes_on_a_page():
    a, b, c = (
        np.full((h, w, 3), v, "uint8") for h, w, v in [(4, 6, 1), (8, 3, 2), (2, 2, 3)]
    )
    page = side_by_side([a, b, c], columns=2)
    step_down, step_right = 8 + MARGIN, 6 + MARGIN
    assert page.shape == (step_down + 2 + MARGIN, step_right + 3 + MARGIN, 3)
    assert (page[:4, :6] == 1).all()
    assert (page[:8, step_right : step_right + 3] == 2).all()
    assert (page[step_down : step_down + 2, :2] == 3).all()
    assert (page < 255).sum() == 3 * (4 * 6 + 8 * 3 + 2 * 2)


def test_figures_are_the_pictures_of_the_runs(tmp_path, on_digits):
    for figure, name, attribute in [
        (figure2.figure2, "figure2-a-digits-quick.png", "nearest"),
        (figure3.figure3, "figure3-digits-quick.png", "interpolation"),
    ]:
        page, panel = figure(tmp_path, quick=True, seed=5)
        assert panel == tmp_path / name
        drawn = np.asarray(Image.open(panel))
        run = Image.open(tmp_path / "runs" / "digits" / f"{attribute}.png")
        run = np.asarray(run.convert("RGB"))
        np.testing.assert_array_equal(drawn[: len(run)], run)
        assert len(drawn) > len(run) + LINE  # the caption
        paged = np.asarray(Image.open(page))[: len(drawn), : drawn.shape[1]]
        np.testing.assert_array_equal(paged, drawn)
