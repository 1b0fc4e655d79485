import importlib
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).parents[2]


@pytest.fixture
def root():
    """The project's root."""
    return ROOT


@pytest.fixture
def website(monkeypatch):
    """A function that imports a module of `website` from its folder, as MkDocs does."""
    monkeypatch.syspath_prepend(str(ROOT / "website"))

    def load(name):
        sys.modules.pop(name, None)
        module = importlib.import_module(name)
        monkeypatch.delitem(sys.modules, name)
        return module

    return load
