"""10,000 images of the 2014 paper's MNIST generator."""

import tempfile

import tensorflow as tf

import keras_gan
from benchmarks.programs import MNIST
from benchmarks.programs.floor import mnist_layers

COUNT = 10_000
BATCH = 500


def make_products():
    layers = [layer.kernel for layer in mnist_layers(MNIST)[0]]

    @tf.function
    def products(latents):
        for kernel in layers:
            latents = tf.matmul(latents, kernel)
        return latents

    def run(steps):
        for _ in range(steps):
            for _ in range(COUNT // BATCH):
                products(tf.ones((BATCH, MNIST.latent_dim))).numpy()

    return run


def gan():
    return keras_gan.GAN(
        keras_gan.networks.paper_generator(), keras_gan.networks.paper_discriminator()
    )


def make_sample():
    model = gan()

    def run(steps):
        for seed in range(steps):
            model.sample(COUNT, seed=seed)

    return run


def make_saved_model():
    place = tempfile.TemporaryDirectory()
    gan().export(f"{place.name}/generator")
    loaded = tf.saved_model.load(f"{place.name}/generator")
    draw = loaded.signatures["sample"]

    def run(steps):
        for step in range(steps):
            for part in range(COUNT // BATCH):
                seed = tf.constant(step * COUNT + part, tf.int64)
                draw(count=tf.constant(BATCH), seed=seed)["images"].numpy()

    return run
