"""Which files of a folder are pictures."""

import collections
import os
import warnings
from pathlib import Path, PurePosixPath

from PIL import Image

# Pillow knows these, and reads them only with the help of another program.
UNREADABLE_FORMATS = ("BUFR", "EPS", "GRIB", "HDF5", "MPEG", "WMF")
EXAMPLES = (".png", ".jpg", ".webp", ".tif")


def image_files(directory, tell=True):
    """The pictures in a folder and below it, in the order of their names.

    Links are followed, and a folder to which several lead is entered once. Hidden files
    and folders are left out. Files that are no pictures by their suffix are passed
    over with a warning that counts them.

    Args:
        directory: `pathlib.Path` of the folder.
        tell: bool, whether to warn.

    Returns:
        List of str, their paths below the directory, with slashes.

    Raises:
        FileNotFoundError: if there is no such folder, or no picture in it.
    """
    if not directory.is_dir():
        raise FileNotFoundError(
            "The folder of images does not exist. "
            f"Received: directory={str(directory)!r}. Pass the path of a folder; "
            f"relative ones start at {str(Path.cwd())!r}."
        )
    suffixes = picture_suffixes()
    pictures, others = [], collections.Counter()
    for name in _names(directory):
        suffix = PurePosixPath(name).suffix.lower()
        if not os.path.isfile(os.path.join(directory, name)):
            others["links that lead nowhere"] += 1
        elif suffix in suffixes:
            pictures.append(name)
        else:
            others[f"of the suffix {suffix}" if suffix else "without a suffix"] += 1
    told = ", ".join(f"{count} {reason}" for reason, count in others.most_common(5))
    if not pictures:
        raise FileNotFoundError(
            "There are no images in the folder or below it. "
            f"Received: directory={str(directory)!r}, with {told or 'no files'}. Pass "
            f"a folder with files that end in {', '.join(EXAMPLES)} or another suffix "
            "that Pillow reads."
        )
    if others and tell:
        warnings.warn(
            f"Of {len(pictures) + others.total():,} files in {str(directory)!r}, "
            f"{len(pictures):,} are pictures. Passed over: {told}.",
            stacklevel=3,
        )
    return sorted(pictures)


def picture_suffixes():
    """The set of suffixes, in small letters, of the pictures that Pillow reads."""
    return {
        suffix
        for suffix, kind in Image.registered_extensions().items()
        if kind in Image.OPEN and kind not in UNREADABLE_FORMATS
    }


def _names(directory):
    seen = {os.path.realpath(directory)}
    for folder, subfolders, files in os.walk(directory, followlinks=True):
        entered = []
        for name in sorted(subfolders):
            place = os.path.realpath(os.path.join(folder, name))
            if not name.startswith(".") and place not in seen:
                seen.add(place)
                entered.append(name)
        subfolders[:] = entered
        below = os.path.relpath(folder, directory)
        above = "" if below == os.curdir else below.replace(os.sep, "/") + "/"
        yield from (f"{above}{name}" for name in files if not name.startswith("."))
