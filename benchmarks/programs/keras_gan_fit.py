"""This package: `GAN(...).compile(...)` and `fit`."""

import keras

import keras_gan
from benchmarks.programs import CIFAR10, MNIST
from benchmarks.programs.images import image_batches

OPTIMIZERS = {
    "sgd": lambda: keras_gan.optimizers.SGD(0.01, momentum=0.5),
    "adam": lambda: keras_gan.optimizers.Adam(2e-4, beta_1=0.5),
}


def networks(pair):
    """The generator and the discriminator of a pair."""
    if pair == "mnist":
        return (
            keras_gan.networks.paper_generator(),
            keras_gan.networks.paper_discriminator(
                num_units=MNIST.maxout_units, num_pieces=MNIST.maxout_pieces
            ),
        )
    filters = [filters for filters, *_ in CIFAR10.convolutions]
    return (
        keras_gan.networks.cifar10_conv_generator(
            width=CIFAR10.generator_width, channels=CIFAR10.small_shape[-1]
        ),
        keras_gan.networks.cifar10_conv_discriminator(
            filters=filters, num_units=CIFAR10.maxout_units
        ),
    )


def make(
    optimizer,
    pair="mnist",
    dataset=None,
    averaged=True,
    update="alternating",
    policy=None,
):
    """`fit` of a pair.

    Args:
        optimizer: str, "sgd" (with momentum) or "adam".
        pair: str, "mnist" or "cifar10-conv".
        dataset: str or None, what takes the place of the pair's own data set.
        averaged: bool, whether the model keeps an averaged generator, which the
            other programs do not.
        update: str, as in `GAN.compile`.
        policy: str or None, the dtype policy of the networks.
    """
    if policy:
        keras.config.set_dtype_policy(policy)
    generator_ema = "power" if averaged else None
    gan = keras_gan.GAN(*networks(pair), generator_ema=generator_ema)
    gan.compile(OPTIMIZERS[optimizer](), OPTIMIZERS[optimizer](), update=update)
    batches = image_batches(pair, dataset)

    def run(steps):
        gan.fit(batches, steps_per_epoch=steps, epochs=1, verbose=0)

    return run
