"""Conditions as networks take them: of their shape, and of classes that they know."""

import keras
import numpy as np

from keras_gan.losses import ClassLoss


def labels_known(game, *roles):
    """The labels that a game has a place for, by the name of their entry.

    A layer with `num_classes`, such as `keras_gan.layers.ClassEmbedding`, takes -1 for
    an unknown class too; a plain `keras.layers.Embedding` does not. What else is made
    of labels inside a network is not known.

    Args:
        game: `keras_gan.GAN`.
        *roles: str, which networks are asked; by default all, and the class losses.

    Returns:
        Dict from a name to a `range`.
    """
    known = {}
    for role in roles or game.wiring.inputs:
        inputs = game.wiring.inputs[role]
        for name, tensor in inputs.tensors.items():
            for layer in _layers_on(inputs.network, tensor):
                _narrow(known, name, _range_of(layer))
    if not roles and any(isinstance(term, ClassLoss) for term in game.terms):
        outputs = getattr(game.discriminator, "output", None)
        if isinstance(outputs, dict) and "classes" in outputs:
            _narrow(known, "labels", range(-1, outputs["classes"].shape[-1]))
    return known


def check_kind(name, values, dtype, argument, taker):
    """Raises unless values are numbers, and whole ones where it takes those.

    Args:
        name: str, of the condition.
        values: array `(count, ...)`.
        dtype: str, of the network's input.
        argument: str, what the values came in.
        taker: str, whose input it is.

    Raises:
        TypeError: if they are no numbers.
        ValueError: if they are not whole.
    """
    if values.dtype.kind in "OSU":
        raise TypeError(
            f"The input {name!r} of the {taker} takes numbers. Received: {argument} "
            f"with values such as {values.flat[0]!r} under that name. Number classes "
            "from 0, such as by `numpy.unique(names, return_inverse=True)[1]`."
        )
    if "int" in dtype and values.dtype.kind == "f":
        broken = values[values != np.rint(values)]
        if broken.size:
            raise ValueError(
                f"The input {name!r} of the {taker} takes whole numbers. Received: "
                f"{argument} with values such as {broken.flat[0]} under that name."
            )


def check_shape(name, values, shape, argument, taker):
    """Raises ValueError unless each example's value is of the shape of an input.

    Args:
        name: str, of the condition.
        values: array `(count, ...)`.
        shape: tuple of int or None, of one value. As Keras adds or takes away a last
            axis of one, either will do.
        argument: str, what the values came in.
        taker: str, whose input it is.
    """
    received = values.shape[1:]
    possible = [received, (*received, 1)]
    possible += [received[:-1]] if received[-1:] == (1,) else []
    if not any(_same(each, shape) for each in possible):
        is_one_hot = shape in ((), (1,)) and len(received) == 1
        remedy = " Of one-hot rows, pass `rows.argmax(axis=1)`." if is_one_hot else ""
        raise ValueError(
            f"The input {name!r} of the {taker} takes a value of shape {tuple(shape)} "
            f"for each image. Received: {argument} with values of shape {received} "
            f"under that name.{remedy}"
        )


def check_labels(name, values, known, argument):
    """Raises ValueError for labels of classes that networks do not know.

    Args:
        name: str, of the condition.
        values: array of whole numbers.
        known: `range` of the labels that there are, or None where it is not known.
        argument: str, what the values came in.
    """
    if known is None:
        return
    beyond = values[(values < known.start) | (values >= known.stop)]
    if beyond.size:
        or_unknown = ", or are -1 where it is unknown" if known.start < 0 else ""
        raise ValueError(
            f"Under {name!r}, numbers count the {known.stop} classes of the networks "
            f"from 0{or_unknown}. Received: {argument} with {beyond.flat[0]} under "
            f"that name. Pass numbers from {known.start} to {known.stop - 1}, or make "
            "networks of as many classes as there are."
        )


def _narrow(known, name, labels):
    if labels is not None:
        before = known.get(name, labels)
        start, stop = max(labels.start, before.start), min(labels.stop, before.stop)
        known[name] = range(start, stop)


def _range_of(layer):
    layer = getattr(layer, "layer", layer)  # what a wrapper wraps
    if isinstance(getattr(layer, "num_classes", None), int):
        return range(-1, layer.num_classes)
    if isinstance(layer, keras.layers.Embedding):
        return range(layer.input_dim)
    return None


def _layers_on(network, tensor):
    """The layers of a functional model that take one of its inputs as it is."""
    for layer in getattr(network, "layers", []):
        for node in layer._inbound_nodes:
            if any(each is tensor for each in node.input_tensors):
                yield layer


def _same(received, expected):
    return len(received) == len(expected) and all(
        b in (None, a) for a, b in zip(received, expected, strict=True)
    )
