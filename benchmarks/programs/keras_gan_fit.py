"""This package: `GAN(...).compile(...)` and `fit`."""

import functools

import keras

import keras_gan
from benchmarks.programs import photos, sizes_of
from benchmarks.programs.fitting import fit
from benchmarks.programs.images import training_images

OPTIMIZERS = {
    "sgd": lambda: keras_gan.optimizers.SGD(0.01, momentum=0.5),
    "adam": lambda: keras_gan.optimizers.Adam(2e-4, beta_1=0.5),
}


def networks(pair, sizes):
    """The generator and the discriminator of a pair."""
    if pair == "mnist":
        return (
            keras_gan.networks.paper_generator(width=sizes.generator_widths[0]),
            keras_gan.networks.paper_discriminator(num_units=sizes.maxout_units),
        )
    if pair == "photos":
        return photos.networks()
    return (
        keras_gan.networks.cifar10_conv_generator(
            width=sizes.generator_width, channels=sizes.small_shape[-1]
        ),
        keras_gan.networks.cifar10_conv_discriminator(
            filters=[filters for filters, *_ in sizes.convolutions],
            num_units=sizes.maxout_units,
        ),
    )


def make(
    optimizer,
    pair="mnist",
    dataset=None,
    averaged=True,
    update="alternating",
    k=1,
    policy=None,
    fast_paths=None,
    jit_compile="auto",
    steps_per_execution=1,
    **changes,
):
    """`fit` of a pair.

    Args:
        optimizer: str, "sgd" (with momentum) or "adam".
        pair: str, one of `PAIRS`.
        dataset: str or None, what takes the place of the pair's own data set.
        averaged: bool, whether the model keeps an averaged generator, which the
            other programs do not.
        update: str, as in `GAN.compile`.
        k: int, updates of D to each of G.
        policy: str or None, the dtype policy of the networks.
        fast_paths: tuple of str, in the place of those that `compile` chose, or None.
        jit_compile: bool or "auto", as in `GAN.compile`.
        steps_per_execution: int, as in `GAN.compile`.
        **changes: sizes of the pair that are others.
    """
    if policy:
        keras.config.set_dtype_policy(policy)
    sizes = sizes_of(pair, **changes)
    generator_ema = "power" if averaged else None
    gan = keras_gan.GAN(*networks(pair, sizes), generator_ema=generator_ema)
    gan.compile(
        OPTIMIZERS[optimizer](),
        OPTIMIZERS[optimizer](),
        update=update,
        discriminator_steps=k,
        jit_compile=jit_compile,
        steps_per_execution=steps_per_execution,
    )
    if fast_paths is not None:
        gan.fast_paths = fast_paths
    images = training_images(pair, dataset)
    batches = keras_gan.datasets.batches(images, sizes.batch_size)
    return functools.partial(fit, gan, batches)
