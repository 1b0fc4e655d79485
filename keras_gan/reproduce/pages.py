"""Pictures of runs with a line that says what they are, and pages of them."""

import functools
import textwrap

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from keras_gan.plots import save_png
from keras_gan.reproduce.runs import check_runs, run_recipe, run_state, work_through

FONT_SIZE = 15  # pixels
LINE = 20  # pixels
MARGIN = 12  # pixels


def draw_page(target, panels, picture, columns, output, quick, seed, cifar10):
    """Makes a page of pictures, and a file of each as soon as its run is finished.

    Args:
        target: str, the name of the figure.
        panels: dict of names of panels and recipes.
        picture: function that takes a `RunFolder` and gives the path of the picture
            that is wanted of the run.
        columns: int, pictures in a row of the page.
        output: path of a folder.
        quick: bool, whether to try it out on short runs.
        seed: int, the runs' seed.
        cifar10: str or None, the data set that takes the place of CIFAR-10.

    Returns:
        List of the paths that were written, the page first.

    Raises:
        FileNotFoundError: if a data set is missing, before anything is trained.
        ValueError: if another run of a recipe is in the place of one.
    """
    mark = "-quick" if quick else ""
    states = {
        name: run_state(recipe, quick, seed, cifar10) for name, recipe in panels.items()
    }
    check_runs(states.values(), output)
    paths = {name: output / f"{target}-{name}{mark}.png" for name in panels}
    parts = {
        name: functools.partial(
            _draw_panel, states[name], picture, output, quick, paths[name]
        )
        for name in panels
    }
    pictures = work_through(target, parts)
    page = save_png(output / f"{target}{mark}.png", side_by_side(pictures, columns))
    return [page, *paths.values()]


def captioned(picture, caption):
    """A picture with text below it.

    Args:
        picture: uint8 array `(H, W)` or `(H, W, 3)`.
        caption: str, broken into lines that fit.

    Returns:
        uint8 array `(H + height of the text, W, 3)`.
    """
    picture = np.asarray(Image.fromarray(picture).convert("RGB"))
    font = ImageFont.load_default(FONT_SIZE)
    letters = len(caption) / font.getlength(caption) * picture.shape[1]
    lines = textwrap.wrap(caption, int(0.9 * letters))
    strip = Image.new("RGB", (picture.shape[1], LINE * len(lines) + MARGIN), "white")
    ImageDraw.Draw(strip).multiline_text(
        (MARGIN / 2, 0), "\n".join(lines), "black", font, spacing=LINE - FONT_SIZE
    )
    return np.concatenate([picture, np.asarray(strip)])


def side_by_side(pictures, columns):
    """Pictures in rows on a white page.

    Args:
        pictures: sequence of uint8 arrays `(H, W, 3)`, of any sizes.
        columns: int, pictures in a row.

    Returns:
        uint8 array `(H, W, 3)`.
    """
    starts = range(0, len(pictures), columns)
    rows = [pictures[start : start + columns] for start in starts]
    heights = [max(len(picture) for picture in row) + MARGIN for row in rows]
    widths = [
        max(picture.shape[1] for picture in pictures[column::columns]) + MARGIN
        for column in range(min(columns, len(pictures)))
    ]
    page = np.full((sum(heights), sum(widths), 3), 255, "uint8")
    for index, picture in enumerate(pictures):
        row, column = divmod(index, columns)
        top, left = sum(heights[:row]), sum(widths[:column])
        page[top : top + len(picture), left : left + picture.shape[1]] = picture
    return page


def _draw_panel(state, picture, output, quick, path):
    folder, metrics = run_recipe(state, output)
    epochs = f"{metrics['epochs']} epoch{'s' if metrics['epochs'] > 1 else ''}"
    score = metrics["parzen"]
    caption = (
        f"{metrics['dataset']}: recipe {state.recipe}, {epochs}, "
        f"{metrics['minutes']:.1f} minutes, seed {state.seed}; "
        f"{score['mean']:.1f} nats, training images {score['ceiling']:.1f}"
    )
    if state.limit:
        caption += f", {state.limit:,} training images"
    if quick:
        caption = f"QUICK, no result. {caption}"
    with Image.open(picture(folder)) as file:
        panel = captioned(np.asarray(file), caption)
    save_png(path, panel)
    return panel
