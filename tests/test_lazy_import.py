"""`import keras_gan` is quick, and Keras still finds our classes in what was saved."""

import os
import subprocess
import sys

import pytest

import keras_gan
from keras_gan import everything


def run(code, **environment):
    """Runs code in a process of its own, and returns what it wrote to stderr."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.fixture
def another_backend(tmp_path):
    """A `PYTHONPATH` with a Keras that runs on JAX, as far as we ask it."""
    code = "class backend: backend = staticmethod(lambda: 'jax')"
    (tmp_path / "keras.py").write_text(code)
    return str(tmp_path)


def test_nothing_is_loaded_before_it_is_used():
    run("""if True:
        import importlib, sys
        import keras_gan, keras_gan.cli
        importlib.reload(keras_gan)
        assert keras_gan.__version__
        assert {"GAN", "losses", "__version__"} <= set(dir(keras_gan))
        assert not hasattr(keras_gan, "GAm")
        for name in "keras", "tensorflow", "numpy", "keras_gan.everything":
            assert name not in sys.modules, name
    """)


@pytest.mark.parametrize(
    "imports",
    [
        "import keras_gan, keras",
        "import keras, keras_gan",
        "import keras_gan.models, keras",  # imports Keras when half done itself
        "from keras_gan import layers; import keras",
    ],
)
def test_keras_finds_our_classes(imports):
    # What `keras.saving.serialize_keras_object` makes of it, less what is not read.
    saved = {
        "class_name": "NonSaturating",
        "config": {},
        "registered_name": "keras_gan>NonSaturating",
    }
    run(f"""if True:
        {imports}
        loss = keras.saving.deserialize_keras_object({saved})
        import sys
        import keras_gan.losses
        assert type(loss) is keras_gan.losses.NonSaturating
        finders = [type(finder).__module__ for finder in sys.meta_path]
        assert "keras_gan.registration" not in finders
        assert "registration" not in type(keras.__loader__).__module__
    """)


def test_every_name_is_there():
    star = {}
    exec("from keras_gan import *", star)
    assert set(star) - {"__builtins__"} == set(keras_gan.__all__)
    for name in keras_gan.__all__:
        assert star[name] is getattr(keras_gan, name) is getattr(everything, name)
    public = {name for name in vars(everything) if not name.startswith("_")}
    assert public - {"keras"} == set(keras_gan.__all__)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Gan", r"Close matches: \['GAN'"),
        ("optimisers", r"Close matches: \['optimizers'"),
        ("xyz", r"Expected one of .*'GAN', "),
    ],
)
def test_an_unknown_name_gets_close_matches(name, expected):
    with pytest.raises(AttributeError, match=f"{expected}.*Received: '{name}'"):
        getattr(keras_gan, name)


def test_another_backend_is_an_error_for_those_who_use_us(another_backend):
    errors = run(
        """if True:
        import keras_gan
        for use in "keras_gan.GAN", "from keras_gan import losses":
            try: exec(use)
            except ImportError as error: assert "backend()='jax'" in str(error), use
            else: raise AssertionError(use)
        """,
        PYTHONPATH=another_backend,
    )
    assert not errors
    run(
        """if True:
        import keras
        try: import keras_gan
        except ImportError as error: assert "backend()='jax'" in str(error)
        else: raise AssertionError
        """,
        PYTHONPATH=another_backend,
    )


def test_another_backend_is_a_warning_for_those_who_use_keras(another_backend):
    warning = run("import keras_gan, keras", PYTHONPATH=another_backend)
    assert "RuntimeWarning: keras_gan could not be imported after Keras" in warning
    assert "backend()='jax'" in warning
