"""Scores of several runs side by side, and which is the best where one can tell."""

import dataclasses
import math

from keras_gan.report.scores import PARZEN

BARS = 2.0  # standard errors of a difference that count as one


@dataclasses.dataclass(frozen=True)
class Row:
    """One score of several runs.

    Args:
        name: str.
        unit: str.
        scores: list of `Score`, or None where a run has no such score.
        best: int or None, the place of the best one.
    """

    name: str
    unit: str
    scores: list
    best: int | None


def comparison(runs):
    """The scores of several runs, a row each.

    Args:
        runs: list of `keras_gan.report.report.RunReport`.

    Returns:
        List of `Row`.
    """
    may_tell = are_comparable(runs)
    rows = []
    for key in dict.fromkeys(key for run in runs for key in run.scores):
        scores = [run.scores.get(key) for run in runs]
        some = next(score for score in scores if score is not None)
        best = best_of(scores) if may_tell else None
        rows.append(Row(some.name, some.unit, scores, best))
    return rows


def are_comparable(runs):
    """Whether runs were scored on the same images by the same protocol.

    The ceiling tells: other images, another split and another number of samples have
    another one.
    """
    scored = [run for run in runs if run.scores]
    ceilings = [run.scores["parzen"].ceiling for run in scored]
    return len({run.data for run in scored}) == 1 and all(
        math.isclose(ceiling, ceilings[0], rel_tol=1e-4) for ceiling in ceilings
    )


def best_of(scores):
    """Which of the scores of several runs is the best, where error bars tell.

    The larger Parzen score is the better one. Of other scores, the better one is nearer
    to its ceiling, what real images get. The best differs from every other one by more
    than two standard errors of the difference.

    Args:
        scores: list of `Score` or None, of one key, one a run.

    Returns:
        int, its place in the list, or None where there is no telling.
    """
    known = {place: score for place, score in enumerate(scores) if score is not None}
    if len(known) < 2 or not all(map(_has_bars, known.values())):
        return None
    gaps = {place: _gap(score) for place, score in known.items()}
    best = min(gaps, key=gaps.get)
    for place, score in known.items():
        errors = (score.standard_error, known[best].standard_error)
        if place != best and gaps[place] - gaps[best] <= BARS * math.hypot(*errors):
            return None
    return best


def _has_bars(score):
    needed = [score.mean, score.standard_error]
    if score.key not in PARZEN:
        needed.append(score.ceiling)
    return all(value is not None and math.isfinite(value) for value in needed)


def _gap(score):
    """How much a score lacks; smaller is better."""
    return -score.mean if score.key in PARZEN else abs(score.ceiling - score.mean)
