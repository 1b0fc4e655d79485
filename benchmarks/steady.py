"""Does a long training stay as it began: memory, step time, number of graphs?

20,000 steps of the 2014 paper's MNIST pair in one `fit`. After every hundred, the floor
of `training_step` is timed for some steps: it tells the machine's drift from the
program's. Run as `python -m benchmarks.steady`.
"""

import argparse
import statistics
import time

import psutil

from benchmarks import timing
from benchmarks.programs import MNIST, floor
from benchmarks.programs.fitting import Clock
from benchmarks.programs.keras_gan_fit import OPTIMIZERS, networks
from keras_gan import GAN, datasets

STEPS_IN_A_PART = 100
FLOOR_STEPS = 25


class CountedGAN(GAN):
    """Counts how often its step is made a graph of."""

    graphs = 0

    def train_step(self, data):
        self.graphs += 1
        return super().train_step(data)


class Watch(Clock):
    """Notes the time, the memory, the graphs and the floor at the end of each part.

    Args:
        run_floor: callable, `run_floor(steps)` does so many steps of the floor.
    """

    def __init__(self, run_floor):
        super().__init__()
        self.run_floor = run_floor
        self.rows = []

    def on_epoch_end(self, epoch, logs=None):
        super().on_epoch_end(epoch, logs)
        step = 1e3 * (self.end - self.start) / (STEPS_IN_A_PART - 1)
        mebibytes = psutil.Process().memory_info().rss / 2**20
        start = time.perf_counter()
        self.run_floor(FLOOR_STEPS)
        floor_step = 1e3 * (time.perf_counter() - start) / FLOOR_STEPS
        self.rows.append((step, floor_step, mebibytes, self.model.graphs))


def main(steps):
    gan = CountedGAN(*networks("mnist", MNIST))
    gan.compile(OPTIMIZERS["adam"](), OPTIMIZERS["adam"]())
    run_floor = floor.make("adam")
    run_floor(FLOOR_STEPS)  # makes its graph
    watch = Watch(run_floor)
    gan.fit(
        datasets.batches(datasets.mnist().train, MNIST.batch_size),
        steps_per_epoch=STEPS_IN_A_PART,
        epochs=steps // STEPS_IN_A_PART,
        callbacks=[watch],
        verbose=0,
    )
    times, floors, mebibytes, graphs = zip(*watch.rows, strict=True)
    parts = len(times)
    lines = [
        "| steps | ms a step | floor, ms | MiB after them | graphs |",
        "|---|---|---|---|---|",
    ]
    of_tenths = []
    for tenth in range(10):
        part = slice(tenth * parts // 10, (tenth + 1) * parts // 10)
        step = statistics.median(times[part])
        floor_step = statistics.median(floors[part])
        of_tenths.append((step, floor_step))
        done = part.stop * STEPS_IN_A_PART
        row = f"{step:.1f} | {floor_step:.1f} | {mebibytes[part.stop - 1]:.0f}"
        lines.append(f"| to {done:,} | {row} | {graphs[part.stop - 1]} |")
    (first, first_floor), *_, (last, last_floor) = of_tenths
    settled = 1_000 // STEPS_IN_A_PART - 1
    beside_floor = (last / last_floor) / (first / first_floor)
    lines += [
        "",
        f"- last tenth / first tenth, time of a step: {last / first:.3f}",
        f"- the same, each beside its floor: {beside_floor:.3f}",
        "- growth of memory after the first 1,000 steps: "
        f"{mebibytes[-1] - mebibytes[settled]:.0f} MiB",
        f"- graphs made after the first 1,000 steps: {graphs[-1] - graphs[settled]}",
    ]
    measured = {"ms": times, "floor": floors, "MiB": mebibytes, "graphs": graphs}
    timing.report("steady", "\n".join(lines), measured)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000, help="at least 1,000")
    main(**vars(parser.parse_args()))
