"""How should G and D take their steps, and where should z come from?

The recipe `mnist` under variants: each gets the steps that eight minutes allow on two
cores at a pace that is measured once, variants in turn, and kept beside the results.
Where they are then trained makes no difference to the table. The score is that of
10,000 samples of the averaged generator on the test images, sigma picked on validation
images, after a quarter and half of the time and at its end. Beside it stands what the
same variant finds of a ring of 8 and a grid of 25 Gaussians, with small dense networks,
without a penalty, in 10,000 steps each: the modes that at least one of 2,500
samples lies within three sigma of, and the share of samples that do.

What was trained is kept in `benchmarks/results/coordination`, and a run that was
stopped goes on with the next training. A process trains the seeds of a variant in turn,
and XLA compiles once for all of them. Run as `python -m benchmarks.coordination`, with
`--pace` first, on two cores that have nothing else to do; then with `--modes` too. With
`--jobs` above one, so many variants are trained at once: of MNIST on a GPU, which one
alone does not fill; of ring and grid on a core each.
"""

import argparse
import concurrent.futures
import json
import os
import re
import statistics

from benchmarks import timing

FOLDER = timing.RESULTS / "coordination"
PACE, CEILING = FOLDER / "pace.json", FOLDER / "ceiling.json"
MNIST, TARGETS = "mnist", ("ring", "grid")
COLUMNS = (
    "variant, ms a step, steps, nats after 1/4, 1/2, of all minutes, a seed each, "
    "ring: modes, near them, grid: modes, near them"
)


def main(minutes, seeds, mode_seeds, variants, pace, modes, report, jobs):
    from benchmarks.programs.coordination_variants import VARIANTS

    variants = variants or [*VARIANTS]
    unknown = sorted({*variants} - {*VARIANTS})
    if unknown:
        raise SystemExit(f"Unknown: {unknown}. Variants are {[*VARIANTS]}.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")  # for several processes
    if pace:
        measure_pace(variants)
    elif not report:
        unknown = [] if modes else sorted({*variants} - {*_paces()})
        if unknown:
            raise SystemExit(f"The pace is not known of {unknown}. Run with --pace.")
        targets = TARGETS if modes else [MNIST]
        train(targets, variants, range(mode_seeds) if modes else seeds, minutes, jobs)
    print_table(minutes)


def measure_pace(variants):
    """Writes the median milliseconds of a step of each variant, taken in turn."""
    from benchmarks.programs.coordination_mnist import paces

    _write(PACE, {**_paces(), **paces(variants)})


def _paces():
    return _read(PACE) if PACE.is_file() else {}


def train(targets, variants, seeds, minutes, jobs):
    """Trains what is not there yet, in a process for each variant."""
    waiting = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:

        def start(function, *arguments):
            work = pool.submit(timing.in_a_process, function, *arguments)
            waiting.append(work)

        if MNIST in targets and not CEILING.is_file():
            start(write_ceiling)
        for target in targets:
            for variant in variants:
                places = {s: place(target, variant, s, minutes) for s in seeds}
                left = [seed for seed, path in places.items() if not path.is_file()]
                if left:
                    start(train_seeds, target, variant, left, minutes)
    for work in waiting:
        work.result()  # raises what went wrong, after the others are done


def write_ceiling():
    """In a process of its own: the score of training images."""
    from benchmarks.programs.coordination_mnist import ceiling

    _write(CEILING, ceiling())


def train_seeds(target, variant, seeds, minutes):
    """In a process of its own: trains the seeds of a variant, and writes their scores.

    Args:
        target: str, "mnist", "ring" or "grid".
        variant: str, a key of `VARIANTS`.
        seeds: list of int.
        minutes: float, of MNIST's training.
    """
    from benchmarks.programs import coordination_mnist, coordination_modes

    if target == MNIST:
        pace = _paces()[variant]
        steps = coordination_mnist.rounded(6e4 * minutes / pace)
        results = coordination_mnist.scores(variant, seeds, steps)
    else:
        pace = None
        coordination_modes.keep_to_one_core()
        results = coordination_modes.modes(target, variant, seeds)
    for measured in results:
        measured |= {"target": target, "variant": variant}
        if pace:
            measured |= {"minutes": minutes, "pace": pace}
        _write(place(target, variant, measured["seed"], minutes), measured)
        brief = measured.get("nats") or measured["averaged"]
        print(target, variant, measured["seed"], brief, measured["seconds"], flush=True)


def place(target, variant, seed, minutes):
    """The file of one training's results."""
    of_mnist = f"{minutes:g}" if target == MNIST else ""
    words = re.findall(r"[\w.]+", f"{target} {variant} {of_mnist} {seed}")
    return FOLDER / f"{'-'.join(words)}.json"


def print_table(minutes):
    """Prints and writes the table of all trainings that are done, a row a variant."""
    from benchmarks.programs.coordination_variants import VARIANTS

    results = [_read(path) for path in sorted(FOLDER.glob("*-*.json"))]
    results = [r for r in results if r.get("minutes", minutes) == minutes]
    names = COLUMNS.split(", ")
    lines = [f"| {' | '.join(names)} |", "|---" * len(names) + "|"]
    for variant in VARIANTS:
        of_variant = [r for r in results if r["variant"] == variant]
        if of_variant:
            cells = [variant, *_of_mnist(of_variant), *_of_modes(of_variant)]
            lines.append(f"| {' | '.join(cells)} |")
    if CEILING.is_file():
        score = _read(CEILING)
        about = f"{score['mean']:.1f} +- {score['standard_error']:.1f} nats"
        lines += ["", f"As many training images in the place of samples: {about}."]
    timing.report("coordination", "\n".join(lines), {"rows": results})


def _of_mnist(results):
    """The cells of MNIST: pace, steps, means on the way, and at the end each seed."""
    results = [r for r in results if r["target"] == MNIST]
    if not results:
        return ["", "", "", "", "", ""]
    finished = [r for r in results if "diverged_at" not in r]
    curve = {
        share: [r["nats"][share]["mean"] for r in finished if share in r["nats"]]
        for share in ("0.25", "0.5", "1")
    }
    means = [f"{statistics.mean(nats):.1f}" if nats else "-" for nats in curve.values()]
    each = [f"{nats:.1f}" for nats in curve["1"]]
    each += ["diverged"] * (len(results) - len(finished))
    first = results[0]
    return [f"{first['pace']:.1f}", f"{first['steps']:,}", *means, ", ".join(each)]


def _of_modes(results):
    """The cells of ring and grid: means of the modes found and the samples near one."""
    cells = []
    for target in TARGETS:
        found = [r["averaged"] for r in results if r["target"] == target]
        modes = [each["modes"] for each in found]
        quality = [each["quality"] for each in found]
        cells += (
            [f"{statistics.mean(modes):.1f}", f"{statistics.mean(quality):.1%}"]
            if found
            else ["", ""]
        )
    return cells


def _read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path, content):
    """Whole or not at all, so that what a killed run left is not read."""
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    partial.replace(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=8)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--mode-seeds", type=int, default=10, metavar="COUNT")
    parser.add_argument("--variants", nargs="+", metavar="NAME")
    parser.add_argument("--jobs", type=int, default=1, help="processes at once")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--pace", action="store_true", help="time the variants' steps")
    kind.add_argument("--modes", action="store_true", help="train on ring and grid")
    kind.add_argument("--report", action="store_true", help="print the table alone")
    main(**vars(parser.parse_args()))
