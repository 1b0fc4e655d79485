"""A classifier that reads pictures, to score those that a generator drew."""

import keras
import numpy as np

from keras_gan.datasets.checks import check_images
from keras_gan.metrics.feature_network import weights_hash

BATCH_SIZE = 128
STEPS, MOST_EPOCHS = 3_000, 30  # which of them is less
FILTERS = (32, 64, 128)


class Reader:
    """A small convolutional classifier, trained on real images and then kept fixed.

    Its verdict on generated images is worth as much as its own accuracy on real ones,
    which therefore stands beside each score that is made of it.

    Args:
        network: `keras.Model` from images in [0, 1] to the logits of classes, with a
            layer named "features".
        test_images: float array `(count, height, width, channels)` in [0, 1].
        test_labels: int array `(count,)`, their classes; those of -1 are left out.
        kind: str, with which its name begins.

    Attributes:
        accuracy: float in [0, 1], the share of the test images that it reads right.
        name: str with a hash of its weights, which stands in each score made by it.

    Example:
        >>> data = keras_gan.datasets.mnist()
        >>> reader = Reader.trained_on(
        ...     data.train, data.labels["train"], data.test, data.labels["test"]
        ... )
        >>> reader.read(gan.sample(10, conditions={"labels": 3}))
    """

    def __init__(self, network, test_images, test_labels, kind="reader"):
        self.network = network
        self.name = f"{kind}-{weights_hash(network.get_weights())}"
        self._features = keras.Model(
            network.inputs, network.get_layer("features").output
        )
        test_images, test_labels = _known(test_images, test_labels)
        self.accuracy = float(np.mean(self.read(test_images) == test_labels))

    @classmethod
    def trained_on(
        cls, images, labels, test_images, test_labels, epochs=None, flip=False, seed=0
    ):
        """Trains a classifier and measures it on the test images.

        Two convolutions at each of three sizes, with batch normalization; images are
        moved by a tenth of their size at random, the learning rate follows a cosine.

        Args:
            images: float array `(count, height, width, channels)` in [0, 1].
            labels: int array `(count,)`, the classes, counted from 0; those of -1 are
                unknown and left out.
            test_images: array like `images`.
            test_labels: array like `labels`.
            epochs: int or None, passes over the images; None for as many as make
                3,000 steps, and 30 at most.
            flip: bool, whether mirrored images are of the same class.
            seed: int, of weights and of the order.

        Returns:
            A `Reader`.

        Raises:
            ValueError: if there is not a label for each image, or none is known.
        """
        images, labels = _known(images, labels)
        keras.utils.set_random_seed(seed)
        num_classes = 1 + int(max(labels.max(), np.max(test_labels)))
        network = _network(images.shape[1:], num_classes, flip)
        in_epoch = -(-len(images) // BATCH_SIZE)
        epochs = epochs or min(MOST_EPOCHS, -(-STEPS // in_epoch))
        steps = epochs * in_epoch
        network.compile(
            keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(3e-3, steps)),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        )
        network.fit(images, labels, BATCH_SIZE, epochs, verbose=0)
        return cls(network, test_images, test_labels)

    @classmethod
    def of_turns(cls, images, test_images, seed=0):
        """Trains a network to tell by how many quarter turns a picture was turned.

        For features of images of no known class, which it has to recognize to tell
        what is up. Pictures that are not square are turned by half a turn.

        Args:
            images: float array `(count, height, width, channels)` in [0, 1].
            test_images: array like `images`.
            seed: int, of the turns, the weights and the order.

        Returns:
            A `Reader` whose classes are turns.

        Reference: [Gidaris et al., 2018](https://arxiv.org/abs/1803.07728)
        """
        turned, turns = turned_at_random(images, seed)
        test, of_test = turned_at_random(test_images, seed)
        reader = cls.trained_on(turned, turns, test, of_test, seed=seed)
        return cls(reader.network, test, of_test, "turns")

    def read(self, images):
        """The classes of images, an int array `(count,)`.

        Args:
            images: float array `(count, height, width, channels)` in [0, 1].
        """
        return np.argmax(self._ask(self.network, images), axis=-1)

    def probabilities(self, images):
        """The probability of each class for each image, `(count, classes)`."""
        logits = self._ask(self.network, images).astype("float64")
        shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return shares / shares.sum(axis=-1, keepdims=True)

    def features(self, images):
        """The last hidden layer's values of images, `(count, 128)`."""
        return self._ask(self._features, images)

    def save(self, path):
        """Writes the network to a `.keras` file."""
        self.network.save(path)

    @classmethod
    def load(cls, path, test_images, test_labels, kind="reader"):
        """Reads what `save` wrote, and measures it again."""
        return cls(keras.saving.load_model(path), test_images, test_labels, kind)

    def _ask(self, network, images):
        images = np.asarray(images)
        check_images(images, (0, 1), self.network.input_shape[1:], "images")
        return network.predict(images, batch_size=500, verbose=0)


def turned_at_random(images, seed):
    """Pictures turned, and by how many quarter turns; by halves if they are not square.

    Args:
        images: float array `(count, height, width, channels)`.
        seed: int.

    Returns:
        The pictures, and an int array `(count,)` of classes.
    """
    images = np.asarray(images)
    is_square = images.shape[1] == images.shape[2]
    quarters = (0, 1, 2, 3) if is_square else (0, 2)
    classes = np.random.default_rng(seed).integers(len(quarters), size=len(images))
    turned = images.copy()
    for number, turns in enumerate(quarters):
        of_class = classes == number
        turned[of_class] = np.rot90(images[of_class], turns, axes=(1, 2))
    return turned, classes


def _known(images, labels):
    images, labels = np.asarray(images), np.asarray(labels)
    check_images(images, (0, 1))
    if labels.shape != (len(images),) or not np.any(labels >= 0):
        raise ValueError(
            f"A reader learns from a class for each of {len(images)} images, of which "
            f"some are known. Received: labels of shape {labels.shape}, "
            f"{np.sum(labels >= 0)} of them known."
        )
    return images[labels >= 0], labels[labels >= 0]


def _network(shape, num_classes, flip):
    distance = max(1, round(0.1 * min(shape[:2]))) / min(shape[:2])
    layers = [
        keras.Input(shape),
        keras.layers.RandomTranslation(
            distance, distance, "nearest", interpolation="bilinear"
        ),
    ]
    if flip:
        layers.append(keras.layers.RandomFlip("horizontal"))
    for filters in FILTERS:
        for strides in (1, 2):
            layers += [
                keras.layers.Conv2D(filters, 3, strides, "same", use_bias=False),
                keras.layers.BatchNormalization(momentum=0.9),
                keras.layers.ReLU(),
            ]
    layers += [
        keras.layers.GlobalAveragePooling2D(name="features"),
        keras.layers.Dropout(0.3),
        keras.layers.Dense(num_classes, name="logits"),
    ]
    return keras.Sequential(layers)
