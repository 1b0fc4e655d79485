"""The history of a training, as `keras.callbacks.CSVLogger` writes it."""

import csv
from pathlib import Path


def read_history(path):
    """Reads the rows of a history.

    Args:
        path: string or path of the file.

    Returns:
        List of rows, lists of strings: the names, "epoch" first, then one row for
        each epoch. Empty for a file in which nothing was written yet.

    Raises:
        ValueError: if it is not such a file.
        OSError: if there is no file that can be read.
    """
    path = Path(path)
    try:
        with path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))
        if rows and rows[0][:1] != ["epoch"]:
            raise ValueError(f"its first line begins with {rows[0][:1]}, not 'epoch'")
    except (ValueError, csv.Error) as error:
        raise ValueError(
            f"{str(path)!r} cannot be read as a history. Expected a CSV file by "
            f"keras.callbacks.CSVLogger. Received: {error}. Put a copy in its place. "
            "A run can also go on without its history: delete it for that."
        ) from error
    return rows
