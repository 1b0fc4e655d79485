"""How many images a second do `sample` and the exported SavedModel give?

The generator of the 2014 paper's MNIST pair, 10,000 images, beside its bare matrix
products; then a million images to disk, with the memory that takes. Run as
`python -m benchmarks.sampling`.
"""

import argparse
import multiprocessing
import resource
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


def stream(count, results):
    """In a process of its own: images to disk, and the peak of memory before, after."""
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
    results.put((peaks[0], peaks[-1]))


def main(count):
    times = timing.compare(PROGRAMS, steps=1, repetitions=7, warmup=1)
    ratios = {
        f"{name} / matrix products": timing.ratio(times, name, "matrix products")
        for name in list(times)[1:]
    }
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=stream, args=(count, results))
    process.start()
    before, after = results.get()
    process.join()
    ratios[f"peak MiB after {PORTION:,} images"] = before
    ratios[f"peak MiB after {count:,} images to disk"] = after
    ratios["images a second, GAN.sample"] = COUNT / min(times["GAN.sample"]) * 1e3
    timing.report_times("sampling", times, ratios)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    main(**vars(parser.parse_args()))
