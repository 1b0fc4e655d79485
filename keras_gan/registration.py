"""Registers the package's classes with Keras, whichever of the two is imported first.

Keras finds the classes of a saved model only if their modules have been imported, and
it does not import them itself. So `keras_gan.everything` is imported as soon as both
`keras_gan` and Keras have been. Beside Keras, which loads TensorFlow, that takes a
tenth of a second.
"""

import contextlib
import sys
import threading
import warnings

_running = set()  # threads that run a module that `_Finder` found
_asking = set()  # threads in `import_everything`, which get its errors


def import_everything():
    """Imports `keras_gan.everything` and returns it.

    Keras comes first: another thread that imports Keras then waits for both.
    """
    with _joined(_asking):
        import keras  # noqa: F401

        import keras_gan.everything
    return keras_gan.everything


def import_everything_with_keras():
    """Imports `keras_gan.everything` now if Keras is loaded, else once it is."""
    if "keras" in sys.modules:
        import_everything()
    elif not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path = [_Finder(), *sys.meta_path]


def is_importing():
    """Whether this thread is importing modules of ours."""
    return threading.get_ident() in _running | _asking


class _Finder:
    """Finds Keras and our modules, as the finders after it do, to see when they end.

    Ours too: `import keras_gan.losses` imports Keras when it is half done itself, and
    what needs all of `keras_gan.losses` can be imported only when it has ended.
    """

    def find_spec(self, name, path=None, target=None):
        finders = sys.meta_path
        watched = name == "keras" or name.startswith("keras_gan.")
        if not watched or self not in finders:
            return None
        for finder in finders[finders.index(self) + 1 :]:
            spec = finder.find_spec(name, path, target)
            if spec is not None:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = _Loader(spec.loader)
                return spec
        return None


class _Loader:
    """Runs a module with its own loader; the last module to end looks for Keras."""

    def __init__(self, loader):
        self._loader = loader

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self._loader
        with _joined(_running) as outermost:
            self._loader.exec_module(module)
        if outermost and not _running and "keras" in sys.modules:
            _import_everything_after(module.__name__)


def _import_everything_after(name):
    """Imports all, then removes the finder. `import keras` works even if that fails."""
    try:
        import keras_gan.everything  # noqa: F401
    except Exception as error:
        if name != "keras":
            raise
        if threading.get_ident() not in _asking:
            warnings.warn(
                "keras_gan could not be imported after Keras, so saved models of its "
                f"classes do not load. {type(error).__name__}: {error}",
                RuntimeWarning,
                stacklevel=3,
            )
    else:
        sys.meta_path = [
            finder for finder in sys.meta_path if not isinstance(finder, _Finder)
        ]


@contextlib.contextmanager
def _joined(threads):
    """Has this thread in a set of threads; yields whether it was not in it before."""
    thread = threading.get_ident()
    joins = thread not in threads
    threads.add(thread)
    try:
        yield joins
    finally:
        if joins:
            threads.remove(thread)
