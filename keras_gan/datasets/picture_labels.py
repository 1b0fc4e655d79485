"""The classes of pictures, by the folders that they lie in, or by a table."""

import csv
import warnings
from pathlib import Path, PurePosixPath

import numpy as np

UNKNOWN = -1
FOLDERS = "folders"


def picture_labels(directory, names, labels):
    """Which class each picture is of.

    Args:
        directory: `pathlib.Path` of the folder that they were found below.
        names: list of str, their paths below it, with slashes.
        labels: "folders", where each folder right below the directory is a class, of
            all that lies in it; or the path of a CSV file with a row a picture, whose
            first column is its path below the directory, or its name alone, with or
            without the suffix, and whose second one is its class. A first row that
            names no picture is the columns' heading.

    Returns:
        Tuple of the classes' names, in alphabetical order, and a dict from a name to
        its class, counted from 0. Pictures of no class, which a warning counts, are in
        none of its entries.

    Raises:
        FileNotFoundError: if there is no such CSV file.
        ValueError: if there are fewer than two classes, if the table cannot be read, or
            if it gives one picture two classes.
    """
    if labels == FOLDERS:
        named = {name: name.split("/")[0] for name in names if "/" in name}
        source = f"the folders right below {str(directory)!r}"
    else:
        named = _by_table(names, Path(labels))
        source = f"the table {str(labels)!r}"
    classes = tuple(sorted(set(named.values())))
    if len(classes) < 2:
        raise ValueError(
            f"Labels take at least two classes. Received: {list(classes)}, of "
            f"{source}. Sort the pictures into a folder for each class, or pass a CSV "
            "file with the columns of file and class."
        )
    if len(named) < len(names):
        warnings.warn(
            f"{len(names) - len(named):,} of {len(names):,} pictures have no class by "
            f"{source}. They count as of an unknown one, {UNKNOWN}.",
            stacklevel=3,
        )
    numbers = {name: number for number, name in enumerate(classes)}
    return classes, {name: numbers[kind] for name, kind in named.items()}


def as_array(names, numbers):
    """The classes of some pictures.

    Args:
        names: list of str.
        numbers: dict from a name to its class, unknown where it has none.

    Returns:
        int32 array, with -1 for unknown.
    """
    return np.array([numbers.get(name, UNKNOWN) for name in names], "int32")


def _by_table(names, table):
    rows = _rows(table)
    named = {}
    for name in names:
        path = PurePosixPath(name)
        # Whichever of them the table has, the fullest first.
        for key in (name, str(path.with_suffix("")), path.name, path.stem):
            if key in rows:
                named[name] = rows[key]
                break
    if not named:
        raise ValueError(
            "The table names none of the pictures. Received: "
            f"{str(table)!r}, which has {list(rows)[:3]}, and pictures such as "
            f"{names[0]!r}. Write their paths below the folder, or their "
            "names, into the first column."
        )
    return named


def _rows(table):
    """Dict from the first column to the second."""
    if not table.is_file():
        raise FileNotFoundError(
            f"The table of labels does not exist. Received: {str(table)!r}. Pass the "
            'path of a CSV file, or "folders" where a folder for each class is there.'
        )
    rows = {}
    try:
        with table.open(newline="", encoding="utf-8-sig") as file:
            for row in csv.reader(file):
                cells = [cell.strip() for cell in row]
                if not any(cells):
                    continue
                name, label = cells[:2]
                if not label:
                    continue
                if rows.setdefault(name, label) != label:
                    raise ValueError(f"{name!r} is both {rows[name]!r} and {label!r}")
    except (ValueError, UnicodeError, csv.Error) as error:
        raise ValueError(
            "The table of labels cannot be read. Expected: a CSV file with two "
            f"columns, file and class. Received: {str(table)!r}: {error}."
        ) from error
    return rows
