"""Images of one size from a folder of pictures of any size."""

import concurrent.futures
import functools
import hashlib
import json
import os
import statistics
import warnings
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps
from tqdm import tqdm

from keras_gan.arguments import is_integer
from keras_gan.datasets.file_split import (
    READ_AHEAD,
    FileSplit,
    check_fractions,
    in_turn,
    split_at_random,
)
from keras_gan.datasets.image_data import ImageData
from keras_gan.datasets.image_files import image_files
from keras_gan.datasets.picture_file import SUFFIX, open_pictures, write_pictures
from keras_gan.datasets.picture_labels import picture_labels
from keras_gan.datasets.stored_images import StoredImages

MODES = {1: "L", 3: "RGB"}
MANY_FILES = 300
# How a picture of another aspect ratio is made to fit.
FITS = ("crop", "pad", "stretch")
PAPER = {"L": 255, "RGB": (255, 255, 255)}
ORIENTATION = 0x0112  # EXIF's tag
# What turns a photo upright, by the value of the tag.
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def image_folder(
    directory,
    image_size,
    channels=3,
    validation=0.1,
    test=0.1,
    seed=0,
    skip_unreadable=False,
    split=None,
    fit="crop",
    cache=None,
    least=3,
    labels=None,
):
    """Read all pictures below a folder, at one size, split in three.

    Each picture is made to fit the aspect ratio asked for, by default cropped about its
    centre, and resized with antialiasing. Transparent pixels become white, of an
    animation the first frame counts, photos are turned upright. Links to other folders
    are followed, hidden files are left out, and what else is passed over is counted in
    a warning. The same files with the same seed are always split in the same way.

    Args:
        directory: path of the folder; subfolders are searched too.
        image_size: int, or pair `(height, width)`, in pixels.
        channels: int, 1 for grey or 3 for colour.
        validation: float, the fraction of the images set aside for validation.
        test: float, the fraction of the images set aside for testing.
        seed: int, the seed of the split.
        skip_unreadable: bool, whether files that cannot be read are left out, with a
            warning that counts them. All files are then decoded twice.
        split: `keras_gan.datasets.FileSplit` or None, the parts of a run that began
            with this folder, in the place of a new split.
        fit: str, "crop" to the aspect ratio, "pad" with white, or "stretch".
        cache: path of a folder, or None: where the decoded pictures are kept as a file,
            for the next time and for more of them than fit into memory. Other files
            for other sizes may lie there too.
        least: int, how many pictures there must be for a new split.
        labels: None; "folders", where each folder right below the directory is a class;
            or the path of a CSV file with a row a picture: its path below the
            directory, or its name, and its class. Of a `split` that has labels, those
            count.

    Returns:
        `ImageData`, named after the folder, with images of shape
        `(height, width, channels)` in [0, 1], kept as bytes; every part has an image
        at least. Its `files` tells which picture is in which part. With `labels` it has
        the labels, -1 for pictures of no class, and the classes' names, in alphabetical
        order.

    Raises:
        FileNotFoundError: if there is no such folder, or no picture in it.
        ValueError: if a file cannot be read (named in the message), there are too
            few images to split, most of the split's are gone, there are fewer than
            two classes, or an argument is out of its range.

    Example:
        >>> data = keras_gan.datasets.image_folder("flowers", image_size=32)
    """
    directory = Path(directory)
    size = _check_image_size(image_size)
    _check_channels(channels)
    _check_fit(fit)
    check_fractions(validation, test)
    names = image_files(directory)
    read = functools.partial(read_image, directory, size, channels, fit)
    if skip_unreadable and split is None:  # those of a split could all be read
        names = _readable(names, read)
    if split is None:
        parts = split_at_random(names, validation, test, seed, least, directory)
        known = () if labels is None else picture_labels(directory, names, labels)
        split = FileSplit.of(directory, parts, *known)
    else:
        parts = split.names(directory, names)
    names = sum(parts.values(), [])
    shape = (len(names), *size, channels)
    if cache is None:
        images = StoredImages(np.concatenate(list(_read_images(names, read))))
    else:
        about = [fit, shape, *split.digests(names)]
        images = _cached(Path(cache), about, shape, lambda: _read_images(names, read))
    ends = np.cumsum([0, *(len(part) for part in parts.values())])
    return ImageData(
        directory.resolve().name,
        *(images[start:end] for start, end in zip(ends, ends[1:], strict=False)),
        files=split,
        classes=split.classes,
        labels={
            part: split.labels_of(some) for part, some in parts.items() if split.classes
        },
    )


def usual_side(directory):
    """The median of the shorter sides of the pictures below a folder.

    Args:
        directory: path of the folder.

    Returns:
        float, in pixels. Files that cannot be read do not count.

    Raises:
        FileNotFoundError: if there is no such folder, or no picture in it.
    """
    sides = []
    for name in image_files(Path(directory), tell=False):
        path = Path(directory, name)
        try:
            with Image.open(path) as file:
                sides.append(min(file.size))
        except Exception as error:  # of whatever kind: it is told when it is decoded
            unreadable = error
    if not sides:
        raise UnreadableImageError(path, unreadable)
    return statistics.median(sides)


def _cached(folder, about, shape, read):
    """The pictures of a file whose name tells what it was made from."""
    key = hashlib.sha256(json.dumps(about).encode()).hexdigest()[:32]
    path = folder / f"{key}{SUFFIX}"
    if not path.is_file():
        write_pictures(path, shape, read())
    return open_pictures(path)


def _readable(names, read):
    """The files that can be read, with a warning about the others."""

    def error_of(name):
        try:
            read(name)
        except UnreadableImageError as error:
            return error

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        errors = dict(zip(names, in_turn(threads, error_of, names), strict=True))
    broken = [error for error in errors.values() if error]
    if broken:
        warnings.warn(
            f"{len(broken):,} of {len(names):,} files cannot be read and are left "
            f"out. The first: {broken[0]}",
            stacklevel=3,
        )
    return [name for name in names if not errors[name]]


def _read_images(names, read):
    """uint8 arrays of some pictures each, in the order of the names."""
    bar = tqdm(total=len(names), desc="Reading images", disable=len(names) < MANY_FILES)
    with bar, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as threads:
        for start in range(0, len(names), READ_AHEAD):  # an error waits for no more
            some = [*threads.map(read, names[start : start + READ_AHEAD])]
            bar.update(len(some))
            yield np.stack(some)


def read_image(directory, size, channels, fit, name):
    """A picture of a folder as a uint8 array `(height, width, channels)`."""
    height, width = size
    path = directory / name
    try:
        with Image.open(path) as file:
            image = _to_mode(_upright(file), MODES[channels])
            image = _fitted(image, (width, height), fit)
    # What Pillow raises depends on the format and on the damage.
    except Exception as error:
        raise UnreadableImageError(path, error) from error
    return np.asarray(image, "uint8").reshape(height, width, channels)


def _fitted(image, size, fit):
    if fit == "crop":
        return ImageOps.fit(image, size, Image.Resampling.LANCZOS)
    if fit == "pad":
        scale = min(new / old for new, old in zip(size, image.size, strict=True))
        inner = [max(1, round(scale * side)) for side in image.size]
        paper = Image.new(image.mode, size, PAPER[image.mode])
        place = [(new - old) // 2 for new, old in zip(size, inner, strict=True)]
        paper.paste(image.resize(inner, Image.Resampling.LANCZOS), place)
        return paper
    return image.resize(size, Image.Resampling.LANCZOS)


class UnreadableImageError(ValueError):
    """A file is not the picture that its suffix says."""

    def __init__(self, path, error):
        super().__init__(
            f"The image cannot be read. Received: {str(path)!r}: "
            f"{type(error).__name__}: {error}. Repair the file, remove it from the "
            "folder, or leave such files out with `skip_unreadable=True` "
            "(`--skip-unreadable` on the command line)."
        )


def _upright(image):
    """The image as it is to be seen, by its EXIF, which may be harmed."""
    try:
        turn = TURNS.get(image.getexif().get(ORIENTATION))
    except Exception:  # only what is said about the pixels is harmed
        turn = None
    return image if turn is None else image.transpose(turn)


def _to_mode(image, mode):
    if image.mode.startswith("I"):
        image = _of_eight_bits(image)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    return image.convert(mode)


def _of_eight_bits(image):
    """A grey image of 16 bits, which Pillow would clip at 255."""
    pixels = np.asarray(image, "float64")
    grey = Image.fromarray((pixels / 257).round().clip(0, 255).astype("uint8"))
    if "transparency" in image.info:
        is_seen = pixels != image.info["transparency"]
        grey.putalpha(Image.fromarray((255 * is_seen).astype("uint8")))
    return grey


def _check_image_size(image_size):
    size = (image_size,) * 2 if np.ndim(image_size) == 0 else tuple(image_size)
    if len(size) != 2 or not all(is_integer(length, 1) for length in size):
        raise ValueError(
            "`image_size` must be a positive integer or a pair of them, (height, "
            f"width). Received: image_size={image_size!r}. Pass for example 32."
        )
    return size


def _check_channels(channels):
    if channels not in MODES:
        raise ValueError(
            "`channels` must be 1 (grey) or 3 (colour). "
            f"Received: channels={channels!r}."
        )


def _check_fit(fit):
    if fit not in FITS:
        raise ValueError(
            f"Unknown `fit`. Expected one of {FITS}. Received: fit={fit!r}."
        )
