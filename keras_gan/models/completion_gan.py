"""A game whose generator completes images, given any part of them."""

import keras
import numpy as np
import tensorflow as tf

from keras_gan.arguments import check_integer
from keras_gan.latents import Stream
from keras_gan.latents import masks as mask_distributions
from keras_gan.layers import KeepKnown
from keras_gan.models.gan import GAN

NAMES = ("known", "mask")


@keras.saving.register_keras_serializable(package="keras_gan")
class CompletionGAN(GAN):
    """One generator of all conditionals p(x_S | the rest of x), for any set S.

    In training a mask is drawn for each image. G sees noise, the known pixels and the
    mask, and fills the hole; D sees an image and the mask, and tells a completed image
    from the real one. So it can tell them apart as long as what G draws, given what is
    known, is distributed otherwise than in the data: G has to use its noise too.

    Where nothing is known G draws whole images, as `sample` without conditions has it.

    Args:
        generator: `keras.Model` from "latents" `(batch, latent_dim)`, "known" `(batch,
            height, width, channels)`, zero in the hole, and "mask" `(batch, height,
            width, 1)`, one where a pixel is known, to images; it ends with
            `keras_gan.layers.KeepKnown`.
        discriminator: `keras.Model` from "images" and "mask" to logits.
        latent: as in `keras_gan.GAN`.
        masks: str or `keras_gan.latents.masks.MaskDistribution`, what is known in
            training: "any" (halves, boxes, pixels at random, and nothing), "halves",
            "boxes", "pixels" or "nothing".
        **kwargs: the other arguments of `keras_gan.GAN`.

    Raises:
        ValueError: if the generator takes no "known" and "mask", or masks of another
            shape, or does not keep what is known; or for unknown masks.

    Example:
        >>> gan = keras_gan.CompletionGAN(
        ...     keras_gan.networks.completion_generator((28, 28, 1)),
        ...     keras_gan.networks.completion_discriminator((28, 28, 1)),
        ...     latent="normal",
        ... )
        >>> gan.compile(d_optimizer=Adam(1e-3, 0.5), g_optimizer=Adam(1e-3, 0.5))
        >>> gan.fit(images, epochs=50, batch_size=100)
        >>> mask = keras_gan.latents.masks.half((28, 28, 1), hidden="right")
        >>> gan.complete(images[:8], mask, n=5)  # of shape (8, 5, 28, 28, 1)

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 7,
    point 3; one network for random masks: [Pathak et al.,
    2016](https://arxiv.org/abs/1604.07379)
    """

    def __init__(
        self, generator, discriminator, latent="uniform", *, masks="any", **kwargs
    ):
        super().__init__(generator, discriminator, latent, **kwargs)
        self.masks = mask_distributions.get(masks)
        _check_generator(self)
        # What `sample` asks for where it is not told: whole images.
        self.sampler.defaults = {
            "known": np.zeros(self.image_shape, "float32"),
            "mask": np.zeros(self._mask_shape, "float32"),
        }

    def examples(self, batch, latents, training):
        """Draws masks, and makes completed and real images with them."""
        images = batch["images"]
        counter = self.step_counter if training else self.test_counter
        seed = self.noise_seed(Stream.MASK, counter.value)
        mask = self.masks(tf.shape(images)[0], self.image_shape, seed)
        mask = tf.cast(mask, images.dtype)
        real = {**batch, "known": images * mask, "mask": mask}
        made = self.run("generator", {**real, "latents": latents}, training)
        return real, {**real, "images": made}

    def complete(self, images, mask, n=1, seed=0, averaged=True):
        """Draws completions of images.

        Args:
            images: float array `(count, height, width, channels)` in the generator's
                range. What is in the hole makes no difference.
            mask: array of ones, where a pixel is known, and zeros: one for all images,
                `(height, width)` or `(height, width, 1)`, or one for each, with `count`
                in front.
            n: int, how many completions of each image.
            seed: int, of the latents; None for fresh ones.
            averaged: bool, whether to use the averaged generator.

        Returns:
            A float32 array `(count, n, height, width, channels)`, whose known pixels
            are those of `images`, to the bit.

        Raises:
            TypeError: if images are not of floating-point numbers.
            ValueError: if shapes do not fit, the mask has other values, or a known
                pixel is not in the generator's range.
        """
        n = check_integer("n", n, minimum=1)
        images = _checked_images(images, self.image_shape)
        mask = _checked_mask(mask, len(images), self._mask_shape)
        known = np.where(mask, images, np.float32(0))
        _check_range(known, self.value_range)
        if not len(images):
            return np.zeros((0, n, *self.image_shape), "float32")
        each = {"known": known, "mask": mask.astype("float32")}
        asked = {name: np.repeat(value, n, axis=0) for name, value in each.items()}
        drawn = self.sample(n * len(images), seed, averaged, conditions=asked)
        drawn = drawn.reshape(len(images), n, *self.image_shape)
        return np.where(mask[:, None], images[:, None], drawn)  # also in half precision

    @property
    def _mask_shape(self):
        return (*self.image_shape[:2], 1)

    def get_config(self):
        """Returns the constructor's arguments, networks and masks included."""
        masks = keras.saving.serialize_keras_object(self.masks)
        return {**super().get_config(), "masks": masks}


def _check_generator(gan):
    shapes = {n: tuple(spec.shape[1:]) for n, spec in gan.conditions.items()}
    expected = dict(zip(NAMES, (gan.image_shape, gan._mask_shape), strict=True))
    if len(gan.image_shape) != 3 or not expected.items() <= shapes.items():
        raise ValueError(
            "A generator that completes images takes the inputs `known`, of their "
            "shape (height, width, channels), and `mask`, with one channel. Received: "
            f"a generator of images of shape {gan.image_shape} with the conditions "
            f"{shapes or 'none'}. Begin it with `keras.Input(image_shape, "
            'name="known")` and `keras.Input((height, width, 1), name="mask")`.'
        )
    layers = gan.generator._flatten_layers()
    if not any(isinstance(layer, KeepKnown) for layer in layers):
        raise ValueError(
            "A generator that completes images leaves the known pixels as they are. "
            f"Received: {gan.generator.name!r}, without the layer `KeepKnown`. End it "
            "with `keras_gan.layers.KeepKnown()([images, known, mask])`."
        )


def _checked_images(images, image_shape):
    """Images as float32, of the generator's shape."""
    images = np.asarray(images)
    if not np.issubdtype(images.dtype, np.floating):
        raise TypeError(
            "Images must be floating point numbers in the generator's range. Received: "
            f"images of dtype {images.dtype}. Scale them first, such as "
            '`images.astype("float32") / 255`.'
        )
    if images.shape[1:] != image_shape:
        raise ValueError(
            f"Images to complete have the shape (count, {str(image_shape)[1:]}. "
            f"Received: images of shape {images.shape}. Of a single image, pass "
            "`image[None]`; of others, resize them."
        )
    return images.astype("float32")


def _checked_mask(mask, count, mask_shape):
    """A mask as a boolean array `(count, height, width, 1)`."""
    mask = np.asarray(mask)
    given = mask.shape
    if given in (mask_shape[:2], (count, *mask_shape[:2])):
        mask = mask[..., None]
    if mask.shape == mask_shape:
        mask = np.broadcast_to(mask, (count, *mask_shape))
    if mask.shape != (count, *mask_shape):
        raise ValueError(
            f"A mask for all images has the shape {mask_shape}, and masks for each "
            f"{(count, *mask_shape)}. Received: a mask of shape {given}. It says of "
            "pixels, not of their channels, whether they are known."
        )
    if not np.isin(mask, (0, 1)).all():
        other = mask[~np.isin(mask, (0, 1))].flat[0]
        raise ValueError(
            "A mask is 1 where a pixel is known, and 0 in the hole. Received: a mask "
            f"with the value {other}. Compare it, such as `mask > 127`."
        )
    return mask.astype(bool)


def _check_range(known, value_range):
    if not np.isfinite(known).all():
        raise ValueError(
            "Known pixels must be finite numbers. Received: images with NaN or "
            "infinity where the mask is 1. Set the mask to 0 there."
        )
    low, high = value_range or (-np.inf, np.inf)
    if known.size and not (low <= known.min() and known.max() <= high):
        raise ValueError(
            f"Known pixels must be in the generator's range, {low:g} to {high:g}. "
            f"Received: images from {known.min():g} to {known.max():g}. Scale them as "
            "in training, such as `images / 255`."
        )
