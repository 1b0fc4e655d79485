"""Batch statistics of an averaged generator, measured rather than taken over.

A generator with batch normalization is trained on the statistics of its batches, and
draws with running ones. Those of the un-averaged generator are not those of averaged
weights, and early in training they are not even its own.
"""

import contextlib

import keras
import numpy as np
import tensorflow as tf

from keras_gan.latents import Stream, noise_seed

BATCHES, BATCH_SIZE = 10, 100


def measured(game, conditions):
    """Measures the statistics of the averaged generator, over 1,000 latents.

    It costs ten passes of 100 latents through the generator. The latents are always
    the same, so that equal weights have equal statistics. Nothing of the generator is
    moved for good.

    Args:
        game: `keras_gan.GAN` with an averaged generator.
        conditions: dict from each condition of the generator to an array of examples.

    Returns:
        List of pairs of a Keras variable and its measured value, empty without batch
        normalization.
    """
    network = game.ema_generator
    kind = keras.layers.BatchNormalization
    layers = [layer for layer in network._flatten_layers() if isinstance(layer, kind)]
    inputs = game.wiring.inputs["generator"].of(network)
    momenta = [layer.momentum for layer in layers]
    moving = [v for layer in layers for v in (layer.moving_mean, layer.moving_variance)]
    with contextlib.ExitStack() as stack:
        stack.enter_context(put_back(network.non_trainable_variables if layers else []))
        for layer, momentum in zip(layers, momenta, strict=True):
            stack.callback(setattr, layer, "trainable", False)
            stack.callback(setattr, layer, "momentum", momentum)
        for number in range(BATCHES if layers else 0):
            entries = {
                name: tf.constant(np.resize(values, (BATCH_SIZE, *values.shape[1:])))
                for name, values in conditions.items()
            }
            if game.latent_dim:
                seed = noise_seed(game.seed, Stream.STATISTICS, number)
                entries["latents"] = game.latent((BATCH_SIZE, game.latent_dim), seed)
            for layer in layers:
                layer.trainable = True  # else it is in inference whatever it is told
                layer.momentum = number / (number + 1)  # the mean over batches
            inputs(entries, training=True)
        values = [variable.numpy() for variable in moving]
    return list(zip(moving, values, strict=True))


@contextlib.contextmanager
def put_back(variables):
    """Has variables, at the end, the values that they have at the beginning."""
    values = [variable.numpy() for variable in variables]
    try:
        yield
    finally:
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
