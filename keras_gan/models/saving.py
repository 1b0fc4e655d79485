"""How a game is written to a `.keras` file and read back whole."""

import keras
from keras.src.backend.common import global_state


class SavedGame:
    """Mixin of `GAN`: configuration, rules and random states in the file.

    Both networks, the average, both optimizers and the counters are saved by Keras,
    which finds them as attributes.
    """

    def get_config(self):
        """Returns the constructor's arguments, networks included."""
        serialize = keras.saving.serialize_keras_object
        return {
            "name": self.name,
            "generator": serialize(self.generator),
            "discriminator": serialize(self.discriminator),
            "latent": serialize(self.latent),
            "latent_dim": self.latent_dim,
            "generator_ema": self.generator_ema,
            "seed": self.seed,
        }

    @classmethod
    def from_config(cls, config):
        """Makes the model from `get_config()`'s dictionary."""
        deserialize = keras.saving.deserialize_keras_object
        nested = {"generator", "discriminator", "latent"}
        return cls(
            **{k: deserialize(v) if k in nested else v for k, v in config.items()}
        )

    def get_compile_config(self):
        """Returns the arguments of `compile`, both optimizers included."""
        if not self.compiled:
            return {}
        rules = {
            "d_optimizer": self.d_optimizer,
            "g_optimizer": self.g_optimizer,
            **self._rules,
        }
        return keras.saving.serialize_keras_object(rules)

    def compile_from_config(self, config):
        """Compiles with `get_compile_config()`'s dictionary."""
        self.compile(**keras.saving.deserialize_keras_object(config))

    def save_own_variables(self, store):
        """Saves the counters, and where the random layers (dropout) stand."""
        super().save_own_variables(store)
        _find_again_what_keras_kept()
        for index, state in enumerate(self._random_states()):
            store[f"random_state_{index}"] = state.numpy()

    def load_own_variables(self, store):
        """Loads what `save_own_variables` saved."""
        own = {key: store[key] for key in store.keys() if key.isdigit()}
        super().load_own_variables(own)
        for index, state in enumerate(self._random_states()):
            state.assign(store[f"random_state_{index}"])

    def _random_states(self):
        known = {id(v) for v in [*self.weights, *self.metrics_variables]}
        return [v for v in self.variables if id(v) not in known]


def _find_again_what_keras_kept():
    """Spares each save the optimizers that Keras makes for a look at them.

    Keras 3.15 keeps the names of an optimizer's attributes under one key, and looks
    them up under another. So it makes an optimizer for each one that it saves, with
    variables of a new name, of which TensorFlow keeps the kernels: 145 KB a game.
    """
    kept = global_state.get_global_attribute("saving_attr_skipset_Optimizer")
    if kept is not None:
        global_state.set_global_attribute("saving_attr_skiplist_Optimizer", kept)
