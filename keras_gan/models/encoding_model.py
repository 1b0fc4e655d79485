"""Which latents an image has: the encoder of a game, and what users ask of it."""

import functools

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
    as the averaged generator draws; without averages, those in play do.
    """

    attached_encoder = None

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
        inputs = self.encoder_inputs
        entries = self._entries(images, conditions, encoder_conditions(inputs))

        def codes_of(batch):
            return inputs(batch, training=False)

        with self.sampler.ready():
            return _in_batches(codes_of, entries, batch_size)

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
        inputs = self.encoder_inputs
        specs = {**encoder_conditions(inputs), **self.conditions}
        entries = self._entries(images, conditions, specs)

        def images_of(batch):
            codes = tf.cast(inputs(batch, training=False), tf.float32)
            return self.generate({**batch, "latents": codes})

        with self.sampler.ready():
            return _in_batches(images_of, entries, batch_size)

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
        self._attached_inputs = check_encoder(encoder, self)
        self.attached_encoder = encoder

    @property
    def encoder_inputs(self):
        """`NamedInputs` of the encoder that goes with `sampling_generator`.

        Raises:
            ValueError: if there is none.
        """
        if "encoder" in self.partner_names:
            return self._partner_inputs
        if self.attached_encoder is None:
            raise ValueError(
                "The game has no encoder. Fit one to the generator with "
                "`keras_gan.inference.fit_encoder(gan, encoder)`, or train one in the "
                "game with `keras_gan.models.BiGAN`. Received: a game with the "
                f"partners {sorted(self.partner_names)}."
            )
        return self._attached_inputs

    @property
    def has_encoder(self):
        """Whether there is an encoder."""
        return "encoder" in self.partner_names or self.attached_encoder is not None

    @functools.cached_property
    def _partner_inputs(self):
        inputs = check_encoder(self.encoder, self)
        return inputs.of(getattr(self, "ema_encoder", self.encoder))

    def _entries(self, images, conditions, specs):
        """Images and conditions by name, checked."""
        check_images(images, self.value_range, self.image_shape)
        images = np.asarray(images, keras.config.floatx())
        conditions = self.sampler.conditions_of(len(images), conditions, specs)
        return {"images": images, **conditions}


def check_encoder(encoder, game):
    """What an encoder takes, if its codes are latents of a game's generator.

    Args:
        encoder: built `keras.Model`.
        game: `keras_gan.GAN`.

    Returns:
        `NamedInputs` of it.

    Raises:
        TypeError: if it is no model.
        ValueError: if it takes or returns something else.
    """
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


def encoder_conditions(inputs):
    """What an encoder takes beside images, as a dict of `tf.TensorSpec`s by name.

    Args:
        inputs: `NamedInputs` of the encoder.
    """
    return {name: spec for name, spec in inputs.specs.items() if name != "images"}


def _in_batches(function, entries, batch_size):
    """What a function makes of entries, so many at a time, as a NumPy array."""
    check_integer("batch_size", batch_size, minimum=1)
    function = tf.function(function, reduce_retracing=True)
    made = []
    for start in range(0, len(entries["images"]), batch_size):
        rows = slice(start, start + batch_size)
        batch = {name: tf.constant(v[rows]) for name, v in entries.items()}
        made.append(tf.cast(function(batch), tf.float32))
    return tf.concat(made, axis=0).numpy()
