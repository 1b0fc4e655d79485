"""Curves of what was logged in training."""

from pathlib import Path

import numpy as np

from keras_gan.plots.history_file import read_history
from keras_gan.plots.image_files import write_whole

COLOURS = ("#0b62a4", "#d1495b", "#2e8b57", "#8a5fbf", "#c77d0a", "#4a4a4a")


def learning_curves(history, keys, path, references=None, ylabel=None, title=None):
    """Draw logged values against epochs, as a PNG file.

    Args:
        history: what `fit` returned, its dict of lists, or the path of a file by
            `keras.callbacks.CSVLogger`. Only the latter tells the epochs of values
            that are not logged in every epoch.
        keys: sequence of strings, the logged values to draw, one curve each.
        path: string or path of the PNG file.
        references: dict of names and values, drawn as dashed horizontal lines, such
            as `{"training images": 244.2}` for a score's ceiling.
        ylabel: string, what the values are and in which units. By default the key, if
            there is only one.
        title: string, printed above the curves.

    Returns:
        The path, as `pathlib.Path`.

    Raises:
        FileNotFoundError: if `history` is a path without a file.
        ValueError: if `keys` is empty, if a key was never logged, if its epochs are
            not known, or if the file is damaged.

    Example:
        ```python
        learning_curves("runs/mnist/history.csv", ["val_parzen"], "parzen.png")
        ```
    """
    # matplotlib takes a while to import, and this is the only place that needs it.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    keys = [keys] if isinstance(keys, str) else list(keys)
    columns = read_columns(history)
    curves = {key: read_curve(columns, key) for key in keys}
    if not curves:
        raise ValueError(
            "`keys` must name at least one logged value. Received: keys=[]. Logged: "
            f"{sorted(columns)}."
        )
    figure = Figure(figsize=(7, 4.2), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    for index, (key, (epochs, values)) in enumerate(curves.items()):
        marker = "o" if len(epochs) <= 30 else None
        colour = COLOURS[index % len(COLOURS)]
        axes.plot(epochs, values, color=colour, marker=marker, ms=3.5, label=key)
    for name, value in (references or {}).items():
        axes.axhline(value, color="#777777", lw=1, ls=(0, (5, 3)), zorder=1)
        axes.annotate(
            f"{name} {value:,.4g}",
            xy=(0.99, value),
            xycoords=("axes fraction", "data"),
            xytext=(0, 3),
            textcoords="offset points",
            ha="right",
            color="#555555",
            fontsize=9,
        )
    _dress(axes, keys, ylabel, title)
    return write_whole(path, lambda file: figure.savefig(file, format="png", dpi=120))


def _dress(axes, keys, ylabel, title):
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.margins(y=0.08)
    axes.grid(axis="y", color="#e6e6e6", lw=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_xlabel("epochs")
    axes.set_ylabel(ylabel or (keys[0] if len(keys) == 1 else ""))
    if title:
        axes.set_title(title, loc="left")
    if len(keys) > 1:
        axes.legend(frameon=False)


def read_columns(history):
    """The history as a dict of lists of values.

    Args:
        history: as `learning_curves` takes it.

    Returns:
        Dict from names to lists, with texts of a file as they are there.

    Raises:
        FileNotFoundError: if it is a path without a file.
        ValueError: if the file is damaged.
    """
    history = getattr(history, "history", history)
    if isinstance(history, dict):
        return history
    path = Path(history)
    if not path.is_file():
        raise FileNotFoundError(
            f"There is no history to draw. Received: history='{path}', which is not a "
            "file. Pass what `fit` returned, or a file by keras.callbacks.CSVLogger."
        )
    names, *rows = read_history(path) or [[]]
    return {
        name: [row[index] if index < len(row) else None for row in rows]
        for index, name in enumerate(names)
    }


def read_curve(columns, key):
    """The epochs (counted from 1) and values of a key, where it was logged.

    Args:
        columns: dict, as `read_columns` returns it.
        key: str, one of its names.

    Returns:
        `(epochs, values)`, two arrays of finite numbers.

    Raises:
        ValueError: if the key was never logged, or its epochs are not known.
    """
    if key not in columns:
        raise ValueError(
            f"'{key}' was not logged. Received: keys with '{key}'. Logged: "
            f"{sorted(columns)}."
        )
    values = np.array([_number(value) for value in columns[key]])
    num_epochs = max(len(column) for column in columns.values())
    if len(values) != num_epochs:
        raise ValueError(
            f"It is not recorded to which epochs the values of '{key}' belong. "
            f"Received: {len(values)} values, and {num_epochs} of another key. Pass "
            "the path of a file by keras.callbacks.CSVLogger instead."
        )
    logged = columns.get("epoch", range(num_epochs))
    epochs = np.array([_number(epoch) + 1 for epoch in logged])
    known = np.isfinite(values) & np.isfinite(epochs)
    return epochs[known], values[known]


def _number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return float("nan")  # CSVLogger writes NA where nothing was logged
