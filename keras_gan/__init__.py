"""Generative adversarial networks as idiomatic Keras 3 models.

`import keras_gan` alone does not load TensorFlow. Everything is imported when a name in
`__all__` is first used, or when Keras is imported too (`registration.py` says why).
"""

# ruff: noqa: F403, F405

from keras_gan import registration

TYPE_CHECKING = False  # editors and type checkers take it for True
if TYPE_CHECKING:
    from keras_gan.everything import *

__version__ = "0.1.0"

__all__ = [
    "BiGAN",
    "CompletionGAN",
    "GAN",
    "TrainingDivergedError",
    "baselines",
    "callbacks",
    "datasets",
    "export",
    "inference",
    "latents",
    "layers",
    "losses",
    "metrics",
    "models",
    "networks",
    "optimizers",
    "plots",
    "recipes",
    "theory",
]


def __getattr__(name):
    # Our modules that are being imported get one another as submodules, not from here.
    if name in __all__ and not registration.is_importing():
        return getattr(registration.import_everything(), name)
    raise AttributeError(
        f"Module 'keras_gan' has no such attribute. {_expected(name)} "
        f"Received: {name!r}."
    )


def __dir__():
    return sorted({*globals(), *__all__})


def _expected(name):
    """What may have been meant by a name, or else every name that there is."""
    import difflib

    names = {each.lower(): each for each in __all__}
    close = difflib.get_close_matches(name.lower(), names)
    if close:
        return f"Close matches: {[names[each] for each in close]}."
    return f"Expected one of {__all__}."


registration.import_everything_with_keras()
