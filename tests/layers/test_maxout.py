import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.layers import Maxout

RNG = np.random.default_rng(0)
INPUTS = RNG.normal(size=(7, 4)).astype("float32")


def maxout(num_units=3, num_pieces=5, **kwargs):
    initializers = {
        "kernel_initializer": keras.initializers.RandomNormal(seed=1),
        "bias_initializer": keras.initializers.RandomNormal(seed=2),
    }
    layer = Maxout(num_units, num_pieces, **{**initializers, **kwargs})
    layer.build((None, 4))
    return layer


def numpy_maxout(inputs, kernel, bias, num_units, num_pieces):
    """Unit by unit and piece by piece, and which piece won."""
    outputs = np.empty((len(inputs), num_units))
    winners = np.empty((len(inputs), num_units), int)
    for unit in range(num_units):
        columns = [piece * num_units + unit for piece in range(num_pieces)]
        values = inputs @ kernel[:, columns] + bias[columns]
        outputs[:, unit] = values.max(axis=1)
        winners[:, unit] = np.array(columns)[values.argmax(axis=1)]
    return outputs, winners


def test_by_hand():
    # Units max(x, -x) = |x| and max(2x, 3) of one feature.
    layer = Maxout(2, num_pieces=2)
    layer.build((None, 1))
    layer.set_weights([np.array([[1.0, 2.0, -1.0, 0.0]]), np.array([0, 0, 0, 3.0])])
    np.testing.assert_array_equal(
        layer(np.array([[-2.0], [0.5], [5.0]], "float32")),
        [[2.0, 3.0], [0.5, 3.0], [5.0, 10.0]],
    )


@pytest.mark.parametrize("num_units, num_pieces", [(3, 5), (3, 2), (1, 4), (4, 1)])
def test_equals_plain_numpy(num_units, num_pieces):
    layer = maxout(num_units, num_pieces)
    kernel, bias = layer.get_weights()
    expected, _ = numpy_maxout(INPUTS, kernel, bias, num_units, num_pieces)
    outputs = layer(INPUTS)
    assert outputs.shape == layer.compute_output_shape(INPUTS.shape)
    np.testing.assert_allclose(outputs, expected, rtol=1e-5, atol=1e-7)


def test_gradient_reaches_the_winning_piece_only():
    layer = maxout()
    kernel, bias = layer.get_weights()
    _, winners = numpy_maxout(INPUTS, kernel, bias, 3, 5)
    with tf.GradientTape() as tape:
        inputs = tf.constant(INPUTS)
        tape.watch(inputs)
        total = tf.reduce_sum(layer(inputs))
    of_inputs, of_kernel, of_bias = tape.gradient(
        total, [inputs, layer.kernel.value, layer.bias.value]
    )
    chosen = np.zeros((7, 15))
    np.put_along_axis(chosen, winners, 1.0, axis=1)
    np.testing.assert_allclose(of_bias, chosen.sum(axis=0), rtol=1e-6)
    np.testing.assert_allclose(of_kernel, INPUTS.T @ chosen, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(of_inputs, chosen @ kernel.T, rtol=1e-5, atol=1e-6)


def test_column_norms_are_held():
    # The paper's networks bound the norm of the weights that enter a piece.
    layer = maxout(kernel_constraint=keras.constraints.MaxNorm(1.5, axis=0))
    model = keras.Sequential([keras.Input((4,)), layer])
    optimizer = keras.optimizers.SGD(10.0)
    kernel = RNG.normal(size=(4, 15)).astype("float32")
    kernel *= np.linspace(0.1, 4.0, 15) / np.linalg.norm(kernel, axis=0)
    layer.kernel.assign(kernel)
    optimizer.apply([np.zeros((4, 15)), np.zeros(15)], model.trainable_variables)
    norms = np.linalg.norm(layer.kernel, axis=0)
    np.testing.assert_allclose(
        norms, np.minimum(np.linspace(0.1, 4.0, 15), 1.5), rtol=1e-5
    )


def test_regularizer_adds_to_the_losses():
    layer = maxout(kernel_regularizer=keras.regularizers.L2(0.5))
    layer(INPUTS)
    expected = 0.5 * np.square(layer.get_weights()[0]).sum()
    np.testing.assert_allclose(sum(layer.losses), expected, rtol=1e-5)


def test_half_precision():
    layer = maxout(dtype="mixed_float16")
    outputs = layer(INPUTS)
    assert outputs.dtype == tf.float16
    assert layer.kernel.dtype == "float32"
    expected, _ = numpy_maxout(INPUTS, *layer.get_weights(), 3, 5)
    np.testing.assert_allclose(outputs, expected, rtol=0.01, atol=0.002)


def test_round_trip(assert_round_trips):
    layer = Maxout(
        3,
        num_pieces=4,
        kernel_initializer=keras.initializers.RandomUniform(-0.1, 0.1, seed=3),
        kernel_regularizer=keras.regularizers.L2(0.1),
        kernel_constraint=keras.constraints.MaxNorm(1.9, axis=0),
        name="first",
        dtype="float64",
    )
    revived = assert_round_trips(layer)
    assert (revived.num_units, revived.num_pieces, revived.name) == (3, 4, "first")
    assert revived.kernel_constraint.max_value == 1.9
    layer.build((None, 4))
    revived.build((None, 4))
    np.testing.assert_array_equal(layer.kernel, revived.kernel)


def test_a_saved_model_gives_the_same(tmp_path):
    model = keras.Sequential([keras.Input((4,)), maxout(), keras.layers.Dense(1)])
    model.save(tmp_path / "model.keras")
    revived = keras.saving.load_model(tmp_path / "model.keras")
    np.testing.assert_array_equal(model(INPUTS), revived(INPUTS))


@pytest.mark.parametrize(
    "arguments, received",
    [
        ({"num_units": 0}, "num_units=0"),
        ({"num_units": 2.0}, "num_units=2.0"),
        ({"num_units": 2, "num_pieces": -1}, "num_pieces=-1"),
        ({"num_units": 2, "num_pieces": "5"}, "num_pieces='5'"),
    ],
)
def test_bad_arguments(arguments, received):
    with pytest.raises(ValueError, match=f"positive integer. Received: {received}"):
        Maxout(**arguments)


def test_images_need_a_flatten_before():
    with pytest.raises(ValueError, match=r"\(2, 8, 8, 1\).*Flatten"):
        Maxout(3)(np.zeros((2, 8, 8, 1), "float32"))


@pytest.mark.parametrize("shape", [(2, 3, 4), (2, 5)])
def test_a_built_layer_refuses_other_inputs(shape):
    with pytest.raises(ValueError, match="incompatible with the layer"):
        maxout()(np.zeros(shape, "float32"))
