"""The pictures of a run, as they go into a page."""

import base64
import dataclasses
import warnings

from PIL import Image

MOST_GRIDS = 30  # of a run, on a page
# What is said of each picture that a run may have, by its name in `RunFolder`.
KINDS = {
    "nearest": (
        "Nearest training images",
        "Fair draws, none picked. In the frames: the training image that is nearest to "
        "the draw on the left of it.",
    ),
    "interpolation": (
        "Between two latents",
        "Each row is a straight line through latent space; its ends are fair draws.",
    ),
    "classes": ("Classes", "Fair draws, a row for each class, in order."),
    "completions": (
        "Completions",
        "In each row: what is known of a test image, eight completions, the image.",
    ),
    "reconstructions": (
        "Reconstructions",
        "Test images, and below them what each method makes of their codes.",
    ),
}


@dataclasses.dataclass(frozen=True)
class Picture:
    """A picture that is inside the page.

    Args:
        title: str.
        caption: str, what it shows.
        source: str, its content as a `data:` address.
        width: int, in pixels.
        height: int, in pixels.
    """

    title: str
    caption: str
    source: str
    width: int
    height: int


@dataclasses.dataclass(frozen=True)
class Album:
    """What a page shows of the pictures of a run.

    Args:
        grids: list of pairs of an epoch and a `Picture`, in order of epochs.
        num_grids: int, how many grids of samples the run has.
        pictures: dict from a kind to a `Picture`.
        left_out: list of str, the names of files that did not fit.
    """

    grids: list
    num_grids: int
    pictures: dict
    left_out: list


def album_of(folder, num_bytes):
    """Takes the pictures of a run, as far as they fit.

    The last grid of samples goes first, then the pictures of the finished run, then as
    many other grids as fit, evenly spaced over training, 30 in all at most. Pictures
    that cannot be read are left out with a warning.

    Args:
        folder: `keras_gan.recipes.run_folder.RunFolder`.
        num_bytes: int, how large the files may be together.

    Returns:
        An `Album`.
    """
    grids = _grids(folder)
    pictures, left_out = {}, []
    left = num_bytes - (_size(grids[max(grids)]) if grids else 0)
    for kind, (title, caption) in KINDS.items():
        path = getattr(folder, kind)
        if not path.is_file():
            continue
        if _size(path) > left:
            left_out.append(path.name)
            continue
        picture = _picture(path, title, caption)
        if picture is not None:
            pictures[kind] = picture
            left -= _size(path)
    shown = [(epoch, _grid(grids[epoch], epoch)) for epoch in _thinned(grids, left)]
    shown = [(epoch, grid) for epoch, grid in shown if grid is not None]
    return Album(shown, len(grids), pictures, left_out)


def _grids(folder):
    """The files of grids of samples, by their epochs."""
    prefix = "epoch-"
    return {
        int(path.stem.removeprefix(prefix)): path
        for path in sorted(folder.samples.glob(f"{prefix}*.png"))
        if path.stem.removeprefix(prefix).isdecimal() and path.is_file()
    }


def _thinned(grids, num_bytes):
    """Evenly spaced epochs, the last one always, whose other grids are no larger."""
    epochs = sorted(grids)
    for count in range(min(MOST_GRIDS, len(epochs)), 1, -1):
        steps = (len(epochs) - 1) / (count - 1)
        some = [epochs[round(step * steps)] for step in range(count)]
        if sum(_size(grids[epoch]) for epoch in some[:-1]) <= num_bytes:
            return some
    return epochs[-1:]


def _grid(path, epoch):
    return _picture(path, "Samples", f"Grid of samples after epoch {epoch:,}")


def _size(path):
    return path.stat().st_size


def _picture(path, title, caption):
    """A picture file, or None with a warning where it cannot be read."""
    try:
        with Image.open(path, formats=["PNG"]) as picture:
            picture.load()
            width, height = picture.size
    except Exception as error:  # a wrong bit shows itself as any kind of error
        warnings.warn(
            f"The picture {str(path)!r} cannot be read ({error}), and is left out of "
            "the report. Delete it, or put a copy in its place.",
            stacklevel=2,
        )
        return None
    source = "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()
    return Picture(title, caption, source, width, height)
