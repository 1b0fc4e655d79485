import subprocess
import sys

import numpy as np
import pytest

from keras_gan import (
    arguments,
    callbacks,
    datasets,
    latents,
    layers,
    networks,
    plots,
)
from keras_gan.arguments import (
    WrongTypeError,
    check_integer,
    check_integers,
    check_number,
    is_integer,
)


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3), np.array([3])[0]])
def test_integers_of_python_and_numpy(value):
    for checked in (check_integer("k", value, 1), *check_integers(1, k=value)):
        assert checked == 3 and type(checked) is int
    assert is_integer(value) and is_integer(value, 3) and not is_integer(value, 4)


@pytest.mark.parametrize("value", [True, np.True_, 3.0, np.float32(3), "3", None, [3]])
def test_what_is_no_integer(value):
    assert not is_integer(value)
    for error in (TypeError, ValueError):
        with pytest.raises(error, match="`k` must be an integer. Received: k="):
            check_integer("k", value)
        with pytest.raises(error, match="`j` and `k` must be positive integers"):
            check_integers(1, j=1, k=value)


@pytest.mark.parametrize(
    ("minimum", "value", "message"),
    [
        (1, 0, "`k` must be a positive integer. Received: k=0."),
        (0, -1, "`k` must be an integer of at least 0. Received: k=-1."),
        (2, np.int64(1), "`k` must be an integer of at least 2. Received: k=np.int64"),
    ],
)
def test_integers_that_are_too_small(minimum, value, message):
    with pytest.raises(ValueError, match=message) as caught:
        check_integer("k", value, minimum)
    assert not isinstance(caught.value, TypeError)
    assert check_integer("k", minimum, minimum) == minimum


def test_what_an_error_says_besides():
    message = "^`k` must be a positive integer, in pixels. Received: k=0. Pass 1.$"
    with pytest.raises(ValueError, match=message):
        check_integer("k", 0, 1, "a positive integer, in pixels", "Pass 1.")
    message = (
        "^`a`, `b` and `c` must be integers of at least 2. Received: a=2, b=1, c=3."
    )
    with pytest.raises(ValueError, match=message + " Add one.$"):
        check_integers(2, "Add one.", a=2, b=1, c=3)
    assert check_integers(2, a=2, b=np.int8(4)) == [2, 4]


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.int64(2)])
def test_numbers(value):
    checked = check_number("x", value, "positive", lambda x: x > 0)
    assert checked == 2 and type(checked) is float


@pytest.mark.parametrize("value", [True, "2", None, 2j, [2.0]])
def test_what_is_no_number(value):
    for error in (TypeError, ValueError):
        with pytest.raises(error, match="`x` must be a number. Received: x="):
            check_number("x", value, "positive", lambda x: x > 0)


@pytest.mark.parametrize("value", [0, -1.0, float("nan")])
def test_numbers_out_of_range(value):
    message = f"^`x` must be positive. Received: x={value}. Pass 1.$"
    with pytest.raises(ValueError, match=message) as caught:
        check_number("x", value, "positive", lambda x: x > 0, "Pass 1.")
    assert not isinstance(caught.value, WrongTypeError)


def test_numpy_numbers_as_arguments(assert_round_trips):
    one = np.int64(1)
    layer = layers.MaxoutConv2D(one, one, one, one, one, one)
    for each in (
        layer,
        layers.Maxout(one, one),
        layers.RandomShift(one),
        networks.SparseInitializer(one),
        latents.Normal(np.float32(0.5)),
    ):
        assert_round_trips(each)
    assert layer.compute_output_shape((None, 4, 4, 3)) == (None, 6, 6, 1)
    images = np.random.default_rng(0).random((4, 2)).astype("float32")
    assert datasets.steps_per_epoch(images, np.int64(2)) == 2
    assert callbacks.ParzenEvaluation(images, np.int64(9), np.int64(2)).every == 2
    assert plots.image_grid(images[:, :, None], one, scale=one).shape == (18, 5)


def test_it_needs_neither_keras_nor_tensorflow():
    code = (
        "import importlib.util, sys;"
        "spec = importlib.util.spec_from_file_location('arguments', sys.argv[1]);"
        "spec.loader.exec_module(importlib.util.module_from_spec(spec));"
        "sys.exit(any(name in sys.modules for name in ('keras', 'tensorflow')))"
    )
    subprocess.run([sys.executable, "-c", code, arguments.__file__], check=True)
