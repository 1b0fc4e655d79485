"""How a game is written to a `.keras` file and read back whole.

Keras finds networks, the average and optimizers as attributes of the model, and saves
them. Here is what it does not find: configuration, rules, and random states.
"""

import types
import warnings

import keras
import numpy as np
from keras.src.backend.common import global_state

NESTED = ("generator", "discriminator", "latent")
EXAMPLES = "examples_of_"


def config_of(game):
    """The constructor's arguments, as JSON can hold them."""
    serialize = keras.saving.serialize_keras_object
    config = {
        "name": game.name,
        "generator": serialize(game.generator),
        "discriminator": serialize(game.discriminator),
        "latent": _serialized_prior(game.latent),
        "latent_dim": game.latent_dim,
        "generator_ema": game.generator_ema,
        "seed": game.seed,
    }
    if game.discriminator_ema is not None:  # older files know nothing of it
        config["discriminator_ema"] = game.discriminator_ema
    if game.partners:
        config["partners"] = {k: serialize(v) for k, v in game.partners.items()}
    if game.attached_encoder is not None:
        config["attached_encoder"] = serialize(game.attached_encoder)
    return config


def arguments_of(config):
    """The constructor's arguments, from what `config_of` returned."""
    deserialize = keras.saving.deserialize_keras_object
    arguments = {k: deserialize(v) if k in NESTED[:2] else v for k, v in config.items()}
    arguments["latent"] = _prior(config["latent"])
    if "partners" in config:
        partners = config["partners"].items()
        arguments["partners"] = {name: deserialize(v) for name, v in partners}
    if "attached_encoder" in config:
        arguments["attached_encoder"] = deserialize(config["attached_encoder"])
    return arguments


def rules_of(game):
    """The arguments of `compile`, as JSON can hold them; none before it."""
    if not game.compiled:
        return {}
    rules = {
        "d_optimizer": game.d_optimizer,
        "g_optimizer": game.g_optimizer,
        **game.rules,
    }
    for part in [game, game.adversarial_loss, *game.terms]:
        _warn_unless_it_comes_back(part)
    return keras.saving.serialize_keras_object(rules)


def _warn_unless_it_comes_back(part):
    """Says at the save, not at the load, that a class could not be found or made."""
    kind = type(part)
    name = keras.saving.get_registered_name(kind)
    if keras.saving.get_registered_object(name) is not kind:
        trouble = "is not registered with Keras"
        mend = "Decorate it with `@keras.saving.register_keras_serializable()`."
    elif isinstance(part, keras.Model):
        return
    else:
        try:
            kind.from_config(part.get_config())
            return
        except (TypeError, ValueError, AttributeError) as error:
            trouble = f"cannot be made from its `get_config()` ({error})"
            mend = "Have it return the arguments of the constructor."
    warnings.warn(
        "The file cannot be loaded with its rules: the class "
        f"{kind.__name__} {trouble}. {mend} Without that, pass `compile=False` when "
        "loading, and compile anew.",
        stacklevel=2,
    )


def compile_arguments_of(config):
    """The arguments of `compile`, from what `rules_of` returned, or version 0.1 did."""
    arguments = keras.saving.deserialize_keras_object(config)
    if "penalties" in arguments:
        arguments["terms"] = arguments.pop("penalties")
    return arguments


def save_states(game, store):
    """Saves where random layers stand, states of terms, examples of conditions."""
    _find_again_what_keras_kept()
    for name, variable in _states(game).items():
        store[name] = variable.numpy()
    for name, values in game.sampler.examples.items():
        store[EXAMPLES + name] = values


def load_states(game, store):
    """Loads what `save_states` saved."""
    for name, variable in _states(game).items():
        variable.assign(store[name])
    game.sampler.examples = {
        name: np.asarray(store[EXAMPLES + name])
        for name in game.conditions
        if EXAMPLES + name in store.keys()  # older files have none
    }


def _states(game):
    """Variables that Keras does not save, by their names in the file."""
    states = [v for term in game.terms for v in term.state]
    known = {id(v) for v in [*game.weights, *game.metrics_variables, *states]}
    random = [v for v in game.variables if id(v) not in known]
    names = {f"random_state_{index}": v for index, v in enumerate(random)}
    return names | {f"term_state_{index}": v for index, v in enumerate(states)}


def _serialized_prior(latent):
    """A prior; one that Keras could not find again, by its name."""
    is_function = isinstance(latent, types.FunctionType)
    if (
        is_function
        and keras.saving.get_registered_object(keras.saving.get_registered_name(latent))
        is not latent
    ):
        return {"own_function": latent.__name__}
    return keras.saving.serialize_keras_object(latent)


def _prior(config):
    if not isinstance(config, dict) or "own_function" not in config:
        return keras.saving.deserialize_keras_object(config)
    name = config["own_function"]
    key = "latent" if name == "<lambda>" else name
    prior = keras.saving.get_registered_object(key)
    if prior is None:
        raise ValueError(
            f"The game's prior is a function of yours, {name!r}, which a file cannot "
            f'hold. Pass `custom_objects={{"{key}": ...}}` with that function when '
            "loading; or decorate it with "
            "`@keras.saving.register_keras_serializable()` before the model is saved."
        )
    return prior


def _find_again_what_keras_kept():
    """Spares each save the optimizers that Keras makes for a look at them.

    Keras 3.15 keeps the names of an optimizer's attributes under one key, and looks
    them up under another. So it makes an optimizer for each one that it saves, with
    variables of a new name, of which TensorFlow keeps the kernels: 145 KB a game.
    """
    kept = global_state.get_global_attribute("saving_attr_skipset_Optimizer")
    if kept is not None:
        global_state.set_global_attribute("saving_attr_skiplist_Optimizer", kept)
