"""How do time and memory of a Parzen score go with the number of samples?

10,000 test images of MNIST under a window on samples of a generator with the sizes of
the recipe `mnist`, in one pass that never holds them together. Each number of samples
is a process of its own. Run as `python -m benchmarks.parzen_growth`.
"""

import argparse
import resource
import time

from benchmarks import timing

PORTION = 10_000  # samples that are held together
SIGMA = 0.167


def measure(count):
    """Seconds to draw, seconds of the window, peak memory in MiB, and the score."""
    from keras_gan import datasets, recipes
    from keras_gan.metrics import ParzenStream

    images = datasets.mnist()
    gan = recipes.get("mnist").build(images, total_steps=100, seed=0)
    gan.sample(PORTION, seed=0)  # makes its graph
    stream = ParzenStream(images.test, SIGMA, dtype="float32")
    sampling = window = 0.0
    for seed in range(count // PORTION):
        start = time.perf_counter()
        samples = gan.sample(PORTION, seed=seed)
        drawn = time.perf_counter()
        stream.add(samples)
        sampling += drawn - start
        window += time.perf_counter() - drawn
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return sampling, window, peak, float(stream.log_likelihood().mean())


def main(counts):
    lines = [
        "| samples | seconds to draw | seconds of the window | a million | peak MiB |",
        "|---" * 5 + "|",
    ]
    rows = []
    for count in counts:
        sampling, window, peak, score = timing.in_a_process(measure, count)
        rows.append(
            {
                "samples": count,
                "seconds": [sampling, window],
                "MiB": peak,
                "nats": score,
            }
        )
        rate = window / count * 1e6
        lines.append(
            f"| {count:,} | {sampling:.1f} | {window:.1f} | {rate:.0f} | {peak:.0f} |"
        )
        print(lines[-1], flush=True)
    timing.report("parzen_growth", "\n".join(lines), {"rows": rows})


def portions(text):
    """A number of samples, in portions."""
    count = int(text)
    if count < 1 or count % PORTION:
        raise argparse.ArgumentTypeError(f"{text} is no multiple of {PORTION}")
    return count


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "counts", type=portions, nargs="*", default=[10_000, 30_000, 100_000, 300_000]
    )
    main(**vars(parser.parse_args()))
