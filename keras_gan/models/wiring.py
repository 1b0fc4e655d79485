"""Which tensors go into which network of a game."""

import contextlib

from keras_gan.models import network_checks
from keras_gan.models.named_inputs import NamedInputs
from keras_gan.models.player import losses_of_pass


class Wiring:
    """The networks of a game, checked against each other, with what each takes.

    Args:
        generator: `keras.Model`.
        discriminator: `keras.Model`.
        partners: dict from a name to a built `keras.Model`.
        latent_dim: int or None, the length of a latent vector.

    Attributes:
        inputs: dict from a network's name to its `NamedInputs`.
        makes_examples: bool, whether a subclass makes examples in its own way, so that
            what networks take need not be in the batch.
        latent_dim: int, or None for a generator without noise.
        image_shape: tuple, of one generated image.
        value_range: `(low, high)` of the generator's pixels, None without bounds.
        conditions: dict from the name of a condition of the generator to its
            `tf.TensorSpec`.

    Raises:
        ValueError: if the networks do not fit.
    """

    def __init__(self, generator, discriminator, partners, latent_dim):
        network_checks.check_players(generator, discriminator)
        taken, self.latent_dim = network_checks.generator_inputs(generator, latent_dim)
        self.image_shape = network_checks.image_shape_of(taken)
        self.inputs = {
            "generator": taken,
            "discriminator": network_checks.discriminator_inputs(
                discriminator, self.image_shape
            ),
        }
        for name, network in partners.items():
            self.inputs[name] = NamedInputs(network, "images", self.image_shape)
        for name, inputs in self.inputs.items():
            inputs.role = name
        self.makes_examples = False
        self.value_range = network_checks.value_range(taken)
        self.conditions = {n: taken.specs[n] for n in taken.from_batch}
        self.told = set()  # entries that no network takes, of which was told
        self._passes = None

    def run(self, name, entries, training):
        """Calls a network with the entries that its inputs are named after."""
        if name not in self.inputs:
            raise ValueError(
                f"Unknown network. Expected one of {sorted(self.inputs)}. Received: "
                f"{name!r}. Pass networks that learn with the generator as `partners`."
            )
        inputs = self.inputs[name]
        outputs = inputs(entries, training)
        if self._passes is not None:
            self._passes.append((inputs.network, losses_of_pass(inputs.network)))
        return outputs

    @contextlib.contextmanager
    def recorded(self, passes):
        """Has `run` add to a list the networks it calls, with their layers' losses."""
        self._passes, before = passes, self._passes
        try:
            yield
        finally:
            self._passes = before
