"""The running average of a player's weights, above all the generator's.

Averaged weights draw far better samples than those of any single step, because the
game circles around its solution. An encoder that learned beside the generator fits the
averaged generator once it is averaged alike.
"""

import numbers
import types
import warnings

import keras
import tensorflow as tf

from keras_gan.models.one_pass import is_plain_container

POWER_EXPONENT = 4


def check_rule(rule, name="generator_ema"):
    """Returns a rule. Raises ValueError unless it is None, "power" or in (0, 1)."""
    is_decay = isinstance(rule, numbers.Real) and 0 < rule < 1
    if rule is not None and rule != "power" and not is_decay:
        raise ValueError(
            f'`{name}` must be None, "power" or a decay between 0 and 1. '
            f"Received: {name}={rule!r}."
        )
    return float(rule) if is_decay else rule


def decay(rule, updates):
    """How much of the average is kept at an update.

    Args:
        rule: "power" for `(1 - 1/q)^4`, whose window grows with training and spans
            about its last fifth; or a decay in (0, 1), approached as
            `min(decay, (1 + q) / (10 + q))` so that the first weights are forgotten.
        updates: integer tensor q, the player's updates so far, this one included.

    Returns:
        A float32 scalar tensor in [0, 1).

    Reference: [Karras et al., 2023](https://arxiv.org/abs/2312.02696), section 3
    """
    updates = tf.cast(updates, tf.float32)
    if rule == "power":
        return tf.pow(1.0 - 1.0 / updates, POWER_EXPONENT)
    return tf.minimum(rule, (1.0 + updates) / (10.0 + updates))


class Average:
    """Copies of networks, whose weights are a running average of their own.

    Args:
        networks: dict from a name to a built `keras.Model`.
        inputs: dict from these names to `NamedInputs`.
        rule: "power" or a decay in (0, 1).
        updates: function to an integer tensor, the player's updates so far, that in
            progress included.

    Attributes:
        networks: dict from a name to the copy, a `keras.Model`.

    Raises:
        TypeError: if a network cannot be copied.
    """

    def __init__(self, networks, inputs, rule, updates):
        self.followed = networks
        self.networks = {n: copy_of(each, inputs[n]) for n, each in networks.items()}
        for network in self.networks.values():
            network.trainable = False
        self.rule, self.updates = rule, updates

    def follow(self):
        """Moves the averages towards the networks, after an update of them."""
        kept = decay(self.rule, self.updates())
        for name, network in self.followed.items():
            move_towards(self.networks[name], network, kept)

    def reset(self):
        """Makes the averages equal to the networks as they are."""
        for name, network in self.followed.items():
            pairs = zip(self.networks[name].weights, network.weights, strict=True)
            for mean, value in pairs:
                mean.assign(value)


def copy_of(network, inputs):
    """A network of the same architecture and weights.

    Args:
        network: a built `keras.Model`.
        inputs: `NamedInputs` of the network.

    Raises:
        TypeError: if it cannot be copied.
    """
    try:
        with warnings.catch_warnings():
            # It is no file that is made here.
            message = "The object being serialized includes a `lambda`"
            warnings.filterwarnings("ignore", message)
            copy = _remade(network)
        if not copy.built:
            inputs.symbolic_outputs(copy)  # builds it
    except (TypeError, ValueError, NotImplementedError) as error:
        player = "discriminator" if inputs.role == "discriminator" else "generator"
        raise TypeError(
            f"The averaged {inputs.role} is a copy, which could not be made. Received: "
            f"a {inputs.role} of class {type(network).__name__}. Give its class, or "
            "that of the layer named below, a constructor that takes `**kwargs` and a "
            f"`get_config`, or pass `{player}_ema=None`. {error}"
        ) from error
    copy.set_weights(network.get_weights())
    return copy


def _remade(network):
    try:
        return network.__class__.from_config(network.get_config())
    except (TypeError, ValueError, NotImplementedError):
        if not is_plain_container(network):
            raise
        return keras.models.clone_model(
            network, clone_function=_copy_of_layer, recursive=True
        )


def _copy_of_layer(layer):
    """A layer made anew, with the user's own functions as they are.

    Keras finds functions by their registered names alone, when it reads a config. Here
    they are at hand.
    """
    try:
        return layer.__class__.from_config(layer.get_config())
    except (TypeError, ValueError):
        config = layer.get_config()
        own = {name: getattr(layer, name, None) for name in config}
        functions = {k: v for k, v in own.items() if isinstance(v, types.FunctionType)}
        if not functions:
            raise
        return layer.__class__(**{**config, **functions})


def move_towards(average, network, decay):
    """Moves an average towards a network's weights.

    Statistics that are not trained, such as those of batch normalization, are copied.

    Args:
        average: `keras.Model`, whose weights are updated in place.
        network: `keras.Model` of the same architecture.
        decay: scalar tensor, how much of the average is kept.
    """
    pairs = list(zip(average.weights, network.weights, strict=True))
    trained = {id(v) for v in network.trainable_variables}
    moved = [pair for pair in pairs if id(pair[1]) in trained]
    copied = [pair for pair in pairs if id(pair[1]) not in trained]
    # Under a strategy, TensorFlow's cache of compiled functions takes the variables of
    # one game for those of another, so nothing is compiled here.
    is_compiled = not tf.executing_eagerly() and not tf.distribute.has_strategy()
    move = _move if is_compiled else _move.python_function

    def copy(mean, value):
        mean.assign(value)

    def move_one(mean, value, decay):
        move([mean], [value], decay)

    def move_everywhere(strategy, decay):
        for mean, value in moved:
            strategy.extended.update(mean.value, move_one, (value.value, decay))
        for mean, value in copied:
            strategy.extended.update(mean.value, copy, (value.value,))

    if tf.distribute.has_strategy():
        context = tf.distribute.get_replica_context()
        context.merge_call(move_everywhere, args=(decay,))
        return
    move([m.value for m, _ in moved], [v.value for _, v in moved], decay)
    for mean, value in copied:
        copy(mean, value)


# Compiled, it is one pass over memory, and not three; all of them together, one start.
@tf.function(jit_compile=True)
def _move(means, values, decay):
    for mean, value in zip(means, values, strict=True):
        mean.assign_add((value - mean) * tf.cast(1.0 - decay, value.dtype))
