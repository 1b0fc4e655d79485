"""What `compile` takes, checked where it is given."""

import collections
import warnings

import keras
import tensorflow as tf

from keras_gan.arguments import check_integer
from keras_gan.losses import Term
from keras_gan.losses.terms import PLAYERS
from keras_gan.models import replicas

LOGS = ("d_loss", "g_loss", "value", "d_real", "d_fake", "d_sign")
UPDATES = ("alternating", "simultaneous")


def check_turns(discriminator_steps, update):
    """Returns k as an int. Raises ValueError unless the players can take turns so.

    Args:
        discriminator_steps: int, k.
        update: str, how the players move.
    """
    k = check_integer("discriminator_steps", discriminator_steps, minimum=1)
    if update not in UPDATES:
        raise ValueError(
            f"Unknown `update`. Expected one of {sorted(UPDATES)}. "
            f"Received: update={update!r}."
        )
    if update == "simultaneous" and k > 1:
        raise ValueError(
            "Players that move at once make as many steps each. Received: "
            f"update={update!r}, discriminator_steps={k}. Leave one of the two out."
        )
    return k


def check_terms(terms, penalties):
    """Returns the terms as a list, of whichever name they came under.

    Raises:
        TypeError: if they are no list of `Term`, or came under both names.
        ValueError: if two have one name, or one is of no known player.
    """
    if penalties is not None:
        if terms:
            raise TypeError(
                "`penalties` is the former name of `terms`. Received: both. Put all of "
                "them into `terms`."
            )
        warnings.warn(
            "`compile(penalties=...)` is now `compile(terms=...)`.",
            DeprecationWarning,
            stacklevel=3,
        )
        terms = penalties
    _check("terms", terms, Term, "[keras_gan.losses.R1(1.0)]")
    for term in terms:
        if term.player not in PLAYERS:
            raise ValueError(
                f"A term belongs to one of {PLAYERS}. Received: a term {term.name!r} "
                f"with player={term.player!r}."
            )
        if term.name in LOGS or term.name.startswith("val_"):
            raise ValueError(
                f"A term is logged under its name, and there is a log of the name "
                f"{term.name!r} already. Received: a term of {type(term).__name__} "
                "with that name. Pass another `name`."
            )
    return list(terms)


def check_logs(names):
    """Raises ValueError if two logs have one name.

    Args:
        names: list of str, of everything that is logged.
    """
    repeated = [name for name, n in collections.Counter(names).items() if n > 1]
    if repeated:
        raise ValueError(
            "Losses, terms and metrics are logged by their names, which must differ. "
            f"Received: more than one with the name {repeated[0]!r}. Pass a `name` to "
            "the term or metric."
        )


def check_metrics(metrics):
    """Raises unless `metrics` are Keras metrics of different names."""
    example = "[keras_gan.metrics.ParzenLogLikelihood(sigma=0.2)]"
    _check("metrics", metrics, keras.metrics.Metric, example)


def resolved_jit(jit_compile, metrics, run_eagerly, strategy):
    """Whether XLA compiles the steps.

    Args:
        jit_compile: bool or "auto": where there is an accelerator, and all metrics can
            be compiled; not under a strategy, whose replicas wait for each other.
        metrics: list of Keras metrics; those that cannot have `supports_jit = False`.
        run_eagerly: bool, whether there are no graphs to compile.
        strategy: the model's `tf.distribute.Strategy`.
    """
    if jit_compile != "auto":
        return jit_compile
    if run_eagerly or replicas.has_strategy(strategy):
        return False
    if not all(getattr(metric, "supports_jit", True) for metric in metrics):
        return False
    return any(tf.config.list_logical_devices(kind) for kind in ("GPU", "TPU"))


def _check(argument, values, kind, example):
    is_sequence = isinstance(values, (list, tuple))
    if not is_sequence or not all(isinstance(value, kind) for value in values):
        raise TypeError(
            f"`{argument}` must be a list of {kind.__name__} objects, such as "
            f"`{example}`. Received: {argument}={values!r}."
        )
    counts = collections.Counter(value.name for value in values)
    repeated = [name for name, count in counts.items() if count > 1]
    if repeated:
        raise ValueError(
            f"`{argument}` are logged under their names, which must differ. "
            f"Received: more than one with the name {repeated[0]!r}. Pass a `name`."
        )
