"""Curves of what runs logged, laid out as lines of an SVG picture."""

import dataclasses
import math
from typing import ClassVar

import numpy as np

from keras_gan.report.scores import number, words

MOST_POINTS = 400  # of a line, about one a pixel
MOST_DOTS = 30
LARGEST = 1e100  # what is larger was logged by a run that diverged, and is not drawn
COLOURS = 8
# Which columns share a chart; every other one has its own.
GROUPS = {
    "Parzen score on validation images, nats": ("val_parzen", "val_parzen_plain"),
    "Losses": ("d_loss", "g_loss"),
    "Value of the game, V(D, G)": ("value",),
    "Mean answers of D": ("d_real", "d_fake"),
    "Diversity of samples": ("val_distinct_neighbours", "val_distance_ratio"),
}
EQUILIBRIUM = {
    "Value of the game, V(D, G)": ("-log 4", -math.log(4)),
    "Mean answers of D": ("1/2", 0.5),
}


@dataclasses.dataclass(frozen=True)
class Line:
    """One curve, or one level to hold curves against.

    Args:
        name: str, what was logged.
        run: str, the run's name.
        colour: int, which of the page's colours; None for a level that all share.
        dash: int, which pattern of dashes.
        epochs: array, counted from 1; empty for a level.
        values: array of as many numbers; of a level, one.
    """

    name: str
    run: str
    colour: int | None
    dash: int
    epochs: np.ndarray
    values: np.ndarray

    @property
    def last(self):
        """Its last value as text."""
        return number(float(self.values[-1]))


@dataclasses.dataclass(frozen=True)
class Chart:
    """A chart, as the template draws it.

    Args:
        title: str.
        lines: list of `Line`.
        levels: list of `Line`.
        x_ticks: list of pairs of a place and a text.
        y_ticks: list of pairs of a place and a text.
        x_range: pair of epochs.
        y_range: pair of values.
    """

    title: str
    lines: list
    levels: list
    x_ticks: list
    y_ticks: list
    x_range: tuple
    y_range: tuple
    width: ClassVar = 340
    height: ClassVar = 206
    left: ClassVar = 44  # of the area that curves are drawn in
    right: ClassVar = 330
    top: ClassVar = 8
    bottom: ClassVar = 168

    def x(self, epoch):
        """The place of an epoch."""
        return _place(epoch, self.x_range, self.left, self.right)

    def y(self, value):
        """The place of a value."""
        return _place(value, self.y_range, self.bottom, self.top)

    def points(self, line):
        """The places of a line's points, as SVG has them."""
        pairs = zip(*_thinned(line.epochs, line.values), strict=True)
        return " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in pairs)

    def dots(self, line):
        """The places and values of a line's points, if they are few."""
        if len(line.epochs) > MOST_DOTS:
            return []
        pairs = zip(line.epochs, line.values, strict=True)
        return [
            (self.x(x), self.y(y), f"{line.name} {number(float(y))}, epoch {x:,.0f}")
            for x, y in pairs
        ]

    @property
    def names(self):
        """The names of what is drawn, each once."""
        return list(dict.fromkeys(line.name for line in self.lines))

    @property
    def text(self):
        """What the chart shows, in words."""
        said = [
            f"{line.run}, {line.name}: from {number(float(line.values[0]))} at epoch "
            f"{line.epochs[0]:,.0f} to {line.last} at epoch {line.epochs[-1]:,.0f}."
            for line in self.lines
        ]
        return " ".join(
            said + [f"Level {each.name}: {each.last}." for each in self.levels]
        )


def charts_of(runs):
    """Charts of all that several runs logged, with their curves over each other.

    Args:
        runs: list of `keras_gan.report.report.RunReport`.

    Returns:
        List of `Chart`.
    """
    logged = dict.fromkeys(name for run in runs for name in run.curves)
    groups = {title: names for title, names in GROUPS.items()}
    taken = {name for names in groups.values() for name in names}
    for name in logged:
        plain = name.removeprefix("val_")
        if name in taken:
            continue
        title = next((t for t, names in groups.items() if plain in names), words(plain))
        groups[title] = (*groups.get(title, ()), name)
    charts = (_chart(title, names, runs) for title, names in groups.items())
    return [chart for chart in charts if chart is not None]


def _chart(title, names, runs):
    several = len(runs) > 1
    lines = []
    for place, run in enumerate(runs):
        for kind, name in enumerate(names):
            epochs, values = run.curves.get(name, ((), ()))
            if len(epochs):
                colour = (place if several else kind) % COLOURS
                dash = kind if several else 0
                lines.append(Line(name, run.name, colour, dash, epochs, values))
    if not lines:
        return None
    levels = _levels(title, runs)
    return _laid_out(title, lines, levels)


def _levels(title, runs):
    """What the curves of a chart are held against."""
    if title.startswith("Parzen"):
        ceilings = {
            run.scores["parzen"].ceiling: run.scores["parzen"].limit
            for run in runs
            if run.scores and math.isfinite(run.scores["parzen"].ceiling)
        }
        named = [("ceiling, training images", value) for value in ceilings]
    else:
        has_value = any("value" in run.curves for run in runs)  # critics have none
        named = [EQUILIBRIUM[title]] if title in EQUILIBRIUM and has_value else []
    return [
        Line(name, "", None, 0, np.array([]), np.array([value]))
        for name, value in named
    ]


def _laid_out(title, lines, levels):
    # It takes a while to import.
    from matplotlib.ticker import MaxNLocator

    epochs = np.concatenate([line.epochs for line in lines])
    values = np.concatenate([line.values for line in lines + levels])
    y_range = _widened(values.min(), values.max())
    x_range = float(epochs.min()), float(epochs.max())
    if x_range[0] == x_range[1]:
        x_range = x_range[0] - 0.5, x_range[0] + 0.5
    steps = [1, 2, 2.5, 5, 10]
    x_ticks = MaxNLocator(5, integer=True, steps=steps).tick_values(*x_range)
    y_ticks = MaxNLocator(5, steps=steps).tick_values(*y_range)
    return Chart(
        title,
        lines,
        levels,
        [(x, f"{x:,g}") for x in x_ticks if x_range[0] <= x <= x_range[1]],
        [(y, f"{y:,.6g}") for y in y_ticks if y_range[0] <= y <= y_range[1]],
        x_range,
        y_range,
    )


def _widened(low, high):
    """A range with some room; around one value, with some more."""
    room = 0.06 * (high - low) or 0.5 * abs(low) or 0.5
    return float(low - room), float(high + room)


def _place(value, of, start, end):
    low, high = of
    return float(start + (value - low) / (high - low) * (end - start))


def _thinned(epochs, values):
    """A long line by the lowest and the highest value of each pixel."""
    if len(epochs) <= MOST_POINTS:
        return epochs, values
    kept = set()
    for places in np.array_split(np.arange(len(epochs)), MOST_POINTS // 2):
        some = values[places]
        kept |= {places[0], places[np.argmin(some)], places[np.argmax(some)]}
    kept = sorted({*kept, len(epochs) - 1})
    return epochs[kept], values[kept]
