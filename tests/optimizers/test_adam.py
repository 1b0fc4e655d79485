import keras
import numpy as np
import pytest

from keras_gan.optimizers import Adam, DecayPerUpdate

# Where 1 - beta is exact in float32, so that rounding tells nothing apart.
EXACT = {"beta_1": 0.5, "beta_2": 0.75}
OPTIONS = [
    {},
    {"epsilon": 1e-3},
    {"beta_1": 0.0},
    {"amsgrad": True},
    {"weight_decay": 0.1},
    {"clipnorm": 0.5},
    {"clipvalue": 0.1},
    {"global_clipnorm": 0.5},
    {"use_ema": True, "ema_momentum": 0.9, "ema_overwrite_frequency": 7},
    {"gradient_accumulation_steps": 4},
]


def assert_same(ours, keras_own):
    for a, b in zip(ours, keras_own, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_equals_keras_over_a_hundred_steps(options, descend):
    arguments = {"learning_rate": 0.01, **EXACT, **options}
    ours = descend(Adam(**arguments))
    assert_same(ours, descend(keras.optimizers.Adam(**arguments)))


def numpy_adam(gradients, learning_rate, beta_1, beta_2, epsilon):
    """Algorithm 1 of Kingma and Ba, 2014, in the form before their section 2.1."""
    weights, mean, square = (np.zeros(gradients.shape[1]) for _ in range(3))
    for step, gradient in enumerate(gradients.astype("float64"), 1):
        mean = beta_1 * mean + (1 - beta_1) * gradient
        square = beta_2 * square + (1 - beta_2) * gradient**2
        rate = learning_rate * np.sqrt(1 - beta_2**step) / (1 - beta_1**step)
        weights -= rate * mean / (np.sqrt(square) + epsilon)
    return weights


@pytest.mark.parametrize("dtype, tolerance", [("float32", 5e-7), ("float64", 1e-7)])
@pytest.mark.parametrize("beta_1, beta_2", [(0.9, 0.999), (0.5, 0.99), (0.0, 0.9)])
def test_equals_the_paper_s_algorithm(beta_1, beta_2, dtype, tolerance):
    gradients = np.random.default_rng(0).normal(size=(100, 20)).astype("float32")
    variable = keras.Variable(np.zeros(20), dtype=dtype)
    optimizer = Adam(0.01, beta_1, beta_2)
    for gradient in gradients:
        optimizer.apply([gradient.astype(dtype)], [variable])
    expected = numpy_adam(gradients, 0.01, beta_1, beta_2, 1e-7)
    assert np.abs(expected).max() > 0.1
    np.testing.assert_allclose(variable, expected, rtol=0, atol=tolerance)


def test_keras_defaults_differ_by_rounding_only(descend):
    # Keras takes 1 - beta_2 from Python for the moment and from float32 for its
    # correction: 0.001 and 0.00099998713, half of whose ratio shows in each step.
    for a, b in zip(
        descend(Adam(0.01)), descend(keras.optimizers.Adam(0.01)), strict=True
    ):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-5)


@pytest.mark.parametrize("options", OPTIONS[:4], ids=str)
def test_equals_keras_under_xla(options, descend):
    arguments = {"learning_rate": 0.01, **EXACT, **options}
    ours = descend(Adam(**arguments), jit_compile=True)
    assert_same(ours, descend(keras.optimizers.Adam(**arguments)))


def test_equals_keras_with_a_schedule(descend):
    def schedule():
        return keras.optimizers.schedules.ExponentialDecay(0.05, 10, 0.8)

    ours = descend(Adam(schedule(), **EXACT))
    assert_same(ours, descend(keras.optimizers.Adam(schedule(), **EXACT)))


def test_equals_keras_when_the_learning_rate_is_assigned(descend):
    def lower(index, optimizer):
        if index == 50:
            optimizer.learning_rate = 0.001

    ours = descend(Adam(0.01, **EXACT), after_step=lower)
    assert_same(ours, descend(keras.optimizers.Adam(0.01, **EXACT), after_step=lower))
    assert np.abs(ours[0] - descend(Adam(0.01, **EXACT))[0]).max() > 1e-3


def test_equals_keras_under_a_loss_scale(descend):
    def scaled(optimizer):
        return keras.optimizers.LossScaleOptimizer(optimizer, initial_scale=8.0)

    ours = descend(scaled(Adam(0.01, **EXACT)))
    assert_same(ours, descend(scaled(keras.optimizers.Adam(0.01, **EXACT))))
    assert_same(ours, descend(Adam(0.01, **EXACT)))


@pytest.mark.parametrize("graph", [False, True])
def test_equals_keras_on_gradients_of_slices(graph, descend_by_rows):
    ours = descend_by_rows(Adam(0.01, **EXACT), graph=graph)
    assert_same(
        [ours], [descend_by_rows(keras.optimizers.Adam(0.01, **EXACT), graph=graph)]
    )


def test_repeated_slices_count_as_their_sum(descend_by_rows):
    ours = descend_by_rows(Adam(0.01, **EXACT), repeated=True)
    own = descend_by_rows(
        keras.optimizers.Adam(0.01, **EXACT), repeated=True, sparse=False
    )
    assert_same([ours], [own])


def test_first_step_by_hand():
    # The corrected moments are g and g^2, so the step is learning_rate * sign(g).
    variable = keras.Variable([1.0, 1.0])
    optimizer = Adam(0.1)
    optimizer.apply([np.array([4.0, -0.5], "float32")], [variable])
    np.testing.assert_allclose(variable, [0.9, 1.1], rtol=1e-5)


def test_every_variable_of_the_state_is_there_once(descend):
    optimizer = Adam(0.01)
    descend(optimizer, steps=1)
    # Iterations, learning rate, and two moments of two weights.
    assert len({id(v) for v in optimizer.variables}) == len(optimizer.variables) == 6


@pytest.mark.parametrize(
    "optimizer",
    [
        Adam(),
        Adam(2e-4, 0.5, 0.99, 1e-6, amsgrad=True, name="first"),
        Adam(DecayPerUpdate(0.1, 1.5, 1e-3), global_clipnorm=1.0),
    ],
)
def test_round_trip(optimizer, assert_round_trips):
    assert_round_trips(optimizer)


@pytest.mark.parametrize("arguments", [{}, {"amsgrad": True}], ids=str)
def test_state_survives_saving(arguments, assert_state_survives):
    assert_state_survives(Adam(0.01, **arguments))


def test_state_survives_saving_under_a_loss_scale(assert_state_survives):
    revived = assert_state_survives(keras.optimizers.LossScaleOptimizer(Adam(0.01)))
    assert type(revived.inner_optimizer) is Adam
