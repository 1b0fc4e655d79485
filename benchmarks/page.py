"""Writes `benchmarks/README.md` from what the scripts measured.

Run as `python -m benchmarks.page`, after the scripts.
"""

import importlib
import json

from benchmarks import timing
from benchmarks.programs import PAIRS

SCRIPTS = {
    "training_step": tuple(
        f"training_step_{pair}_{optimizer}"
        for pair in PAIRS
        for optimizer in ("sgd", "adam")
    ),
    "recipe_step": ("recipe_step",),
    "step_profile": ("step_profile",),
    "gpu": ("gpu",),
    "step_sizes": ("step_sizes",),
    "steady": ("steady",),
    "time_to_score": ("time_to_score",),
    "parzen_score": ("parzen_score",),
    "parzen_growth": ("parzen_growth",),
    "scores": ("scores_frechet", "scores_pairs_64", "scores_pairs_2048"),
    "sampling": ("sampling",),
    "starting": ("starting",),
    "many_pictures": ("many_pictures",),
    "losses_on_photos": ("losses_on_photos",),
    "few_pictures": ("few_pictures",),
    "coordination": ("coordination",),
}
OPENING = """\
# How fast is it?

Machines are shared and drift, so absolute times say little: where programs are compared
they take turns, each in a process of its own, and what counts is the ratio of their
medians. `make bench` runs the scripts, on a quiet machine, and `python -m
benchmarks.page` writes this page from what they measured.
"""


def main():
    parts = [OPENING]
    for script, names in SCRIPTS.items():
        there = [name for name in names if (timing.RESULTS / f"{name}.json").is_file()]
        if there:
            summary = importlib.import_module(f"benchmarks.{script}").__doc__.strip()
            question, *rest = summary.split("\n\n", 1)
            parts.append("\n\n".join([f"## {question}", *rest]) + "\n")
        for name in there:
            measured = (timing.RESULTS / f"{name}.json").read_text(encoding="utf-8")
            table = (timing.RESULTS / f"{name}.md").read_text(encoding="utf-8")
            parts.append(f"`{name}`, {machine(json.loads(measured))}:\n\n{table}")
        if there and timing.RESULTS.with_name(f"{script}.png").is_file():
            parts.append(f"![{script}]({script}.png)\n")
    page = timing.RESULTS.parent / "README.md"
    page.write_text("\n".join(parts), encoding="utf-8")


def machine(measured):
    about = measured["machine"]
    packages = ("tensorflow", "keras", "torch")
    versions = [f"{name} {about[name]}" for name in packages if about[name]]
    return f"{about['cores']} cores of {about['processor']}, {', '.join(versions)}"


if __name__ == "__main__":
    main()
