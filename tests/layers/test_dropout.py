import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.layers import Dropout

INPUTS = np.random.default_rng(0).normal(size=(200, 501)).astype("float32") + 5.0


# 8 bits hold a half and a quarter, and 16 bits hold .2 to the fifth digit.
@pytest.mark.parametrize("rate", [0.5, 0.25, 0.2, 0.999])
def test_share_and_scale(rate):
    outputs = Dropout(rate, seed=0)(INPUTS, training=True).numpy()
    kept = outputs != 0
    error = np.sqrt(rate * (1 - rate) / kept.size)
    assert abs(kept.mean() - (1 - rate)) < 4 * error
    # Neither rows nor columns are dropped together.
    for axis, count in [(0, 200), (1, 501)]:
        spread = kept.mean(axis=axis).std() / np.sqrt(rate * (1 - rate) / count)
        assert 0.85 < spread < 1.15
    expected = np.where(kept, INPUTS / (1 - rate), 0.0)
    np.testing.assert_allclose(outputs, expected, rtol=0.01 if rate > 0.9 else 1e-4)


def test_gradient_passes_where_inputs_pass():
    inputs = tf.constant(INPUTS)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = Dropout(0.5, seed=0)(inputs, training=True)
    expected = np.where(outputs.numpy() != 0, 2.0, 0.0)
    np.testing.assert_array_equal(tape.gradient(outputs, inputs), expected)


def test_masks_follow_from_the_seed_and_differ():
    first, again, other = Dropout(0.5, seed=1), Dropout(0.5, seed=1), Dropout(0.5)
    masks = [np.asarray(layer(INPUTS, training=True)) for layer in (first, again)]
    np.testing.assert_array_equal(*masks)
    for layer in (first, other):
        # Half of the places agree by chance.
        agree = (np.asarray(layer(INPUTS, training=True)) == masks[0]).mean()
        assert abs(agree - 0.5) < 0.01


@pytest.mark.parametrize("rate", [0.0, 0.5])
def test_nothing_is_dropped_outside_training(rate):
    np.testing.assert_array_equal(Dropout(rate)(INPUTS), INPUTS)


def test_a_mask_shared_along_an_axis():
    outputs = Dropout(0.5, noise_shape=(200, 1), seed=0)(INPUTS, training=True)
    assert set((np.asarray(outputs) != 0).mean(axis=1)) == {0.0, 1.0}


@pytest.mark.parametrize("shape", [(0, 4), (3, 5), (2, 3, 4, 1)])
def test_shapes_and_dtypes(shape):
    for dtype in ("float32", "mixed_float16"):
        outputs = Dropout(0.2, dtype=dtype)(np.ones(shape), training=True)
        assert outputs.shape == shape
        assert outputs.dtype == ("float32" if dtype == "float32" else "float16")


def test_in_a_graph_of_unknown_batch_size():
    layer = Dropout(0.2, seed=0)
    drop = tf.function(
        lambda x: layer(x, training=True),
        input_signature=[tf.TensorSpec((None, 501), tf.float32)],
    )
    first, second = drop(INPUTS).numpy(), drop(INPUTS).numpy()
    assert first.shape == INPUTS.shape
    assert (first != second).any()


def test_it_is_a_dropout_of_keras():
    assert isinstance(Dropout(0.5), keras.layers.Dropout)
    with pytest.raises(ValueError, match="rate"):
        Dropout(1.5)
