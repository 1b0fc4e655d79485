"""How do time and memory of a Parzen score go with the number of samples?

10,000 test images of MNIST under a window on samples of a generator with the sizes of
the recipe `mnist`, in one pass that never holds them together. Each number of samples
is a process of its own. Run as `python -m benchmarks.parzen_growth`.
"""

import argparse
import multiprocessing
import resource
import time

from benchmarks import timing

PORTION = 10_000  # samples that are held together
SIGMA = 0.167


def measure(count, results):
    """In a process of its own: seconds and peak memory of one score."""
    from keras_gan import datasets, recipes
    from keras_gan.metrics import ParzenStream

    images = datasets.mnist()
    gan = recipes.get("mnist").build(images, total_steps=100, seed=0)
    stream = ParzenStream(images.test, SIGMA, dtype="float32")
    stream.add(gan.sample(PORTION, seed=0))  # warms up, and counts as the first
    start = time.perf_counter()
    for seed in range(1, count // PORTION):
        stream.add(gan.sample(PORTION, seed=seed))
    score = stream.log_likelihood().mean()
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    results.put((seconds, peak, float(score)))


def main(counts):
    context = multiprocessing.get_context("spawn")
    lines = [
        "| samples | seconds | seconds a million | peak MiB |",
        "|---|---|---|---|",
    ]
    rows = []
    for count in counts:
        results = context.Queue()
        process = context.Process(target=measure, args=(count, results))
        process.start()
        seconds, peak, score = results.get()
        process.join()
        rows.append({"samples": count, "seconds": seconds, "MiB": peak, "nats": score})
        rate = seconds / (count - PORTION) * 1e6
        lines.append(f"| {count:,} | {seconds:.1f} | {rate:.0f} | {peak:.0f} |")
        print(lines[-1], flush=True)
    timing.report("parzen_growth", "\n".join(lines), {"rows": rows})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "counts", type=int, nargs="*", default=[20_000, 50_000, 100_000, 300_000]
    )
    main(**vars(parser.parse_args()))
