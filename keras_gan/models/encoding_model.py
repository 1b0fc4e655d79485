"""Which latents an image has: the encoder of a game, and what users ask of it."""

import keras
import numpy as np
import tensorflow as tf

from keras_gan.arguments import check_integer
from keras_gan.datasets.checks import check_images
from keras_gan.models import network_checks
from keras_gan.models.named_inputs import NamedInputs


class EncodingModel(keras.Model):
    """What a game infers by its encoder, where it has one.

    The encoder is the partner of that name, which learns in the game, or one that was
    fitted to the finished generator (`attach_encoder`). The averaged encoder encodes,
    as the averaged generator draws; without averages, the un-averaged ones do.
    """

    attached_encoder = None
    _encoding = None

    def encode(self, images, conditions=None, batch_size=500):
        """Infers latents from images: E(x).

        Args:
            images: float array `(count, *image_shape)` in the generator's range.
            conditions: dict from the name of another input of the encoder to a value
                for all images, or to an array with one for each.
            batch_size: int, how many images are encoded at a time.

        Returns:
            A float32 NumPy array `(count, latent_dim)`.

        Raises:
            TypeError or ValueError: if there is no encoder, or the images have another
                dtype, shape or range than the generator's.

        Example:
            >>> codes = gan.encode(test_images)
        """
        encoding = self.encoding
        with self.sampler.ready():
            return encoding(encoding.codes_of, images, conditions, batch_size)

    def reconstruct(self, images, conditions=None, batch_size=500):
        """What the generator makes of the codes of images: G(E(x)).

        Args:
            images: as in `encode`.
            conditions: dict as in `encode`, of the encoder and of the generator.
            batch_size: int, how many images are made at a time.

        Returns:
            A float32 NumPy array `(count, *image_shape)`.

        Raises:
            TypeError or ValueError: as in `encode`.
        """
        encoding = self.encoding
        with self.sampler.ready():
            return encoding(encoding.images_of, images, conditions, batch_size)

    def attach_encoder(self, encoder):
        """Has the game encode by a network that was fitted to its generator as it is.

        It is saved and exported with the game, and is no player: after further training
        of the generator it has to be fitted anew.

        Args:
            encoder: built `keras.Model` from images to codes `(batch, latent_dim)`,
                such as `keras_gan.inference.fit_encoder` trained.

        Raises:
            TypeError: if it is no model.
            ValueError: if an encoder learns in the game, or the codes are no latents.
        """
        if "encoder" in self.partner_names:
            raise ValueError(
                "The game has an encoder that learns with the generator. Received: "
                f"encoder={encoder.name!r} beside it. Leave it out of the game."
            )
        self._encoding = Encoding(self, encoder)
        self.attached_encoder = encoder

    @property
    def has_encoder(self):
        """Whether there is an encoder."""
        return "encoder" in self.partner_names or self.attached_encoder is not None

    @property
    def encoding(self):
        """`Encoding` by the encoder that goes with `sampling_generator`.

        Raises:
            ValueError: if there is none.
        """
        if not self.has_encoder:
            raise ValueError(
                "The game has no encoder. Fit one to the generator with "
                "`keras_gan.inference.fit_encoder(gan, encoder)`, or train one in the "
                "game with `keras_gan.BiGAN`. Received: a game with the "
                f"partners {sorted(self.partner_names)}."
            )
        if self._encoding is None:
            network = getattr(self, "ema_encoder", self.partners["encoder"])
            self._encoding = Encoding(self, network)
        return self._encoding


class Encoding:
    """A generator's images as functions of an encoder's codes, and the codes.

    Args:
        game: `keras_gan.GAN`.
        encoder: built `keras.Model` from images to codes.

    Attributes:
        inputs: `NamedInputs` of the encoder.
        conditions: dict from what it takes beside images to a `tf.TensorSpec`.
        codes_of, images_of: functions of a dict of tensors, E(x) and G(E(x)).

    Raises:
        TypeError: if the encoder is no model.
        ValueError: if it takes or returns something else.
    """

    def __init__(self, game, encoder):
        self.game, self.inputs = game, _checked(encoder, game)
        specs = self.inputs.specs
        self.conditions = {n: spec for n, spec in specs.items() if n != "images"}
        self._specs = {self.codes_of: specs, self.images_of: specs | game.conditions}
        self._compiled = {
            function: tf.function(function, input_signature=[taken])
            for function, taken in self._specs.items()
        }

    def codes_of(self, entries):
        """Codes `(batch, latent_dim)`, float32."""
        return tf.cast(self.inputs(entries, training=False), tf.float32)

    def images_of(self, entries):
        """Images `(batch, ...)` made of the codes, float32."""
        entries = {**entries, "latents": self.codes_of(entries)}
        return tf.cast(self.game.generate(entries), tf.float32)

    def __call__(self, function, images, conditions, batch_size):
        """What one of the functions makes of images, so many at a time."""
        check_integer("batch_size", batch_size, minimum=1)
        check_images(images, self.game.value_range, self.game.image_shape)
        specs = dict(self._specs[function])
        images = np.asarray(images, specs.pop("images").dtype.name)
        given = self.game.sampler.conditions_of(len(images), conditions, specs)
        entries, made = {"images": images, **given}, []
        for start in range(0, len(images), batch_size):
            rows = slice(start, start + batch_size)
            batch = {name: tf.constant(v[rows]) for name, v in entries.items()}
            made.append(self._compiled[function](batch))
        return tf.concat(made, axis=0).numpy()


def _checked(encoder, game):
    """What an encoder takes, a `NamedInputs`, if its codes are latents of a game."""
    network_checks.check_is_model("encoder", encoder)
    inputs = NamedInputs(encoder, "images", game.image_shape)
    inputs.role = "encoder"
    taken = inputs.tensors.get("images")
    if taken is None or tuple(taken.shape[1:]) != game.image_shape:
        shapes = {name: tuple(each.shape) for name, each in inputs.tensors.items()}
        raise ValueError(
            "An encoder takes what the generator makes. Received: a generator with "
            f"output shape {(None, *game.image_shape)} and an encoder with the inputs "
            f"{shapes}."
        )
    codes = inputs.symbolic_outputs()
    shapes = keras.tree.map_structure(lambda output: tuple(output.shape), codes)
    if game.latent_dim is None or shapes != (None, game.latent_dim):
        raise ValueError(
            "The codes of an encoder are latents of the generator. Received: an "
            f"encoder with output shape {shapes}, and a generator that takes latents "
            f"of shape {(None, game.latent_dim)}. End the encoder with "
            f"`keras.layers.Dense({game.latent_dim})`."
        )
    return inputs
