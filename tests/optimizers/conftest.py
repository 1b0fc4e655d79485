import keras
import numpy as np
import pytest
import tensorflow as tf


@pytest.fixture
def descend():
    """A function that takes an optimizer down a fixed, noisy slope.

    It returns the weights after the last step: a matrix and a vector of a least
    squares problem whose inputs change from step to step.
    """
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(100, 8, 3))
    targets = rng.normal(size=(100, 8, 4))
    start = [rng.normal(size=(3, 4)), rng.normal(size=4)]

    def descend(
        optimizer, steps=100, dtype="float32", jit_compile=False, after_step=None
    ):
        kernel, bias = (
            keras.Variable(value, dtype=dtype, name=name)
            for value, name in zip(start, ["kernel", "bias"], strict=True)
        )
        optimizer.build([kernel, bias])

        @tf.function(jit_compile=jit_compile)
        def step(x, y):
            with tf.GradientTape() as tape:
                error = x @ kernel.value + bias.value - y
                loss = optimizer.scale_loss(tf.reduce_mean(tf.square(error)))
            gradients = tape.gradient(loss, [kernel.value, bias.value])
            optimizer.apply(gradients, [kernel, bias])

        for index in range(steps):
            step(*(tf.constant(a[index], dtype) for a in (inputs, targets)))
            if after_step:
                after_step(index, optimizer)
        return [kernel.numpy(), bias.numpy()]

    return descend


@pytest.fixture
def descend_by_rows():
    """A function that trains rows of an embedding, whose gradients are slices.

    It returns the table. With `repeated`, a batch names a row more than once.
    """
    start = np.random.default_rng(0).normal(size=(6, 2))

    def descend_by_rows(optimizer, repeated=False, sparse=True, graph=True):
        table = keras.Variable(start, dtype="float32", name="table")
        optimizer.build([table])

        def step(rows):
            with tf.GradientTape() as tape:
                picked = tf.gather(table.value, rows)
                loss = tf.reduce_sum(tf.square(picked - 1.0))
            gradient = tape.gradient(loss, table.value)
            assert isinstance(gradient, tf.IndexedSlices)
            if not sparse:
                gradient = tf.convert_to_tensor(gradient)
            optimizer.apply([gradient], [table])

        if graph:
            step = tf.function(step)
        for index in range(30):
            rows = [index % 6, index % 6 if repeated else (index + 2) % 6]
            step(tf.constant(rows))
        return table.numpy()

    return descend_by_rows


@pytest.fixture
def assert_state_survives(tmp_path):
    """A function that saves a model in mid-training and resumes from the file."""
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(8, 3)), rng.normal(size=(8, 1))

    def fit(model):
        model.fit(x, y, batch_size=8, epochs=5, shuffle=False, verbose=0)

    def assert_state_survives(optimizer, before_saving=None):
        keras.utils.set_random_seed(0)
        model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(1)])
        model.compile(optimizer, "mse")
        fit(model)
        if before_saving:
            before_saving(model.optimizer)
        model.save(tmp_path / "model.keras")
        revived = keras.saving.load_model(tmp_path / "model.keras")
        assert type(revived.optimizer) is type(model.optimizer)
        pairs = zip(revived.optimizer.variables, model.optimizer.variables, strict=True)
        for read, written in pairs:
            np.testing.assert_array_equal(read, written)
        fit(model)
        fit(revived)
        for a, b in zip(revived.get_weights(), model.get_weights(), strict=True):
            np.testing.assert_array_equal(a, b)
        return revived.optimizer

    return assert_state_survives
