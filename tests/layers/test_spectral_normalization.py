import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from keras_gan.layers import Maxout, MaxoutConv2D, SpectralNormalization

IMAGES = np.random.default_rng(0).normal(size=(3, 6, 6, 2)).astype("float32")
ROWS = np.random.default_rng(1).normal(size=(3, 5)).astype("float32")
WORDS = np.array([[0, 3, 1], [2, 2, 6]])

VOLUMES = IMAGES[..., None]

# Each layer, inputs, and how its kernel becomes W, one row for each output channel.
CASES = {
    "Dense": (lambda: layers.Dense(4), ROWS, (1, 0)),
    "Conv1D": (lambda: layers.Conv1D(4, 2), IMAGES[0], (2, 0, 1)),
    "Conv2D": (lambda: layers.Conv2D(4, 3), IMAGES, (3, 0, 1, 2)),
    "Groups": (lambda: layers.Conv2D(4, 3, groups=2), IMAGES, (3, 0, 1, 2)),
    "Conv3D": (lambda: layers.Conv3D(3, 2), VOLUMES, (4, 0, 1, 2, 3)),
    "Conv1DTranspose": (lambda: layers.Conv1DTranspose(4, 2), IMAGES[0], (1, 0, 2)),
    "Conv2DTranspose": (lambda: layers.Conv2DTranspose(4, 3, 2), IMAGES, (2, 0, 1, 3)),
    "Conv3DTranspose": (lambda: layers.Conv3DTranspose(3, 2), VOLUMES, (3, 0, 1, 2, 4)),
    "Embedding": (lambda: layers.Embedding(7, 4), WORDS, (0, 1)),
    "Maxout": (lambda: Maxout(3, 2), ROWS, (1, 0)),
    "MaxoutConv2D": (lambda: MaxoutConv2D(3, 2, 3), IMAGES, (3, 0, 1, 2)),
}


def built(name="Dense", **arguments):
    """A normalized layer of CASES, whose kernel is drawn anew, and its inputs."""
    make, inputs, _ = CASES[name]
    keras.utils.set_random_seed(0)
    layer = SpectralNormalization(make(), seed=1, **arguments)
    layer.build(inputs.shape)
    draws = np.random.default_rng(2).normal(size=layer.kernel.shape)
    layer.kernel.assign(draws.astype("float32"))
    return layer, inputs


def as_matrix(name, kernel):
    axes = CASES[name][2]
    return np.transpose(kernel, axes).reshape(kernel.shape[axes[0]], -1)


def unit(vector):
    return vector / np.linalg.norm(vector)


def state(layer):
    return [variable.numpy() for variable in (layer.u, layer.v, layer.kernel)]


@pytest.mark.parametrize("name", CASES)
def test_one_advance_is_one_power_iteration(name):
    layer, _ = built(name)
    matrix = as_matrix(name, layer.kernel.numpy())
    u = unit(matrix @ layer.v.numpy())
    v = unit(matrix.T @ u)
    layer.advance()
    np.testing.assert_allclose(layer.u, u, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(layer.v, v, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(layer.sigma(), u @ matrix @ v, rtol=1e-5)


def test_an_advance_is_so_many_iterations():
    several, _ = built(power_iterations=3)
    one, _ = built()
    several.advance()
    for _ in range(3):
        one.advance()
    np.testing.assert_allclose(several.u, one.u, rtol=1e-6)
    np.testing.assert_allclose(several.v, one.v, rtol=1e-6)


@pytest.mark.parametrize("name", CASES)
def test_sigma_becomes_the_largest_singular_value(name):
    layer, _ = built(name)
    matrix = as_matrix(name, layer.kernel.numpy())
    for _ in range(300):
        layer.advance()
    largest = np.linalg.svd(matrix, compute_uv=False)[0]
    np.testing.assert_allclose(layer.sigma(), largest, rtol=1e-5)
    normalized = as_matrix(name, layer.normalized_kernel().numpy())
    np.testing.assert_allclose(np.linalg.norm(normalized, 2), 1.0, rtol=1e-5)


@pytest.mark.parametrize("name", CASES)
def test_the_layer_runs_with_the_normalized_kernel(name):
    layer, inputs = built(name)
    plain = CASES[name][0]()
    plain.build(inputs.shape)
    if len(plain.weights) > 1:
        bias = np.linspace(-1, 1, plain.bias.shape[0])
        for each in (plain, layer.layer):
            each.bias.assign(bias)
    plain.weights[0].assign(layer.normalized_kernel())
    outputs = layer(inputs)
    np.testing.assert_allclose(outputs, plain(inputs), rtol=1e-5, atol=1e-6)
    assert layer.compute_output_shape(inputs.shape) == outputs.shape


def test_a_built_layer_has_done_some_iterations():
    layer = SpectralNormalization(layers.Dense(16), seed=1)
    layer.build((None, 32))
    largest = np.linalg.svd(layer.kernel.numpy(), compute_uv=False)[0]
    np.testing.assert_allclose(layer.sigma(), largest, rtol=0.05)
    for vector in (layer.u, layer.v):
        np.testing.assert_allclose(np.linalg.norm(vector.numpy()), 1.0, rtol=1e-5)
    v = unit(layer.kernel.numpy() @ layer.u.numpy())
    np.testing.assert_allclose(layer.v, v, rtol=1e-5, atol=1e-6)


def test_equal_seeds_give_equal_vectors():
    def first_vectors(seed):
        kernel = keras.initializers.GlorotNormal(seed=0)
        layer = SpectralNormalization(
            layers.Dense(8, kernel_initializer=kernel), seed=seed
        )
        layer.build((None, 8))
        return np.concatenate([layer.u, layer.v])

    np.testing.assert_array_equal(first_vectors(3), first_vectors(3))
    assert np.abs(first_vectors(3) - first_vectors(4)).max() > 1e-4


def test_vectors_are_no_trainable_weights():
    layer, _ = built()
    assert layer.trainable_weights == layer.layer.weights
    assert layer.non_trainable_weights == [layer.u, layer.v]
    assert {v.aggregation for v in (layer.u, layer.v)} == {"only_first_replica"}
    assert {v.dtype for v in (layer.u, layer.v)} == {"float32"}


def test_an_orthogonal_kernel_stays_as_it_is():
    kernel = keras.initializers.Orthogonal(seed=0)
    layer = SpectralNormalization(layers.Dense(5, kernel_initializer=kernel))
    outputs = layer(ROWS)
    np.testing.assert_allclose(layer.sigma(), 1.0, rtol=1e-5)
    np.testing.assert_allclose(outputs, ROWS @ layer.kernel.numpy(), rtol=1e-4)


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("in_game", [False, True])
def test_what_a_call_moves(in_game, training, compiled):
    layer, inputs = built()
    expected, _ = built()
    layer.in_game = in_game
    if training and not in_game:
        expected.advance()
        assert not np.array_equal(expected.u, layer.u)
    call = tf.function(layer, jit_compile=True) if compiled else layer
    call(tf.constant(inputs), training=training)
    u, v, kernel = state(layer)
    np.testing.assert_allclose(u, expected.u, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(v, expected.v, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(kernel, expected.kernel)


@pytest.mark.parametrize("name", CASES)
def test_the_gradient_is_orthogonal_to_the_kernel(name):
    layer, inputs = built(name)
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(tf.sin(3.0 * layer(inputs, training=True)))
    gradient = tape.gradient(loss, layer.kernel.value)
    gradient = tf.convert_to_tensor(gradient).numpy()
    size = np.linalg.norm(gradient) * np.linalg.norm(layer.kernel)
    assert size > 1e-2
    np.testing.assert_allclose(np.sum(gradient * layer.kernel) / size, 0, atol=1e-6)


def model_of(*, activation=None, policy=None):
    """An image model of three normalized layers, with an output for each image."""
    keras.utils.set_random_seed(0)
    kinds = (
        layers.Conv2D(4, 3, activation=activation, dtype=policy),
        layers.Conv2DTranspose(3, 2, activation=activation, dtype=policy),
        layers.Flatten(),
        layers.Dense(1, dtype=policy),
    )
    outputs = inputs = keras.Input((6, 6, 2))
    for seed, layer in enumerate(kinds):
        if not isinstance(layer, layers.Flatten):
            layer = SpectralNormalization(layer, seed=seed)
        outputs = layer(outputs)
    return keras.Model(inputs, outputs)


def normalized_layers(model):
    return [each for each in model.layers if isinstance(each, SpectralNormalization)]


def penalized_gradients(model):
    """A function of images that takes two calls and a gradient penalty for one turn."""
    for layer in normalized_layers(model):
        layer.in_game = True

    def gradients(images):
        for layer in normalized_layers(model):
            layer.advance()
        with tf.GradientTape() as tape:
            with tf.GradientTape() as inner_tape:
                inner_tape.watch(images)
                logits = model(images, training=True)
            slopes = inner_tape.gradient(logits, images)
            loss = tf.reduce_sum(slopes**2) + tf.reduce_sum(tf.exp(logits))
            loss -= tf.reduce_sum(tf.exp(model(2.0 * images, training=True)))
        variables = [v.value for v in model.trainable_variables]
        return tape.gradient(loss, variables, unconnected_gradients="zero")

    return gradients


def test_gradients_of_a_penalty_do_not_depend_on_how_they_are_run():
    model = model_of(activation="leaky_relu")
    weights, step = model.get_weights(), penalized_gradients(model)
    expected = step(tf.constant(IMAGES))
    moved = model.get_weights()
    for jit_compile in (False, True):
        model.set_weights(weights)
        results = tf.function(step, jit_compile=jit_compile)(tf.constant(IMAGES))
        for value, other in zip(results, expected, strict=True):
            np.testing.assert_allclose(value, other, rtol=1e-4, atol=1e-5)
        for value, other in zip(model.get_weights(), moved, strict=True):
            np.testing.assert_allclose(value, other, rtol=1e-5, atol=1e-6)


def test_the_gradient_of_a_penalty_is_that_of_finite_differences():
    layer = SpectralNormalization(layers.Dense(4, "tanh", dtype="float64"), seed=1)
    inputs = tf.constant(ROWS, "float64")
    layer.build(inputs.shape)

    def penalty():
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = layer(inputs)
        return tf.reduce_sum(tape.gradient(outputs, inputs) ** 2)

    with tf.GradientTape() as tape:
        value = penalty()
    gradient = tape.gradient(value, layer.kernel.value).numpy()
    kernel = layer.kernel.numpy()
    direction = np.random.default_rng(3).normal(size=kernel.shape)
    ends = []
    for step in (-1e-5, 1e-5):
        layer.kernel.assign(kernel + step * direction)
        ends.append(float(penalty()))
    slope = (ends[1] - ends[0]) / 2e-5
    np.testing.assert_allclose(np.sum(gradient * direction), slope, rtol=1e-6)


@pytest.mark.parametrize(
    ("policy", "jit_compile"),
    [
        ("float32", False),
        ("mixed_bfloat16", False),
        ("mixed_bfloat16", True),
        ("mixed_float16", False),
    ],
)
def test_fit_with_mixed_precision(policy, jit_compile):
    model = model_of(activation="relu", policy=policy)
    model.compile(keras.optimizers.SGD(0.01), "mse", jit_compile=jit_compile)
    targets = np.ones((3, 1), "float32")
    first = model.evaluate(IMAGES, targets, verbose=0)
    model.fit(IMAGES, targets, epochs=20, verbose=0)
    assert 0 <= model.evaluate(IMAGES, targets, verbose=0) < 0.9 * first
    compute_dtype = keras.DTypePolicy(policy).compute_dtype
    assert model.outputs[0].dtype == compute_dtype
    assert model(IMAGES).dtype == compute_dtype
    for layer in normalized_layers(model):
        matrix = as_matrix(type(layer.layer).__name__, layer.kernel.numpy())
        largest = np.linalg.norm(matrix, 2)
        np.testing.assert_allclose(layer.sigma(), largest, rtol=0.05)


@pytest.mark.parametrize("outer_policy", ["float32", "mixed_bfloat16"])
@pytest.mark.parametrize("policy", ["mixed_bfloat16", "float64"])
def test_the_kernel_is_divided_in_its_own_precision(policy, outer_policy):
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy(outer_policy)
    try:
        layer = SpectralNormalization(layers.Dense(4, dtype=policy), seed=1)
        around = keras.Sequential([layer])
        around.build((None, 5))
    finally:
        keras.config.set_dtype_policy(before)
    matrix = layer.kernel.numpy()
    normalized = matrix / (layer.v.numpy() @ matrix @ layer.u.numpy())
    plain = layers.Dense(4, dtype=policy)
    plain.build((None, 5))
    plain.kernel.assign(normalized)
    exact = tf.constant(ROWS, "float64") / 3
    rounded = tf.cast(tf.cast(exact, "bfloat16"), "float64")  # as `around` may round it
    for call, inputs in ((layer, exact), (around, rounded)):
        outputs, expected = call(inputs), plain(inputs)
        assert outputs.dtype == expected.dtype
        tolerance = 1e-12 if policy == "float64" else 1e-6
        np.testing.assert_allclose(
            tf.cast(outputs, "float64"), tf.cast(expected, "float64"), rtol=tolerance
        )


def test_within_a_replica():
    strategy = tf.distribute.MirroredStrategy(["CPU:0"])
    with strategy.scope():
        layer, inputs = built()
    twin, _ = built()
    strategy.run(tf.function(layer.advance))
    strategy.run(tf.function(layer), (tf.constant(inputs),), {"training": True})
    for _ in range(2):
        twin.advance()
    np.testing.assert_allclose(layer.u, twin.u, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(layer.v, twin.v, rtol=1e-5, atol=1e-6)


def test_saved_and_loaded(tmp_path):
    model = model_of(activation="relu")
    model.compile("adam", "mse")
    model.fit(IMAGES, np.ones((3, 1)), epochs=2, verbose=0)
    model.save(tmp_path / "model.keras")
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    for each in (model, loaded):  # goes on from the same vectors, moments included
        each.fit(IMAGES, np.ones((3, 1)), verbose=0)
    assert len(normalized_layers(loaded)) == 3
    for value, other in zip(model.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(value, other)
    np.testing.assert_array_equal(model(IMAGES), loaded(IMAGES))


def test_round_trip(assert_round_trips):
    layer = SpectralNormalization(layers.Dense(3, "relu"), 2, seed=4, name="a")
    revived = assert_round_trips(layer)
    assert (revived.power_iterations, revived.seed, revived.name) == (2, 4, "a")
    assert (revived.layer.units, revived.in_game) == (3, False)


def test_a_model_that_is_built_by_its_first_symbolic_call():
    class Model(keras.Model):
        def __init__(self):
            super().__init__()
            self.dense = SpectralNormalization(layers.Dense(4), seed=1)

        def call(self, inputs):
            return self.dense(inputs)

    model = Model()
    assert model(keras.KerasTensor((None, 5))).shape == (None, 4)
    v = unit(model.dense.kernel.numpy() @ model.dense.u.numpy())
    np.testing.assert_allclose(model.dense.v, v, rtol=1e-5, atol=1e-6)


def test_built_within_a_function():
    layer = SpectralNormalization(layers.Dense(4), seed=1)
    outputs = tf.function(lambda inputs: layer(inputs))(tf.constant(ROWS))
    np.testing.assert_allclose(outputs, layer(ROWS), rtol=1e-5)
    largest = np.linalg.svd(layer.kernel.numpy(), compute_uv=False)[0]
    np.testing.assert_allclose(layer.sigma(), largest, rtol=0.05)


def test_a_stateless_call_uses_the_values_that_it_is_given():
    layer, inputs = built()
    other, _ = built()
    other.layer.bias.assign(np.arange(4.0))
    other.u.assign(-other.u)
    other.v.assign(-other.v)
    other.kernel.assign(2 * other.kernel)
    trainable = [v.numpy() for v in other.trainable_variables]
    rest = [v.numpy() for v in other.non_trainable_variables]
    before = state(layer)
    outputs, moved = layer.stateless_call(trainable, rest, inputs, training=True)
    np.testing.assert_allclose(outputs, other(inputs, training=True), rtol=1e-6)
    np.testing.assert_allclose(moved[0], other.u, rtol=1e-6)
    np.testing.assert_allclose(moved[1], other.v, rtol=1e-6)
    np.testing.assert_array_equal(
        np.concatenate(state(layer)[:2]), [*before[0], *before[1]]
    )


def test_losses_of_the_layer_count_once():
    plain = layers.Dense(
        4,
        kernel_regularizer=keras.regularizers.L2(0.5),
        activity_regularizer=keras.regularizers.L2(0.25),
    )
    layer = SpectralNormalization(plain)
    model = keras.Sequential([keras.Input((5,)), layer])
    for _ in range(2):  # those of an earlier call do not stay
        outputs = model(ROWS)
    activity, kernel = model.losses
    expected = 0.25 * np.sum(np.square(outputs)) / len(ROWS)
    np.testing.assert_allclose(activity, expected, rtol=1e-5)
    np.testing.assert_allclose(
        kernel, 0.5 * np.sum(layer.kernel.numpy() ** 2), rtol=1e-5
    )


def test_a_mask_passes():
    words = keras.Input((3,), dtype="int32")
    hidden = SpectralNormalization(layers.Embedding(7, 4, mask_zero=True))(words)
    hidden = SpectralNormalization(layers.Dense(2))(hidden)
    model = keras.Model(words, layers.GlobalAveragePooling1D()(hidden))
    one, thrice = np.array([[2, 0, 0]]), np.array([[2, 2, 2]])
    np.testing.assert_allclose(model(one), model(thrice), rtol=1e-5)


def test_a_kernel_of_zeros_stays_zero_and_learns():
    dense = layers.Dense(4, kernel_initializer="zeros")
    layer = SpectralNormalization(dense, seed=1)
    with tf.GradientTape() as tape:
        outputs = layer(ROWS, training=True)
        loss = tf.reduce_sum(outputs)
    np.testing.assert_array_equal(outputs, np.zeros((3, 4)))
    gradient = tape.gradient(loss, layer.kernel.value)
    expected = np.repeat(ROWS.sum(axis=0)[:, None], 4, axis=1)
    np.testing.assert_allclose(gradient, expected, rtol=1e-5)
    layer.kernel.assign(gradient)
    layer.advance()  # the vectors were left as they could be used
    np.testing.assert_allclose(layer.sigma(), np.linalg.norm(expected, 2), rtol=1e-5)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_kernel_that_is_not_finite_leaves_the_vectors(bad):
    layer, _ = built()
    before = state(layer)
    kernel = before[2].copy()
    kernel[0, 0] = bad
    layer.kernel.assign(kernel)
    layer.advance()
    assert np.isfinite(layer.u).all() and np.isfinite(layer.v).all()
    layer.kernel.assign(before[2])
    layer.advance()
    assert np.isfinite(layer.sigma())


@pytest.mark.parametrize("layer", [keras.layers.Dense, "Dense", None])
def test_what_is_no_layer(layer):
    with pytest.raises(TypeError, match="must be a Keras layer. Received: layer="):
        SpectralNormalization(layer)


@pytest.mark.parametrize(
    "layer",
    [
        layers.ReLU(),
        layers.DepthwiseConv2D(3),
        layers.SeparableConv2D(3, 3),
        layers.EinsumDense("ab,bc->ac", 4),
        SpectralNormalization(layers.Dense(3)),
    ],
)
def test_a_layer_without_a_known_kernel(layer):
    with pytest.raises(ValueError, match="Dense, Conv1D.* Received: layer=.* Leave"):
        SpectralNormalization(layer)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"power_iterations": 0}, "a positive integer. Received: power_iterations=0"),
        ({"power_iterations": 1.5}, "a positive integer. Received: power_iteratio"),
        ({"power_iterations": True}, "a positive integer. Received: power_iterati"),
        ({"seed": "a"}, "`seed` must be an integer. Received: seed='a'"),
        ({"dtype": "float16"}, "Received: dtype='float16'. Pass it to that layer"),
    ],
)
def test_a_bad_argument(arguments, message):
    with pytest.raises(ValueError, match=message):
        SpectralNormalization(layers.Dense(3), **arguments)


def test_a_kernel_of_several_variables():
    layer = SpectralNormalization(layers.Dense(3, lora_rank=1))
    with pytest.raises(ValueError, match="as one variable. Received: .* `lora_rank`"):
        layer.build((None, 4))


def test_an_advance_before_the_layer_is_built():
    with pytest.raises(ValueError, match="not built. Call it on inputs first"):
        SpectralNormalization(layers.Dense(3)).advance()
