"""Does a long training stay as it began: memory, step time, number of graphs?

20,000 steps of the 2014 paper's MNIST pair in one `fit`. Run as
`python -m benchmarks.steady`.
"""

import argparse
import statistics
import time

import keras
import psutil

from benchmarks import timing
from benchmarks.programs import MNIST
from benchmarks.programs.keras_gan_fit import OPTIMIZERS, networks
from keras_gan import GAN, datasets

PARTS = 20


class CountedGAN(GAN):
    """Counts how often its step is made a graph of."""

    graphs = 0

    def train_step(self, data):
        self.graphs += 1
        return super().train_step(data)


class Watch(keras.callbacks.Callback):
    """Notes the clock, the memory and the graphs at the end of each part."""

    def on_train_begin(self, logs=None):
        self.rows = []
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        now = time.perf_counter()
        mebibytes = psutil.Process().memory_info().rss / 2**20
        self.rows.append((now - self.start, mebibytes, self.model.graphs))
        self.start = time.perf_counter()


def main(steps):
    gan = CountedGAN(*networks("mnist", MNIST))
    gan.compile(OPTIMIZERS["adam"](), OPTIMIZERS["adam"]())
    watch = Watch()
    gan.train_on_batch(datasets.mnist().train[: MNIST.batch_size])  # makes its graph
    gan.fit(
        datasets.batches(datasets.mnist().train, MNIST.batch_size),
        steps_per_epoch=steps // PARTS,
        epochs=PARTS,
        callbacks=[watch],
        verbose=0,
    )
    seconds, mebibytes, graphs = zip(*watch.rows, strict=True)
    times = [1e3 * each / (steps // PARTS) for each in seconds]
    tenth = PARTS // 10
    first, last = (
        statistics.median(times[part]) for part in (slice(tenth), slice(-tenth, None))
    )
    lines = ["| after steps | ms a step | MiB | graphs |", "|---|---|---|---|"]
    for part in range(0, PARTS, 2):
        done = (part + 1) * steps // PARTS
        row = f"{times[part]:.1f} | {mebibytes[part]:.0f} | {graphs[part]}"
        lines.append(f"| {done} | {row} |")
    lines += [
        "",
        f"- last tenth / first tenth, time of a step: {last / first:.3f}",
        f"- growth of memory after the first part: {mebibytes[-1] - mebibytes[0]:.0f} "
        "MiB",
        f"- graphs made after the first part: {graphs[-1] - graphs[0]}",
    ]
    measured = {"ms": times, "MiB": mebibytes, "graphs": graphs}
    timing.report("steady", "\n".join(lines), measured)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000)
    main(**vars(parser.parse_args()))
