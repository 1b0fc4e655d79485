"""An encoder that learns to predict the latents of a finished generator's images."""

import keras
import numpy as np
import tensorflow as tf

from keras_gan.arguments import check_integers
from keras_gan.latents import Stream, noise_seed
from keras_gan.metrics import r_squared
from keras_gan.models import compile_checks
from keras_gan.models.encoding_model import Encoding
from keras_gan.optimizers import Adam


def fit_encoder(
    gan,
    encoder,
    steps=10_000,
    batch_size=128,
    optimizer=None,
    conditions=None,
    held_out=2_000,
    seed=0,
    verbose=0,
):
    """Fits an encoder to a fixed generator: E minimizes `E_z ||E(G(z)) - z||^2`.

    The generator is the averaged one where there is one. Each step has fresh latents,
    so nothing is learned by heart. The encoder never sees a real image; how well it
    encodes those depends on how well the generator draws them. Follow it by
    `gan.attach_encoder(encoder)` to have `gan.encode` use it.

    Args:
        gan: `keras_gan.GAN`, which is not changed.
        encoder: built `keras.Model` from images to codes `(batch, latent_dim)`, such as
            `keras_gan.networks.dense_encoder`; trained in place.
        steps: int, the number of updates.
        batch_size: int, the latents in an update.
        optimizer: Keras optimizer; by default Adam, with a rate of 1e-3 that falls to
            zero along a cosine.
        conditions: dict from each condition of the generator to an array of examples,
            from which it is drawn.
        held_out: int, the number of other latents that the score is measured on.
        seed: int, of the latents.
        verbose: int, as in `keras.Model.fit`.

    Returns:
        R2 of the held-out latents, a `keras_gan.metrics.Estimate`: 1 where all of z is
        found in G(z), 0 where the code is the mean of the prior.

    Raises:
        TypeError or ValueError: if the encoder's codes are no latents of the generator,
            or an argument is out of range.

    Example:
        >>> encoder = keras_gan.networks.dense_encoder(gan.image_shape, gan.latent_dim)
        >>> score = keras_gan.inference.fit_encoder(gan, encoder)
        >>> gan.attach_encoder(encoder)
        >>> codes = gan.encode(test_images)

    Reference: the latent regressor of
    [Donahue et al., 2017](https://arxiv.org/abs/1605.09782), section 4.1
    """
    check_integers(1, steps=steps, batch_size=batch_size, held_out=held_out)
    regression = LatentRegression(gan, encoder)
    if optimizer is None:
        optimizer = Adam(keras.optimizers.schedules.CosineDecay(1e-3, steps))
    jit = compile_checks.resolved_jit("auto", [], False, gan.distribute_strategy)
    regression.compile(optimizer, loss="mse", jit_compile=jit)

    def drawn(count, step):
        latents = gan.latent(
            (count, gan.latent_dim), noise_seed(seed, Stream.SAMPLE, step)
        )
        rows = tf.random.stateless_uniform(
            (count,), noise_seed(seed, Stream.TEST, step), 0, 2**31 - 1, tf.int32
        )
        return {"latents": latents, **_rows_of(conditions, rows, gan)}, latents

    # Those of step 0 are held out.
    batches = tf.data.Dataset.range(1, steps + 1).map(
        lambda step: drawn(batch_size, step)
    )
    with gan.sampler.ready():
        regression.fit(batches.prefetch(2), shuffle=False, verbose=verbose)
        entries, latents = drawn(held_out, 0)
        codes = regression.predict(entries, verbose=0)
    return r_squared(latents.numpy(), np.asarray(codes, "float32"))


class LatentRegression(keras.Model):
    """The codes of the images that a fixed generator makes of latents."""

    def __init__(self, gan, encoder):
        super().__init__()
        self._inputs = Encoding(gan, encoder).inputs
        self._generate = gan.generate  # not tracked: the generator does not learn
        self.encoder = encoder

    def call(self, entries, training=False):  # noqa: D102
        images = tf.stop_gradient(self._generate(entries))
        return self._inputs({**entries, "images": images}, training)


def _rows_of(conditions, rows, gan):
    """Some of the examples of conditions, by numbers that count on beyond them."""
    conditions = conditions or {}
    if conditions.keys() != gan.conditions.keys():
        raise ValueError(
            f"The conditions are {sorted(gan.conditions) or 'none'}. Received: "
            f"examples of {sorted(conditions) or 'none'}. Pass an array of examples "
            'for each, such as `conditions={"labels": labels}`.'
        )
    return {
        name: tf.cast(tf.gather(values, rows % len(values)), gan.conditions[name].dtype)
        for name, values in conditions.items()
    }
