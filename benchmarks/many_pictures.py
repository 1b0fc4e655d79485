"""What do 200,000 pictures take: memory, disk, time?

A folder of JPEG files of 64 to 96 pixels a side, made for this; the program trains
`photos` on it for some minutes, and its resident memory is watched. Then steps of the
same networks on pictures in the file that it keeps are timed in turn with steps on
20,000 in memory; the system still has much of the file in its own memory. Run as
`python -m benchmarks.many_pictures`; it takes half an hour, and 4 GB of disk in the
temporary folder.
"""

import argparse
import concurrent.futures
import functools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from PIL import Image

from benchmarks import timing
from benchmarks.programs.fitting import fit

SIZE = 64
# As on a machine without JAX, which other benchmarks need: Keras imports it where it
# is, and it takes 110 MiB.
PROGRAM = (
    "import sys; sys.modules['jax'] = None; from keras_gan.cli import main; main()"
)
PROGRAMS = {
    "in memory": ("benchmarks.many_pictures", "make", {"in_file": False}),
    "in a file": ("benchmarks.many_pictures", "make", {"in_file": True}),
}


def main(count, minutes, repetitions):
    with tempfile.TemporaryDirectory() as folder:
        pictures, run = Path(folder, "pictures"), Path(folder, "run")
        took = _seconds(lambda: draw(pictures, count))
        print(f"{took:.0f} s to draw {count:,} pictures", flush=True)
        peak, began = watch(pictures, run, minutes)
        (kept,) = (run / ".pictures").iterdir()
        scores = json.loads((run / "metrics.json").read_text())
        lines = [
            f"- pictures of {SIZE} x {SIZE} x 3: {count:,}",
            f"- their files, MB: {_megabytes(*pictures.rglob('*.jpg')):,.0f}",
            f"- decoded, in one file, MB: {_megabytes(kept):,.0f}",
            f"- from the command to the first epoch, s: {began:.0f}",
            f"- resident memory at most, scores included, MiB: {peak:,.0f}",
            f"- epochs in {scores['minutes']:.1f} minutes: {scores['epochs']}",
        ]
        os.environ["KERAS_GAN_PICTURES"] = str(kept)  # for the two programs
        times = timing.compare(PROGRAMS, repetitions)
    ratio = timing.ratio(times, "in a file", "in memory")
    lines += [
        f"- a step on pictures in a file / in memory: {ratio:.3f}",
        "",
        timing.table(times),
    ]
    measured = {"count": count, "peak": peak, "times": times, "scores": scores}
    timing.report("many_pictures", "\n".join(lines), measured)


def draw(folder, count):
    """Files of smooth random pictures."""
    folders = [folder / f"{part:03}" for part in range(100)]
    for each in folders:
        each.mkdir(parents=True)
    with concurrent.futures.ProcessPoolExecutor() as pool:
        work = functools.partial(_draw_some, count=count // len(folders))
        list(pool.map(work, folders))


def _draw_some(folder, count):
    generator = np.random.default_rng(int(folder.name))
    for number in range(count):
        size = generator.integers(64, 97, 2).tolist()
        pixels = generator.integers(0, 256, (6, 6, 3), dtype="uint8")
        picture = Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC)
        picture.save(folder / f"{number}.jpg", quality=90)


def watch(pictures, run, minutes):
    """Trains, and returns the most memory in MiB and the seconds before training."""
    command = [sys.executable, "-c", PROGRAM, "train", "photos"]
    command += ["--images", str(pictures), "--output", str(run)]
    command += ["--image-size", str(SIZE), "--minutes", str(minutes)]
    start = time.perf_counter()
    with subprocess.Popen(command, cwd=run.parent) as process:
        watched, peak, began = psutil.Process(process.pid), 0, None
        while process.poll() is None:
            try:
                peak = max(peak, watched.memory_info().rss)
            except psutil.NoSuchProcess:
                break
            if began is None and (run / "run.json").is_file():
                began = time.perf_counter() - start
            time.sleep(0.2)
    if process.returncode:
        raise RuntimeError("The training ended with an error, which is above.")
    return peak / 2**20, began


def make(in_file):
    """Steps of the recipe on pictures that lie in a file, or on some in memory."""
    from keras_gan import datasets
    from keras_gan.datasets.picture_file import open_pictures
    from keras_gan.recipes import photos

    train = open_pictures(Path(os.environ["KERAS_GAN_PICTURES"]))
    if not in_file:
        train = datasets.StoredImages(np.array(train.pixels[:20_000]))
    images = datasets.ImageData("pictures", train, train[:100], train[:100])
    gan = photos.build(images, total_steps=0, seed=0)
    batches = datasets.batches(images.train, photos.RECIPE.batch_size, flip=True)
    return functools.partial(fit, gan, batches)


def _seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def _megabytes(*paths):
    return sum(path.stat().st_size for path in paths) / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200_000)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--repetitions", type=int, default=7)
    main(**vars(parser.parse_args()))
