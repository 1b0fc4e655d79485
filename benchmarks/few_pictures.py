"""What does adaptive augmentation do for 200 pictures?

The game of the recipe `photos` on the first 200 of FER-2013's faces, with and without
`AdaptiveAugmentation`, for the steps that half an hour allows on two cores (see
`benchmarks.losses_on_photos --pace`). "Distance" is the Frechet distance to the test
faces, of 10,000 samples, by the classifier of `benchmarks.losses_on_photos`; beside it
stands that of the 200 faces themselves. "Copied" is the share of 1,000 samples whose
nearest picture, of these 200 and 200 test faces, is one trained on: half of them would
be, if nothing was learned by heart, and of 1,000 other test faces the last row has it.

Run as `python -m benchmarks.few_pictures`; a run that was stopped goes on.
"""

import argparse
import json

import numpy as np

from benchmarks import timing
from benchmarks.losses_on_photos import PACE
from benchmarks.programs.photo_games import AT_ONCE, FOLDER, NUM_SAMPLES, Reader, make
from keras_gan import datasets, plots
from keras_gan.callbacks import AdaptiveAugmentation
from keras_gan.metrics import nearest_neighbours

DATASET, GAME, COUNT = "fer2013", "non-saturating, R1", 200
KINDS = {"off": [], "on": [AdaptiveAugmentation(images_to_full=100_000)]}


def main(minutes, seeds):
    FOLDER.mkdir(parents=True, exist_ok=True)
    pace = json.loads(PACE.read_text(encoding="utf-8"))[DATASET][GAME]
    steps = max(1, round(6e4 * minutes / pace / AT_ONCE)) * AT_ONCE
    data = datasets.load(DATASET)
    few = data.first(train=COUNT)
    held_out = np.asarray(data.test[: 6 * COUNT])
    both = np.concatenate([few.train, held_out[:COUNT]])
    reader, rows = Reader(DATASET), []
    for seed in seeds:
        for kind in KINDS:
            place = FOLDER / f"few-{kind}-{minutes:g}-{seed}"
            path = place.with_suffix(".txt")
            if not path.is_file():
                row = score(place, few, both, reader, kind, steps, seed)
                path.write_text(json.dumps(row), encoding="utf-8")
            rows.append(json.loads(path.read_text(encoding="utf-8")))
    lines = [
        "| augmentation | seed | steps | its probability | distance | copied |",
        "|---" * 6 + "|",
    ]
    lines += [
        f"| {row['kind']} | {row['seed']} | {row['steps']:,} | {row['augment_p']:.2f} "
        f"| {row['frechet']:.2f} | {row['copied']:.0%} |"
        for row in rows
    ]
    floor, fair = reader.distance(few.train), share_copied(held_out[COUNT:], both)
    lines.append(f"| the 200 faces | | | | {floor:.2f} | |")
    lines.append(f"| other test faces | | | | | {fair:.0%} |")
    timing.report("few_pictures", "\n".join(lines), {"rows": rows})


def score(place, few, both, reader, kind, steps, seed):
    """Trains on few pictures, writes samples beside what they resemble most."""
    train = make(few, GAME, seed, augmented=True)
    train(steps, KINDS[kind])
    samples = train.gan.sample(NUM_SAMPLES, seed=seed + 1)
    shown, (nearest, _) = samples[:12], nearest_neighbours(samples[:12], few.train)
    rows = np.concatenate([shown, np.asarray(few.train)[nearest]])
    plots.save_png(place.with_suffix(".png"), plots.image_grid(rows, columns=12))
    augment = next(
        layer
        for layer in train.gan.discriminator._flatten_layers()
        if hasattr(layer, "probability")
    )
    measured = {
        "kind": kind,
        "seed": seed,
        "steps": steps,
        "augment_p": float(augment.probability),
        "frechet": reader.distance(samples),
        "copied": share_copied(samples[:1000], both),
    }
    print(measured, flush=True)
    return measured


def share_copied(images, both):
    """How many of the images have a picture of the first half as their nearest."""
    nearest, _ = nearest_neighbours(images, both)
    return float(np.mean(nearest < COUNT))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    main(**vars(parser.parse_args()))
