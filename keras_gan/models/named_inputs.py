"""Which entries of a batch a network takes, by the names of its inputs."""

import copy
import re

import keras
import tensorflow as tf

# What Keras calls inputs without a name, the second after a model was loaded.
UNNAMED = re.compile(r"(keras_tensor|input_layer)(_\d+)?")


class NamedInputs:
    """A network, called with a dictionary of what there is.

    A network with several inputs gets the entries that they are named after
    (`keras.Input((), name="labels")`). One of them may be left without a name, and gets
    what the network is about: latents or images. So does the only input of a network,
    unless it is named after something else that is no vector; and a subclassed
    `keras.Model`, whose inputs have no names.

    Args:
        network: built `keras.Model`.
        about: str, "latents" or "images".
        shape: tuple, of one input without the batch, for a network that does not tell.
        only_images: bool, whether an only input gets images, whatever its name.

    Attributes:
        names: list of str, the entries that it takes, in the order of its inputs.
        tensors: dict from a name to a `keras.KerasTensor` like that input.
        role: str, what errors call the network.

    Raises:
        ValueError: if the names of several inputs cannot be told apart.
    """

    role = "network"

    def __init__(self, network, about, shape=None, only_images=False):
        self.network = network
        inputs = getattr(network, "inputs", None)
        is_functional = inputs and not isinstance(network, keras.Sequential)
        self._structure = network.input if is_functional else None
        if not inputs:
            self.names = [about]
            self.tensors = {about: keras.KerasTensor((None, *(shape or ())))}
            return
        names = _names(network, inputs)
        unnamed = [name for name in names if UNNAMED.fullmatch(name)]
        is_noise = about == "latents" and _is_vector(inputs[0], names)
        if len(names) == 1 and (unnamed or only_images or is_noise):
            names = [about]
        elif len(unnamed) == 1 and about not in names:
            names[names.index(unnamed[0])] = about
        elif unnamed or len({*names}) < len(names):
            raise ValueError(
                f"The {network.name!r} has {len(names)} inputs, which take what their "
                f"names say. Received: inputs with the names {names}. Name them, such "
                'as by `keras.Input((10,), name="labels")`; a generator has one input '
                'of shape (batch, latent_dim), named "latents", beside its conditions.'
            )
        self.names = names
        self.tensors = dict(zip(names, inputs, strict=True))

    @property
    def from_batch(self):
        """The names of what a batch has to bring: all but latents."""
        return [name for name in self.names if name != "latents"]

    def __call__(self, entries, training):
        """Calls the network with the entries that it takes.

        Args:
            entries: dict of tensors by name; those not taken are passed over.
            training: bool.
        """
        missing = [name for name in self.names if entries.get(name) is None]
        if missing:
            raise ValueError(
                f"The {self.role} takes {self.names}. Received: {sorted(entries)}, "
                f"without {missing[0]!r}. Give all of these names: in the batches that "
                "are passed, or in what a subclass' `examples` returns."
            )
        values = [entries[name] for name in self.names]
        if len(values) == 1 and not isinstance(self._structure, dict):
            return self.network(values[0], training=training)
        packed = keras.tree.pack_sequence_as(self._structure, values)
        return self.network(packed, training=training)

    def of(self, network):
        """The same inputs of a copy of the network."""
        other = copy.copy(self)
        other.network = network
        return other

    def symbolic_outputs(self, network=None):
        """What a network like this one puts out, as `keras.KerasTensor`s; builds it.

        Args:
            network: `keras.Model` with the same inputs; by default this one.
        """
        network = network or self.network
        values = list(self.tensors.values())
        if self._structure is None or len(values) == 1:
            return network(values[0])
        return network(keras.tree.pack_sequence_as(self._structure, values))

    @property
    def specs(self):
        """A `tf.TensorSpec` for each entry, with any batch size."""
        return {
            name: tf.TensorSpec((None, *tensor.shape[1:]), tensor.dtype, name)
            for name, tensor in self.tensors.items()
        }


def _names(network, inputs):
    """The keys of inputs that came as a dict, else the names of the tensors."""
    structure = None if isinstance(network, keras.Sequential) else network.input
    if isinstance(structure, dict):
        return sorted(structure)  # the order in which Keras flattens a dict
    return [tensor.name for tensor in inputs]


def _is_vector(tensor, names):
    """Whether the only input of a generator is its noise, whatever it is called."""
    is_noise = len(tensor.shape) == 2 and "float" in tensor.dtype
    return is_noise and names[0] not in ("images", "source", "labels", "mask")
