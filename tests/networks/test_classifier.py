import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan import networks

IMAGES = np.random.default_rng(0).random((5, 4, 4, 1), dtype="float32")


def test_probabilities_are_those_of_the_classes(tmp_path):
    discriminator = networks.salimans_discriminator((4, 4, 1), 3, (6, 5))
    read = networks.classifier(discriminator)
    expected = np.exp(discriminator(IMAGES)["classes"])
    expected /= expected.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(read(IMAGES), expected, rtol=1e-5)
    # It is D itself, as it goes on to learn.
    last = [layer for layer in discriminator.layers if hasattr(layer, "g")][-1]
    last.layer.bias.assign([9.0, 0.0, 0.0])
    assert (read.predict(IMAGES, verbose=0).argmax(axis=1) == 0).all()
    read.export(tmp_path / "classifier", verbose=False)
    served = tf.saved_model.load(str(tmp_path / "classifier"))
    np.testing.assert_allclose(served.serve(IMAGES), read(IMAGES), rtol=1e-5)


def test_a_discriminator_without_classes():
    with pytest.raises(ValueError, match='with the key "classes". Received: '):
        networks.classifier(networks.dense_discriminator((4, 4, 1), (5,)))
    subclassed = type("Mine", (keras.Model,), {})()
    with pytest.raises(ValueError, match="outputs None"):
        networks.classifier(subclassed)
