"""The bidirectional game, in which an encoder learns with the generator."""

import keras

from keras_gan.models.gan import GAN


@keras.saving.register_keras_serializable(package="keras_gan")
class BiGAN(GAN):
    """Trains an encoder E and a generator G against a D of pairs.

    D tells pairs (x, E(x)) of a real image and its code from pairs (G(z), z) of a
    generated image and its latents. At the solution E inverts G: `gan.encode(images)`
    infers z from x, and `gan.reconstruct(images)` is G(E(x)).

    Args:
        generator: `keras.Model` from latents `(batch, latent_dim)` to images.
        discriminator: `keras.Model` with the inputs "images" and "codes", such as
            `keras_gan.networks.dense_discriminator(image_shape, code_dim=latent_dim)`.
        *args: as in `GAN`.
        partners: dict with the key "encoder", a `keras.Model` from images to codes
            `(batch, latent_dim)`, such as `keras_gan.networks.dense_encoder`.
        **kwargs: as in `GAN`.

    Raises:
        ValueError: if there is no encoder, or its codes are no latents of the
            generator.

    Example:
        >>> gan = keras_gan.BiGAN(
        ...     generator, discriminator, partners={"encoder": encoder}
        ... )
        >>> gan.compile(Adam(2e-4, 0.5), Adam(2e-4, 0.5))
        >>> gan.fit(images, epochs=50)
        >>> codes = gan.encode(images)

    Reference: [Donahue et al., 2017](https://arxiv.org/abs/1605.09782);
    [Dumoulin et al., 2017](https://arxiv.org/abs/1606.00704)
    """

    def __init__(self, generator, discriminator, *args, partners=None, **kwargs):
        if not isinstance(partners, dict) or "encoder" not in partners:
            raise ValueError(
                'A bidirectional game has an encoder, `partners={"encoder": encoder}`. '
                f"Received: partners={partners!r}."
            )
        super().__init__(generator, discriminator, *args, partners=partners, **kwargs)
        self.encoding  # noqa: B018, which checks the encoder
        taken = self.wiring.inputs["discriminator"].names
        if "codes" not in taken:
            raise ValueError(
                "The discriminator of a bidirectional game has an input of the name "
                f'"codes" beside "images". Received: one with the inputs {taken}. '
                "`keras_gan.networks.dense_discriminator(image_shape, code_dim="
                f"{self.latent_dim})` is one."
            )

    def compile(self, d_optimizer, g_optimizer, loss="bidirectional", **rules):
        """Sets the rules of the game; the arguments are those of `GAN.compile`.

        Args:
            d_optimizer: Keras optimizer of the discriminator.
            g_optimizer: Keras optimizer of the generator and the encoder.
            loss: str or `keras_gan.losses.AdversarialLoss`, one in which D's answers
                to real pairs move the encoder: "bidirectional", or a relativistic one.
            **rules: as in `GAN.compile`.
        """
        super().compile(d_optimizer, g_optimizer, loss, **rules)

    def examples(self, batch, latents, training):
        """Pairs (x, E(x)) and (G(z), z); see `GAN.examples`."""
        real, fake = super().examples(batch, latents, training)
        codes = self.run("encoder", batch, training)
        return {**real, "codes": codes}, {**fake, "codes": latents}
