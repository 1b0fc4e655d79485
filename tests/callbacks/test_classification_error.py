import keras
import numpy as np
import pytest

import keras_gan
from keras_gan import callbacks, losses, metrics, networks
from keras_gan.callbacks import ClassificationError

IMAGES = np.random.default_rng(0).random((2_300, 4), dtype="float32")
LABELS = np.random.default_rng(1).integers(-1, 3, 2_300)


def game(**rules):
    keras.utils.set_random_seed(0)
    gan = keras_gan.GAN(
        keras.Sequential([keras.Input((3,)), keras.layers.Dense(4, "sigmoid")]),
        networks.salimans_discriminator((4,), 3, (5,)),
        **rules,
    )
    gan.compile("sgd", "sgd", loss=losses.SemiSupervised())
    return gan


@pytest.mark.parametrize("rule", [None, "power"])
def test_it_logs_the_error_of_the_averaged_discriminator(rule):
    gan = game(discriminator_ema=rule)
    watch = ClassificationError(IMAGES, LABELS, every=2)
    data = IMAGES[:40], LABELS[:40]
    logs = gan.fit(*data, epochs=5, callbacks=[watch], verbose=0).history
    assert len(logs["val_error"]) == 4  # after epochs 1, 2, 4 and 5
    read = (gan.ema_discriminator or gan.discriminator)(IMAGES)["classes"]
    expected, _ = metrics.error_rate(np.argmax(read, axis=1), LABELS)
    assert logs["val_error"][-1] == pytest.approx(expected, abs=0.1)
    assert 0 < expected < 100


def test_classes_of_many_images_are_read_in_order():
    read = networks.classifier(game().discriminator)
    np.testing.assert_array_equal(
        callbacks.classes_of(read, IMAGES), np.argmax(read(IMAGES), axis=1)
    )


def test_errors():
    with pytest.raises(ValueError, match="2300 images and 2299 labels"):
        ClassificationError(IMAGES, LABELS[1:])
    gan = keras_gan.GAN(
        networks.dense_generator((2, 2, 1), 3, (4,)),
        networks.dense_discriminator((2, 2, 1), (4,)),
    )
    gan.compile("sgd", "sgd")
    images = IMAGES.reshape(-1, 2, 2, 1)
    with pytest.raises(ValueError, match='with the key "classes"'):
        gan.fit(images[:8], callbacks=[ClassificationError(images, LABELS)], verbose=0)
