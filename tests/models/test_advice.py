"""What errors about images advise fits where the images come from."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan

RNG = np.random.default_rng(0)
BYTES = RNG.integers(0, 256, (8, 4, 6, 3), "uint8")
IMAGES = (BYTES / 255).astype("float32")
LABELS = np.arange(8)


class Batches(keras.utils.PyDataset):
    def __init__(self, images):
        super().__init__()
        self.images = images

    def __len__(self):
        return 1

    def __getitem__(self, index):
        return self.images


def dataset(*parts):
    parts = parts[0] if len(parts) == 1 else parts
    return tf.data.Dataset.from_tensor_slices(parts).batch(4)


def by_name(images):
    return dataset({"images": images, "labels": LABELS})


@pytest.fixture(scope="module")
def gan():
    size = keras.layers.Dense(72, "sigmoid")
    shape = keras.layers.Reshape((4, 6, 3))
    generator = keras.Sequential([keras.Input((2,)), size, shape])
    discriminator = keras.Sequential(
        [keras.Input((4, 6, 3)), keras.layers.Flatten(), keras.layers.Dense(1)]
    )
    gan = keras_gan.GAN(generator, discriminator)
    gan.compile("sgd", "sgd")
    return gan


LARGE = IMAGES * 255
FIRST = IMAGES.transpose(0, 3, 1, 2)


@pytest.mark.parametrize(
    ("data", "kind", "words"),
    [
        (LARGE, ValueError, "from 0 to 255. Pass `x / 255`."),
        (dataset(LARGE), ValueError, "Pass `x.map(lambda images: images / 255)`."),
        (
            dataset(LARGE, LABELS),
            ValueError,
            "Pass `x.map(lambda images, labels: (images / 255, labels))`.",
        ),
        (
            by_name(LARGE),
            ValueError,
            'Pass `x.map(lambda batch: {**batch, "images": images / 255})`',
        ),
        (Batches(LARGE), ValueError, "`__getitem__` return `images / 255`."),
        (BYTES, TypeError, "Pass `x.astype('float32') / 255`."),
        (
            dataset(BYTES),
            TypeError,
            "Pass `x.map(lambda images: tf.cast(images, 'float32') / 255)`.",
        ),
        (FIRST, ValueError, "channels come first. Pass `x.transpose(0, 2, 3, 1)`."),
        (
            dataset(FIRST),
            ValueError,
            "first. Pass `x.map(lambda images: tf.transpose(images, (0, 2, 3, 1)))`.",
        ),
        (IMAGES.reshape(8, 72), ValueError, "Pass `x.reshape((-1, 4, 6, 3))`."),
        (IMAGES.reshape(8, 6, 4, 3), ValueError, "Resize the images"),
        (
            dataset(tf.RaggedTensor.from_tensor(IMAGES)),
            ValueError,
            "of ragged batches. Give each image its size before they are batched, such "
            "as by `tf.image.resize(image, (4, 6))`.",
        ),
    ],
)
def test_advice(gan, data, kind, words):
    with pytest.raises(kind) as error:
        gan.fit(data, verbose=0)
    assert words in str(error.value)


@pytest.mark.parametrize(
    "repaired",
    [
        LARGE / 255,
        dataset(LARGE).map(lambda images: images / 255),
        dataset(LARGE, LABELS).map(lambda images, labels: (images / 255, labels)),
        by_name(LARGE).map(lambda batch: {**batch, "images": batch["images"] / 255}),
        dataset(BYTES).map(lambda images: tf.cast(images, "float32") / 255),
        FIRST.transpose(0, 2, 3, 1),
        dataset(FIRST).map(lambda images: tf.transpose(images, (0, 2, 3, 1))),
    ],
    ids=lambda data: type(data).__name__,
)
def test_what_is_advised_trains(gan, repaired):
    gan.fit(repaired, verbose=0)
