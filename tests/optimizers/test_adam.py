import keras
import numpy as np
import pytest

from keras_gan.optimizers import Adam, DecayPerUpdate

KINDS = [
    {},
    {"beta_1": 0.5, "beta_2": 0.9, "epsilon": 1e-3},
    {"beta_1": 0.0},
    {"amsgrad": True},
]
OPTIONS = [
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


@pytest.mark.parametrize("arguments", [*KINDS, *OPTIONS], ids=str)
def test_equals_keras_over_a_hundred_steps(arguments, descend):
    ours = descend(Adam(0.01, **arguments))
    assert_same(ours, descend(keras.optimizers.Adam(0.01, **arguments)))


@pytest.mark.parametrize("arguments", KINDS, ids=str)
def test_equals_keras_in_float64(arguments, descend):
    ours = descend(Adam(0.01, **arguments), dtype="float64")
    own = descend(keras.optimizers.Adam(0.01, **arguments), dtype="float64")
    for a, b in zip(ours, own, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("arguments", KINDS, ids=str)
def test_equals_keras_under_xla(arguments, descend):
    ours = descend(Adam(0.01, **arguments), jit_compile=True)
    assert_same(ours, descend(keras.optimizers.Adam(0.01, **arguments)))


def test_equals_keras_with_a_schedule(descend):
    def schedule():
        return keras.optimizers.schedules.ExponentialDecay(0.05, 10, 0.8)

    ours = descend(Adam(schedule()))
    assert_same(ours, descend(keras.optimizers.Adam(schedule())))


def test_equals_keras_when_the_learning_rate_is_assigned(descend):
    def lower(index, optimizer):
        if index == 50:
            optimizer.learning_rate = 0.001

    ours = descend(Adam(0.01), after_step=lower)
    assert_same(ours, descend(keras.optimizers.Adam(0.01), after_step=lower))
    assert np.abs(ours[0] - descend(Adam(0.01))[0]).max() > 1e-3


def test_equals_keras_under_a_loss_scale(descend):
    def scaled(optimizer):
        return keras.optimizers.LossScaleOptimizer(optimizer, initial_scale=8.0)

    ours = descend(scaled(Adam(0.01)))
    assert_same(ours, descend(scaled(keras.optimizers.Adam(0.01))))
    assert_same(ours, descend(Adam(0.01)))


@pytest.mark.parametrize("graph", [False, True])
def test_equals_keras_on_gradients_of_slices(graph, descend_by_rows):
    ours = descend_by_rows(Adam(0.01), graph=graph)
    assert_same([ours], [descend_by_rows(keras.optimizers.Adam(0.01), graph=graph)])


def test_repeated_slices_count_as_their_sum(descend_by_rows):
    ours = descend_by_rows(Adam(0.01), repeated=True)
    own = descend_by_rows(keras.optimizers.Adam(0.01), repeated=True, sparse=False)
    assert_same([ours], [own])


def test_first_step_by_hand():
    # The corrected moments are g and g^2, so the step is learning_rate * sign(g).
    variable = keras.Variable([1.0, 1.0])
    optimizer = Adam(0.1)
    optimizer.apply([np.array([4.0, -0.01], "float32")], [variable])
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
