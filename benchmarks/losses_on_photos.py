"""Which loss and penalty make the best pictures in half an hour?

The networks of the recipe `photos` under four games, each for the same minutes of
training on the same machine, on FER-2013's faces at 48 pixels and CIFAR-10 at 32. The
score is the Frechet distance to the test images, of 10,000 samples of the averaged
generator, over the last hidden layer of a small classifier that is trained here, once,
on the data set's own classes and kept fixed: it is compared with nothing but itself.
Beside it stands the distance of as many training images. Lower is better.

What was trained is kept in `benchmarks/results/photos`, and a run that was stopped goes
on with the next training. Run as `python -m benchmarks.losses_on_photos`.
"""

import argparse
import json
import re
import time

import keras
import numpy as np

from benchmarks import timing
from keras_gan import (
    GAN,
    datasets,
    losses,
    metrics,
    networks,
    optimizers,
    plots,
)
from keras_gan.datasets.from_tfds import data_directory

DATASETS = {"fer2013": 7, "cifar10_jpeg": 10}  # and how many classes they have
GAMES = {
    "non-saturating, R1": (
        {"loss": "non_saturating", "terms": [losses.R1(0.03, every=8)]},
        {"rate": 4e-4, "beta_1": 0.5},
    ),
    "hinge, spectral norm": (
        {"loss": "hinge"},
        {"rate": 4e-4, "beta_1": 0.5, "normalization": "spectral"},
    ),
    "WGAN-GP": (
        {
            "loss": "wasserstein",
            "terms": [losses.GradientPenalty(10.0)],
            "discriminator_steps": 3,
        },
        {"rate": 4e-4, "beta_1": 0.0},
    ),
    "relativistic pairing, R1 and R2": (
        {
            "loss": "relativistic_pairing",
            "terms": [losses.R1(0.03, every=8), losses.R2(0.03, every=8)],
        },
        {"rate": 4e-4, "beta_1": 0.5},
    ),
}
BATCH_SIZE, NUM_SAMPLES = 64, 10_000
READER_EPOCHS = 5
FOLDER = timing.RESULTS / "photos"


def main(minutes, seeds, data):
    FOLDER.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        for dataset in data:
            for game in GAMES:
                words = re.findall(r"\w+", f"{dataset} {game} {minutes:g} {seed}")
                place = FOLDER / "-".join(words)
                if not place.with_suffix(".json").is_file():
                    score(place, dataset, game, minutes, seed)
                report()


class Minutes(keras.callbacks.Callback):
    """Stops a training after some minutes, its first step and what follows left out."""

    def __init__(self, minutes):
        super().__init__()
        self.minutes = minutes
        self.steps, self.began = 0, None

    def on_train_batch_end(self, batch, logs=None):
        self.steps += 1
        self.began = self.began or time.monotonic()
        self.spent = (time.monotonic() - self.began) / 60
        if self.spent >= self.minutes:
            self.model.stop_training = True


def score(place, dataset, game, minutes, seed):
    """Trains a game, and writes its score and a grid."""
    images = datasets.load(dataset)
    read = reader(dataset)
    rules, options = GAMES[game]
    keras.utils.set_random_seed(seed)
    shape = images.image_shape
    gan = GAN(
        networks.residual_generator(shape),
        networks.residual_discriminator(
            shape, normalization=options.get("normalization")
        ),
        latent="normal",
        generator_ema=0.998,
        seed=seed,
    )
    adam = {"beta_1": options["beta_1"], "beta_2": 0.99}
    gan.compile(
        optimizers.Adam(options["rate"], **adam),
        optimizers.Adam(options["rate"], **adam),
        **rules,
    )
    clock = Minutes(minutes)
    batches = datasets.batches(images.train, BATCH_SIZE, seed, flip=True)
    gan.fit(batches, steps_per_epoch=10**9, epochs=1, verbose=0, callbacks=[clock])
    features = read(gan.sample(NUM_SAMPLES, seed=seed + 1))
    real = read(np.asarray(images.test[:NUM_SAMPLES]))
    train = read(np.asarray(images.train[:NUM_SAMPLES]))
    measured = {
        "dataset": dataset,
        "game": game,
        "minutes": minutes,
        "seed": seed,
        "steps": clock.steps,
        "frechet": metrics.frechet_distance(features, real),
        "ceiling": metrics.frechet_distance(train, real),
        "reader": read.accuracy,
    }
    print(measured, flush=True)
    plots.save_png(place.with_suffix(".png"), plots.image_grid(gan.sample(64, seed=0)))
    place.with_suffix(".json").write_text(json.dumps(measured), encoding="utf-8")


def reader(dataset):
    """The function from images to a fixed classifier's features."""
    path = FOLDER / f"{dataset}.keras"
    train, test = (_images(dataset, part) for part in ("train", "test"))
    if not path.is_file():
        classifier = _classifier(train[0], DATASETS[dataset])
        classifier.fit(*train, BATCH_SIZE, epochs=READER_EPOCHS, verbose=2)
        classifier.save(path)
    classifier = keras.saving.load_model(path)
    features = keras.Model(classifier.inputs, classifier.get_layer("features").output)

    def read(images):
        return features.predict(images, batch_size=500, verbose=0)

    read.accuracy = classifier.evaluate(*test, verbose=0)[1]
    return read


def _images(dataset, part):
    import tensorflow_datasets as tfds

    whole = tfds.load(dataset, split=part, batch_size=-1, data_dir=data_directory(None))
    return whole["image"].numpy().astype("float32") / 255, whole["label"].numpy()


def _classifier(images, num_classes):
    keras.utils.set_random_seed(0)
    stack = [keras.Input(images.shape[1:]), keras.layers.RandomFlip("horizontal")]
    for filters in (32, 64, 128):
        for strides in (1, 2):
            stack += [
                keras.layers.Conv2D(filters, 3, strides, "same", use_bias=False),
                keras.layers.BatchNormalization(momentum=0.9),
                keras.layers.ReLU(),
            ]
    stack += [
        keras.layers.GlobalAveragePooling2D(name="features"),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(num_classes),
    ]
    classifier = keras.Sequential(stack)
    steps = READER_EPOCHS * len(images) // BATCH_SIZE
    classifier.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(2e-3, steps)),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return classifier


def report():
    """Writes the table of all trainings that are done."""
    rows = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]
    lines = [
        "| data set | game | minutes | seed | steps | Frechet distance | of images |",
        "|---" * 7 + "|",
    ]
    for row in rows:
        lines.append(
            f"| {row['dataset']} | {row['game']} | {row['minutes']:g} | {row['seed']} "
            f"| {row['steps']:,} | {row['frechet']:.2f} | {row['ceiling']:.2f} |"
        )
    accuracies = {row["dataset"]: row["reader"] for row in rows}
    lines += [""] + [
        f"- accuracy of the classifier on the test images of {name}: {accuracy:.3f}"
        for name, accuracy in accuracies.items()
    ]
    timing.report("losses_on_photos", "\n".join(lines), {"rows": rows})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--data", nargs="+", choices=DATASETS, default=[*DATASETS])
    main(**vars(parser.parse_args()))
