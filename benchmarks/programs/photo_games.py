"""Games on small photos, and the classifier whose features score them."""

import time

import keras
import numpy as np
import tensorflow_datasets as tfds

from benchmarks import timing
from keras_gan import GAN, datasets, layers, losses, metrics, networks, optimizers
from keras_gan.datasets.from_tfds import data_directory

CLASSES = {"fer2013": 7, "cifar10_jpeg": 10}
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
BATCH_SIZE, AT_ONCE, NUM_SAMPLES = 64, 16, 10_000
READER_EPOCHS = 5
FOLDER = timing.RESULTS / "photos"


def make(images, game, seed, augmented=False):
    """The networks of the recipe `photos` under one of `GAMES`.

    Args:
        images: `keras_gan.datasets.ImageData`.
        game: str, a key of `GAMES`.
        seed: int, of weights, noise and order.
        augmented: bool, whether D sees images by a `DiffAugment` that does nothing
            at first.

    Returns:
        A function from a number of steps, and callbacks, to the seconds they took, the
        first execution left out, whose `gan` is the model.
    """
    rules, options = GAMES[game]
    keras.utils.set_random_seed(seed)
    shape = images.image_shape
    augment = layers.DiffAugment(probability=0.0, seed=seed) if augmented else None
    gan = GAN(
        networks.residual_generator(shape),
        networks.residual_discriminator(
            shape, augment=augment, normalization=options.get("normalization")
        ),
        latent="normal",
        generator_ema=0.998,
        seed=seed,
    )
    adam = {"beta_1": options["beta_1"], "beta_2": 0.99}
    gan.compile(
        optimizers.Adam(options["rate"], **adam),
        optimizers.Adam(options["rate"], **adam),
        steps_per_execution=AT_ONCE,
        **rules,
    )
    batches = datasets.batches(images.train, BATCH_SIZE, seed, flip=True)

    def train(steps, callbacks=()):
        clock = _Clock()
        gan.fit(
            batches, steps_per_epoch=steps, verbose=0, callbacks=[*callbacks, clock]
        )
        return time.perf_counter() - clock.start

    train.gan = gan
    return train


class _Clock(keras.callbacks.Callback):
    start = None

    def on_train_batch_end(self, batch, logs=None):
        self.start = self.start or time.perf_counter()


class Reader:
    """A classifier of a data set's own classes, trained once and kept fixed.

    Args:
        dataset: str, a key of `CLASSES`.
    """

    def __init__(self, dataset):
        path = FOLDER / f"{dataset}.keras"
        if not path.is_file():
            train = labelled_images(dataset, "train")
            classifier = _classifier(train[0], CLASSES[dataset])
            classifier.fit(*train, BATCH_SIZE, epochs=READER_EPOCHS, verbose=2)
            classifier.save(path)
        self._classifier = keras.saving.load_model(path)
        self._features = keras.Model(
            self._classifier.inputs, self._classifier.get_layer("features").output
        )
        test = labelled_images(dataset, "test")
        self.accuracy = self._classifier.evaluate(*test, verbose=0)[1]
        self._test = self.features(test[0][:NUM_SAMPLES])

    def features(self, images):
        """The last hidden layer's values of images in [0, 1]."""
        return self._features.predict(np.asarray(images), batch_size=500, verbose=0)

    def distance(self, images):
        """The Frechet distance to the first 10,000 test images."""
        return metrics.frechet_distance(self.features(images), self._test)


def labelled_images(dataset, part):
    """Images in [0, 1] and their classes, of one part of a data set."""
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
