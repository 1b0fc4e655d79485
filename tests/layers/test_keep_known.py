import keras
import numpy as np
import tensorflow as tf

from keras_gan.layers import KeepKnown

RANDOM = np.random.default_rng(0)
IMAGES, KNOWN = RANDOM.random((2, 3, 4, 5, 2)).astype("float32")
MASK = (RANDOM.random((3, 4, 5, 1)) < 0.5).astype("float32")


def test_known_pixels_keep_their_bits_and_others_are_generated():
    kept = KeepKnown()([IMAGES, KNOWN, MASK]).numpy()
    expected = np.where(MASK.astype(bool), KNOWN, IMAGES)
    np.testing.assert_array_equal(kept, expected)


def test_only_the_hole_has_a_gradient():
    images = tf.constant(IMAGES)
    with tf.GradientTape() as tape:
        tape.watch(images)
        total = tf.reduce_sum(3 * KeepKnown()([images, KNOWN, MASK]))
    gradient = tape.gradient(total, images).numpy()
    np.testing.assert_array_equal(gradient, np.broadcast_to(3 - 3 * MASK, IMAGES.shape))


def test_what_lies_in_the_hole_makes_no_difference():
    known = np.where(MASK > 0, KNOWN, np.nan)
    np.testing.assert_array_equal(
        KeepKnown()([IMAGES, known, MASK]), KeepKnown()([IMAGES, KNOWN, MASK])
    )


def test_saved_and_loaded(tmp_path):
    inputs = [keras.Input(x.shape[1:]) for x in (IMAGES, KNOWN, MASK)]
    model = keras.Model(inputs, KeepKnown()(inputs))
    assert model.output_shape == (None, 4, 5, 2)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    parts = [IMAGES, KNOWN, MASK]
    np.testing.assert_array_equal(loaded(parts), model(parts))
