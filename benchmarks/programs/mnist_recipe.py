"""The recipe `mnist` on this package, and the floor of its step."""

import itertools

import tensorflow as tf

from benchmarks.programs.floor import Dense
from keras_gan import datasets, recipes

RECIPE = recipes.get("mnist")
BATCH = RECIPE.batch_size
LATENT_DIM, WIDTHS = 32, (512, 512)
R1_EVERY = 4


class Trainer:
    """The recipe as `keras-gan train mnist` plays it."""

    def __init__(self):
        images = datasets.mnist()
        self.images = images.train
        self.steps_per_epoch = RECIPE.steps_per_epoch(images)
        total_steps = RECIPE.epochs * self.steps_per_epoch
        self.gan = RECIPE.build(images, total_steps, seed=0)
        self.epochs = 0

    def train(self, epochs):
        self.gan.fit(
            datasets.batches(self.images, BATCH, initial_epoch=self.epochs),
            steps_per_epoch=self.steps_per_epoch,
            epochs=epochs,
            verbose=0,
        )
        self.epochs += epochs

    def sample(self, count):
        return self.gan.sample(count, seed=0)


def make():
    trainer = Trainer()
    batches = datasets.batches(trainer.images, BATCH)

    def run(steps):
        trainer.gan.fit(batches, steps_per_epoch=steps, epochs=1, verbose=0)

    return run


def make_floor():
    """Matrix products of an alternating step with lazy R1, and Adam's one pass."""
    generator = _layers(LATENT_DIM, *WIDTHS, 784)
    discriminator = _layers(784, *WIDTHS, 1)

    def alternating():
        products = [layer.forward(BATCH) for layer in generator]
        products += [layer.forward(2 * BATCH) for layer in discriminator]
        products += [layer.weight_gradient(2 * BATCH) for layer in discriminator]
        products += [layer.input_gradient(2 * BATCH) for layer in discriminator[1:]]
        products += [layer.forward(BATCH) for layer in generator + discriminator]
        products += [layer.input_gradient(BATCH) for layer in discriminator]
        products += [layer.weight_gradient(BATCH) for layer in generator]
        products += [layer.input_gradient(BATCH) for layer in generator[1:]]
        for layer in generator + discriminator:
            layer.adam_update()
        return products

    def penalty():
        return [
            product
            for layer in discriminator
            for product in (
                layer.input_gradient(BATCH),
                layer.forward(BATCH),
                layer.weight_gradient(BATCH),
            )
        ]

    # One number of each, so that none is optimized away.
    def corners(products):
        return tf.add_n([product[0, 0] for product in products])

    plain = tf.function(lambda: corners(alternating()))
    penalized = tf.function(lambda: corners(alternating() + penalty()))

    def run(steps):
        for index in range(steps):
            last = plain() if index % R1_EVERY else penalized()
        last.numpy()

    return run


def _layers(*widths):
    return [Dense(BATCH, *shape) for shape in itertools.pairwise(widths)]
