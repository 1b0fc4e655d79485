import itertools

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.layers import MaxoutConv2D

IMAGES = np.random.default_rng(0).normal(size=(2, 6, 5, 3)).astype("float32")


def layer_of(*args, **kwargs):
    initializers = {
        "kernel_initializer": keras.initializers.RandomNormal(seed=1),
        "bias_initializer": keras.initializers.RandomNormal(seed=2),
    }
    return MaxoutConv2D(*args, **{**initializers, **kwargs})


def numpy_maxout_conv(images, layer):
    """Place by place, unit by unit and piece by piece, then window by window."""
    kernel, bias = layer.get_weights()
    size = layer.kernel_size
    zeros = {"valid": (0, 0), "same": ((size - 1) // 2, size // 2)}
    zeros = zeros.get(layer.padding, (layer.padding, layer.padding))
    images = np.pad(images, [(0, 0), zeros, zeros, (0, 0)])
    height, width = (n - size + 1 for n in images.shape[1:3])
    units = np.empty((len(images), height, width, layer.filters))
    for b, y, x, unit in np.ndindex(units.shape):
        patch = images[b, y : y + size, x : x + size]
        units[b, y, x, unit] = max(
            (patch * kernel[..., channel]).sum() + bias[channel]
            for channel in range(unit, layer.num_pieces * layer.filters, layer.filters)
        )
    return pooled(units, layer.pool_size, layer.pool_strides)


def pooled(units, size, strides):
    """Windows until one reaches the edge; NumPy's slices stop at it."""
    height, width = units.shape[1:3]

    def starts(length):
        for start in itertools.count(0, strides):
            yield start
            if start + size >= length:
                return

    rows = [
        [units[:, y : y + size, x : x + size].max(axis=(1, 2)) for x in starts(width)]
        for y in starts(height)
    ]
    return np.array(rows).transpose(2, 0, 1, 3)


def test_by_hand():
    # One pixel wide: max(x, -2x), then windows of two that overlap by one.
    layer = MaxoutConv2D(1, 2, kernel_size=1, pool_size=2, pool_strides=1)
    layer.build((None, 2, 3, 1))
    layer.set_weights([np.array([[[[1.0, -2.0]]]]), np.zeros(2)])
    images = np.array([[[1.0, -1.0, 5.0], [0.0, 3.0, -4.0]]], "float32")[..., None]
    # max(x, -2x) is [[1, 2, 5], [0, 3, 8]].
    np.testing.assert_array_equal(layer(images)[0, :, :, 0], [[3.0, 8.0]])


def test_the_last_window_reaches_over_the_edge():
    layer = MaxoutConv2D(1, 1, kernel_size=1, kernel_initializer="ones", pool_size=2)
    images = np.array([-5.0, -3.0, -2.0, -4.0, -1.0], "float32").reshape(1, 5, 1, 1)
    images = np.repeat(images, 2, axis=2)
    # Windows (-5, -3), (-2, -4) and (-1, nothing), of which nothing never wins.
    np.testing.assert_array_equal(layer(images)[0, :, 0, 0], [-3.0, -2.0, -1.0])


@pytest.mark.parametrize("padding", ["valid", "same", 0, 2])
@pytest.mark.parametrize("pool_size, pool_strides", [(1, 1), (2, 2), (3, 2), (4, 3)])
@pytest.mark.parametrize("num_pieces, kernel_size", [(2, 2), (3, 1)])
def test_equals_plain_numpy(num_pieces, kernel_size, padding, pool_size, pool_strides):
    layer = layer_of(4, num_pieces, kernel_size, padding, pool_size, pool_strides)
    outputs = layer(IMAGES)
    expected = numpy_maxout_conv(IMAGES, layer)
    assert outputs.shape == layer.compute_output_shape(IMAGES.shape) == expected.shape
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-6)


def test_sizes_in_the_network_of_the_paper():
    # By hand: 32 + 2 * 4 - 8 + 1 = 33, of which windows of 4 at stride 2 make
    # ceil(29 / 2) + 1 = 16; 16 + 6 - 7 = 15 and ceil(11 / 2) + 1 = 7; 7 + 6 - 4 = 9
    # and ceil(7 / 2) + 1 = 5.
    shape = (None, 32, 32, 3)
    for layer, expected in [
        (MaxoutConv2D(32, 2, 8, 4, 4, 2), (None, 16, 16, 32)),
        (MaxoutConv2D(32, 2, 8, 3, 4, 2), (None, 7, 7, 32)),
        (MaxoutConv2D(192, 2, 5, 3, 2, 2), (None, 5, 5, 192)),
    ]:
        shape = layer.compute_output_shape(shape)
        assert shape == expected


def test_gradients_equal_finite_differences():
    layer = layer_of(2, 2, 2, 1, 3, 2)
    weights = np.random.default_rng(1).normal(size=layer(IMAGES).shape)

    def total(images):
        return tf.reduce_sum(tf.cast(layer(images), tf.float64) * weights)

    with tf.GradientTape() as tape:
        images = tf.constant(IMAGES)
        tape.watch(images)
        objective = total(images)
    variables = [images, layer.kernel.value, layer.bias.value]
    of_images, of_kernel, of_bias = tape.gradient(objective, variables)
    assert all(np.isfinite(g).all() for g in (of_images, of_kernel, of_bias))
    direction = np.random.default_rng(2).normal(size=IMAGES.shape).astype("float32")
    step = 1e-3
    slope = total(IMAGES + step * direction) - total(IMAGES - step * direction)
    np.testing.assert_allclose(
        slope / (2 * step), np.sum(of_images * direction), rtol=1e-2
    )
    # Every window's winner has a bias of gradient `weights`.
    np.testing.assert_allclose(np.sum(of_bias), weights.sum(), rtol=1e-4)
    assert np.any(of_kernel)


def test_second_gradients_are_finite():
    # Gradient penalties differentiate twice, through the padding too.
    layer = layer_of(2, 2, 3, 2, 2, 2)
    images = tf.constant(IMAGES)
    with tf.GradientTape() as tape:
        with tf.GradientTape() as inner:
            inner.watch(images)
            outputs = tf.reduce_sum(layer(images))
        penalty = tf.reduce_sum(tf.square(inner.gradient(outputs, images)))
    of_kernel = tape.gradient(penalty, layer.kernel.value)
    assert np.isfinite(of_kernel).all() and np.any(of_kernel)


def test_norms_are_held():
    constraint = keras.constraints.MaxNorm(0.01, axis=(0, 1, 2))
    model = keras.Sequential(
        [keras.Input((6, 5, 3)), layer_of(2, 2, 2, kernel_constraint=constraint)]
    )
    kernel, bias = model.trainable_variables
    keras.optimizers.SGD(1.0).apply(
        [np.zeros(kernel.shape), np.zeros(bias.shape)], [kernel, bias]
    )
    norms = np.sqrt(np.square(kernel).sum(axis=(0, 1, 2)))
    np.testing.assert_allclose(norms, np.full(4, 0.01), rtol=1e-3)


def test_half_precision():
    layer = layer_of(2, 2, 2, 1, 2, 2, dtype="mixed_float16")
    outputs = layer(IMAGES)
    assert outputs.dtype == tf.float16
    expected = numpy_maxout_conv(IMAGES, layer)
    np.testing.assert_allclose(outputs, expected, rtol=0.01, atol=0.002)


def test_round_trip(assert_round_trips, tmp_path):
    layer = layer_of(
        2,
        3,
        2,
        padding=1,
        pool_size=3,
        kernel_constraint=keras.constraints.MaxNorm(1.9, axis=(0, 1, 2)),
        name="first",
    )
    revived = assert_round_trips(layer)
    assert (revived.padding, revived.pool_strides, revived.name) == (1, 3, "first")
    assert revived.kernel_constraint.max_value == 1.9
    model = keras.Sequential([keras.Input((6, 5, 3)), layer, keras.layers.Flatten()])
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(model(IMAGES), loaded(IMAGES))


@pytest.mark.parametrize(
    "arguments, sentence",
    [
        ({"filters": 0}, "positive integer. Received: filters=0"),
        ({"num_pieces": 2.0}, "positive integer. Received: num_pieces=2.0"),
        ({"kernel_size": (3, 3)}, r"positive integer. Received: kernel_size=\(3, 3\)"),
        ({"pool_strides": -1}, "positive integer. Received: pool_strides=-1"),
        ({"padding": -1}, 'must be "same", "valid" or .* Received: padding=-1'),
        ({"padding": "full"}, "Received: padding='full'"),
        ({"pool_strides": 3}, "must not leave pixels out.*pool_size=2, pool_strides=3"),
    ],
)
def test_bad_arguments(arguments, sentence):
    usual = {"filters": 2, "num_pieces": 2, "kernel_size": 3, "pool_size": 2}
    with pytest.raises(ValueError, match=sentence):
        MaxoutConv2D(**{**usual, **arguments})


@pytest.mark.parametrize("shape", [(None, 12), (None, None, 6, 3), (None, 6, 6, None)])
def test_inputs_of_another_kind(shape):
    with pytest.raises(ValueError, match="all but the batch known. Received: input"):
        MaxoutConv2D(2, 2, 3).build(shape)


def test_images_smaller_than_a_window():
    with pytest.raises(ValueError, match=r"too small.*\(None, 6, 5, 3\).*\(4, 3\).*=4"):
        MaxoutConv2D(2, 2, 3, pool_size=4).build((None, 6, 5, 3))
