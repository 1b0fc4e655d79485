"""The scores of `metrics.json`, as they are shown."""

import dataclasses
import math

PARZEN = {
    "parzen": "Parzen log-likelihood, averaged generator",
    "parzen_plain": "Parzen log-likelihood, un-averaged generator",
}
SHOWN_APART = {"mean", "standard_error", "ceiling", "ceiling_standard_error", "unit"}


@dataclasses.dataclass(frozen=True)
class Score:
    """One score of a run.

    Args:
        key: str, its name in `metrics.json`.
        name: str, as it is shown.
        mean: float or None.
        standard_error: float or None.
        ceiling: float or None, what real images get.
        ceiling_standard_error: float or None.
        unit: str.
        facts: dict of names and texts, what else the file says of it.
        parts: dict of names and dicts of names and texts, the scores of its parts,
            such as classes.
    """

    key: str
    name: str
    mean: float | None
    standard_error: float | None
    ceiling: float | None
    ceiling_standard_error: float | None
    unit: str
    facts: dict
    parts: dict

    @property
    def value(self):
        """The mean as text."""
        return number(self.mean, self.standard_error)

    @property
    def error(self):
        """The standard error as text, empty if there is none."""
        return _error(self.standard_error)

    @property
    def limit(self):
        """The ceiling and its standard error as text, empty if there is none."""
        if self.ceiling is None:
            return ""
        error = self.ceiling_standard_error
        if error is None:
            return number(self.ceiling, self.standard_error)
        return with_error(self.ceiling, error)


def scores_of(metrics):
    """All scores of a run.

    Args:
        metrics: dict, as `keras_gan.recipes.results.read` returns it.

    Returns:
        Dict from a key to a `Score`.
    """
    entries = {key: {**metrics[key], "unit": "nats"} for key in PARZEN}
    entries |= metrics["scores"]
    return {key: _score(key, entry) for key, entry in entries.items()}


def number(value, error=None):
    """A number as text, to the digit that its standard error leaves meaning."""
    if value is None:
        return "none"
    if not math.isfinite(value):
        return str(value)
    if error is None or not math.isfinite(error) or error <= 0:
        return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    return f"{value:,.{_decimals(error)}f}"


def with_error(value, error):
    """A number and its standard error as text."""
    text = _error(error)
    return f"{number(value, error)} ± {text}" if text else number(value)


def _error(error):
    return "" if error is None else number(error, error)


def _decimals(error):
    """Of a standard error, one digit counts; two, if the first one is a 1."""
    exponent = math.floor(math.log10(error))
    is_one = error < 2 * 10**exponent
    return min(12, max(0, is_one - exponent))


def _score(key, entry):
    rest = {name: entry[name] for name in entry if name not in SHOWN_APART}
    return Score(
        key=key,
        name=PARZEN.get(key) or words(key),
        mean=entry["mean"],
        standard_error=entry.get("standard_error"),
        ceiling=entry.get("ceiling"),
        ceiling_standard_error=entry.get("ceiling_standard_error"),
        unit=entry["unit"],
        facts={
            words(name): _text(value)
            for name, value in rest.items()
            if not isinstance(value, dict)
        },
        parts={
            words(name): {part: _text(of_part) for part, of_part in value.items()}
            for name, value in rest.items()
            if isinstance(value, dict)
        },
    )


def words(name):
    """A name of a file as words."""
    return name.replace("_", " ")


def _text(value):
    """What a file says, as text: a score of a part, a list, a number."""
    if isinstance(value, dict) and _is_number(value.get("mean")):
        error, ceiling = value.get("standard_error"), value.get("ceiling")
        text = with_error(value["mean"], error if _is_number(error) else None)
        limit = f", ceiling {number(ceiling)}" if _is_number(ceiling) else ""
        return text + limit
    if isinstance(value, dict):
        return ", ".join(f"{words(key)} {_text(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    return number(value) if isinstance(value, float) else str(value)


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)
