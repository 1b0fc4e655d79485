"""What `compile` takes, checked where it is given."""

import collections
import numbers

import keras

from keras_gan.losses import Penalty


def check_turns(discriminator_steps, update, known):
    """Raises unless the players can take turns like that.

    Args:
        discriminator_steps: int, k.
        update: str, how the players move.
        known: collection of str, the valid ways.
    """
    if not isinstance(discriminator_steps, numbers.Integral) or discriminator_steps < 1:
        raise ValueError(
            "`discriminator_steps` (k) must be a positive integer. "
            f"Received: discriminator_steps={discriminator_steps!r}."
        )
    if update not in known:
        raise ValueError(
            f"Unknown `update`. Expected one of {sorted(known)}. "
            f"Received: update={update!r}."
        )
    if update == "simultaneous" and discriminator_steps > 1:
        raise ValueError(
            "Players that move at once make as many steps each. Received: "
            f"update={update!r}, discriminator_steps={discriminator_steps}. Leave one "
            "of the two out."
        )


def check_penalties(penalties):
    """Raises unless `penalties` are `Penalty` objects of different names."""
    _check("penalties", penalties, Penalty, "[keras_gan.losses.R1(1.0)]")


def check_metrics(metrics):
    """Raises unless `metrics` are Keras metrics of different names."""
    _check("metrics", metrics, keras.metrics.Metric, "[keras.metrics.Mean()]")


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
