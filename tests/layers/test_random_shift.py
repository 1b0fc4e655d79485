import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.layers import RandomShift


@pytest.fixture
def images():
    rng = np.random.default_rng(0)
    return rng.random((3, 5, 6, 2), dtype="float32") + 0.1


def shifts(image, reach):
    """All shifted copies of a batch, worked out by index."""
    height, width = image.shape[1:3]
    canvas = np.pad(image, [(0, 0), (reach, reach), (reach, reach), (0, 0)])
    offsets = range(2 * reach + 1)
    return [canvas[:, i : i + height, j : j + width] for i in offsets for j in offsets]


def test_images_move_by_offsets_of_their_own(images):
    layer = RandomShift(1, seed=0)
    expected = shifts(images, 1)
    seen = set()
    for _ in range(100):
        shifted = layer(images, training=True).numpy()
        offsets = []
        for i, image in enumerate(shifted):
            matches = [k for k, e in enumerate(expected) if np.array_equal(e[i], image)]
            assert len(matches) == 1
            offsets += matches
        seen.add(tuple(offsets))
    # Three images take 9 ** 3 = 729 ways, together they would take 9.
    assert {offset for offsets in seen for offset in offsets} == set(range(9))
    assert len(seen) > 80


def test_a_shift_beyond_the_edge_leaves_nothing(images):
    layer = RandomShift(20, seed=0)
    shifted = [layer(images, training=True).numpy() for _ in range(20)]
    assert any((image == 0).all() for batch in shifted for image in batch)


def test_nothing_moves_outside_training(images):
    np.testing.assert_array_equal(RandomShift(2)(images), images)


@pytest.mark.parametrize("jit_compile", [False, True])
def test_gradient_passes_through_the_shift(images, jit_compile):
    layer = RandomShift(1, seed=0)

    @tf.function(jit_compile=jit_compile)
    def gradient(x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            total = tf.reduce_sum(layer(x, training=True))
        return tape.gradient(total, x)

    for _ in range(5):
        passed = gradient(tf.constant(images)).numpy()
        # A pixel either moves out of the picture or counts once.
        assert set(np.unique(passed)) <= {0.0, 1.0}
        assert passed.sum() >= images.size * (4 * 5) / (5 * 6)


def test_gradients_of_every_order_move_back(images):
    layer = RandomShift(2, seed=0)
    weights = tf.constant(np.random.default_rng(1).normal(size=images.shape))
    weights = tf.cast(weights, tf.float32)
    for _ in range(5):
        x = tf.constant(images)
        with tf.GradientTape() as outer:
            outer.watch(weights)
            with tf.GradientTape() as inner:
                inner.watch(x)
                moved = layer(x, training=True)
                total = tf.reduce_sum(weights * moved)
            gradient = inner.gradient(total, x)
            again = tf.reduce_sum(gradient * x)
        # A shift is linear, so that the gradient times the images is the total.
        np.testing.assert_allclose(again, total, rtol=1e-5)
        np.testing.assert_allclose(outer.gradient(again, weights), moved, rtol=1e-6)


def test_batch_size_may_vary(images):
    layer = RandomShift(1)
    model = keras.Sequential([keras.Input((5, 6, 2)), layer])
    assert model(images[:1], training=True).shape == (1, 5, 6, 2)
    assert model.output_shape == (None, 5, 6, 2)


@pytest.mark.parametrize("max_shift", [0, -1, 1.5, None])
def test_bad_shift(max_shift):
    with pytest.raises(ValueError, match=r"positive integer.*max_shift="):
        RandomShift(max_shift)


def test_flat_images_are_refused():
    with pytest.raises(ValueError, match="ndim"):
        RandomShift(1)(np.zeros((2, 9), "float32"))
