"""How does the time of a step go with width, batch and k?

The 2014 paper's MNIST pair, one size changed at a time, beside the floor of the same
sizes. Run as `python -m benchmarks.step_sizes`; it draws
`benchmarks/step_sizes.png`.
"""

import statistics

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator

from benchmarks import timing

CHANGES = {
    "width": {
        width: {"generator_widths": (width, width), "maxout_units": width // 5}
        for width in (300, 600, 1200, 2400, 4800)
    },
    "batch size": {
        batch: {"batch_size": batch} for batch in (25, 50, 100, 200, 400, 800, 1600)
    },
    "k": {k: {"k": k} for k in (1, 2, 4, 8)},
}
PROGRAMS = {"floor": "floor", "keras_gan": "keras_gan_fit"}
REPETITIONS, SECONDS = 5, 2.0
PICTURE = timing.RESULTS.with_name("step_sizes.png")


def main():
    measured = {}
    for size, values in CHANGES.items():
        for value, changes in values.items():
            arguments = {"optimizer": "adam", **changes}
            programs = {
                name: (f"benchmarks.programs.{module}", "make", arguments)
                for name, module in PROGRAMS.items()
            }
            times = timing.compare(programs, REPETITIONS, SECONDS, multiple=8)
            row = {name: statistics.median(each) for name, each in times.items()}
            measured.setdefault(size, {})[value] = row
            print(f"{size} {value}: {row}", flush=True)
    draw(measured, PICTURE)
    timing.report("step_sizes", table(measured), {"median_ms": measured})


def table(measured):
    lines = ["| | floor, ms | keras_gan, ms | ratio |", "|---|---|---|---|"]
    for size, rows in measured.items():
        for value, row in rows.items():
            floor, ours = row.values()
            ratio = ours / floor
            lines.append(f"| {size} {value} | {floor:.1f} | {ours:.1f} | {ratio:.2f} |")
    return "\n".join(lines)


def draw(measured, path):
    figure = Figure(figsize=(10, 3.4), layout="constrained")
    FigureCanvasAgg(figure)
    for axes, (size, rows) in zip(figure.subplots(1, 3), measured.items(), strict=True):
        for name in PROGRAMS:
            axes.loglog(
                list(rows), [row[name] for row in rows.values()], "o-", label=name
            )
        axes.set(xlabel=size, ylabel="ms a step")
        axes.set_xticks(list(rows), list(rows), minor=False)
        axes.minorticks_off()
        axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.yaxis.set_major_formatter("{x:g}")
        axes.legend()
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    main()
