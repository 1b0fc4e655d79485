"""Each argument of each public name is in its docstring, and no other."""

import importlib
import inspect
import re

import keras
import pytest

import keras_gan

ROOMS = [n for n in keras_gan.__all__ if inspect.ismodule(getattr(keras_gan, n))]
# What Keras says of these methods holds here too.
OF_KERAS = {"build", "call", "get_config", "from_config", "compute_output_shape"}


def public():
    for room in sorted({*ROOMS, "latents.masks"}):
        module = importlib.import_module(f"keras_gan.{room}")
        for name in getattr(module, "__all__", ["get"]):
            each = getattr(module, name)
            if inspect.isclass(each) or inspect.isfunction(each):
                yield pytest.param(each, id=f"{room}.{name}")


def documented(docstring):
    """The names under `Args:` of a docstring, without stars."""
    section = re.search(r"^Args:\n((?:(?: +.*)?\n)*)", f"{docstring}\n", re.M)
    lines = section.group(1) if section else ""
    rows = re.findall(r"^    (\*{0,2}\w+(?:, \*{0,2}\w+)*):", lines, re.M)
    return {name.strip("* ") for row in rows for name in row.split(",")}


def arguments(function):
    names = inspect.signature(function).parameters
    return {name for name in names if name not in ("self", "cls")}


@pytest.mark.parametrize("each", [*public()])
def test_every_argument_is_documented(each):
    docstring = inspect.getdoc(each)
    assert docstring
    if inspect.isclass(each) and "__init__" not in vars(each):
        return  # its arguments are those of a base class
    assert documented(docstring) == arguments(each)


@pytest.mark.parametrize("each", [*public()])
def test_arguments_of_methods_are_documented(each):
    if not inspect.isclass(each):
        return
    for name, method in vars(each).items():
        if name.startswith("_") or name in OF_KERAS or not inspect.isfunction(method):
            continue
        if "Args:" in (docstring := inspect.getdoc(method) or ""):
            assert documented(docstring) == arguments(method), name


def test_what_is_documented_is_read():
    text = inspect.getdoc(keras_gan.GAN)
    assert {"generator", "kwargs", "latent"} < documented(text)
    assert not documented(inspect.getdoc(keras.Model).split("Args:")[0])
