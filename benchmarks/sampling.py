"""How many images a second do `sample` and the exported SavedModel give?

The generator of the 2014 paper's MNIST pair, 10,000 images, beside its bare matrix
products; then a million images to disk, with the memory that takes. Run as
`python -m benchmarks.sampling`.
"""

import argparse
import resource
import statistics
import tempfile

import numpy as np

from benchmarks import timing
from benchmarks.programs.sampling import COUNT

MODULE = "benchmarks.programs.sampling"
PROGRAMS = {
    "matrix products": (MODULE, "make_products", {}),
    "GAN.sample": (MODULE, "make_sample", {}),
    "SavedModel": (MODULE, "make_saved_model", {}),
}
PORTION = 10_000


def stream(count):
    """Images to disk: peaks of memory in MiB, after the first portion and the last."""
    import keras_gan

    gan = keras_gan.GAN(
        keras_gan.networks.paper_generator(), keras_gan.networks.paper_discriminator()
    )
    with tempfile.TemporaryFile() as file:
        peaks = []
        for seed in range(count // PORTION):
            pixels = np.round(255 * gan.sample(PORTION, seed=seed)).astype("uint8")
            file.write(pixels.tobytes())
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10)
    return peaks[0], peaks[-1]


def main(count):
    times = timing.compare(PROGRAMS, warmup=1)
    figures = {}
    for name in list(times)[1:]:
        figures[f"{name} / matrix products"] = timing.ratio(
            times, name, "matrix products"
        )
        seconds = statistics.median(times[name]) / 1e3
        figures[f"images a second, {name}"] = COUNT / seconds
    before, after = timing.in_a_process(stream, count)
    figures[f"peak MiB after {PORTION:,} images to disk"] = before
    figures[f"peak MiB after {count:,} images to disk"] = after
    timing.report_times("sampling", times, figures)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    main(**vars(parser.parse_args()))
