"""This package: `GAN(...).compile(...)` and `fit`."""

import numpy as np

import keras_gan
from benchmarks import programs
from benchmarks.programs.images import image_batches


def make(update, averaged=True):
    """`fit` of the paper's pair.

    Args:
        update: str, "sgd" (with momentum) or "adam".
        averaged: bool, whether the model keeps an averaged generator, which the
            other programs do not.
    """
    optimizers = {
        "sgd": lambda: keras_gan.optimizers.SGD(0.01, momentum=0.5),
        "adam": lambda: keras_gan.optimizers.Adam(2e-4, beta_1=0.5),
    }
    gan = keras_gan.GAN(
        keras_gan.networks.paper_generator(mean_image=np.full((28, 28, 1), 0.13)),
        keras_gan.networks.paper_discriminator(),
        generator_ema="power" if averaged else None,
    )
    gan.compile(optimizers[update](), optimizers[update]())
    batches = image_batches(programs.BATCH_SIZE)

    def run(steps):
        gan.fit(batches, steps_per_epoch=steps, epochs=1, verbose=0)

    return run
