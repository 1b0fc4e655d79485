"""The recipes of MNIST on this package, and the floor of a step of `mnist`."""

import itertools

import keras
import tensorflow as tf

from benchmarks.programs import floor
from benchmarks.programs.fitting import fit
from keras_gan import datasets, recipes

RECIPE = recipes.get("mnist")
BATCH = RECIPE.batch_size
LATENT_DIM, WIDTHS, LEARNING_RATE, R1_WEIGHT = (
    RECIPE.build.keywords[name]
    for name in ("latent_dim", "widths", "learning_rate", "penalty_weight")
)
R1_EVERY = 4
# As `dense_game` has them.
LEARNING_RATES = (LEARNING_RATE, LEARNING_RATE / 2)
R1_WEIGHTS = (R1_WEIGHT, 5 * R1_WEIGHT)


class KerasTrainer:
    """Trains what `build` makes on the recipe's batches."""

    recipe = RECIPE

    def __init__(self):
        images = datasets.mnist()
        self.images = images.train
        self.steps_per_epoch = self.recipe.steps_per_epoch(images)
        self.gan = self.build(images, self.recipe.epochs * self.steps_per_epoch)
        self.batches = datasets.batches(self.images, self.recipe.batch_size)
        self.epochs = 0

    def train(self, epochs):
        self.gan.fit(
            datasets.batches(
                self.images, self.recipe.batch_size, initial_epoch=self.epochs
            ),
            steps_per_epoch=self.steps_per_epoch,
            initial_epoch=self.epochs,
            epochs=self.epochs + epochs,
            callbacks=self.callbacks(),
            verbose=0,
        )
        self.epochs += epochs

    def callbacks(self):
        return []

    def run(self, steps):
        return fit(self.gan, self.batches, steps)


class Trainer(KerasTrainer):
    """A recipe as `keras-gan train` plays it.

    Args:
        name: str, "mnist" or "mnist-2014".
        policy: str or None, the dtype policy of the networks.
        **changes: what else is passed to the recipe's game.
    """

    def __init__(self, name="mnist", policy=None, **changes):
        if policy:
            keras.config.set_dtype_policy(policy)
        self.recipe = recipes.get(name)
        self.changes = changes
        super().__init__()

    def build(self, images, total_steps):
        return self.recipe.build(images, total_steps, seed=0, **self.changes)

    def callbacks(self):
        return self.recipe.callbacks()

    def sample(self, count):
        return self.gan.sample(count, seed=0)


def make(fast_paths=None):
    """The recipe `mnist`.

    Args:
        fast_paths: tuple of str, in the place of those that `compile` chose, or None.
    """
    trainer = Trainer()
    if fast_paths is not None:
        trainer.gan.fast_paths = fast_paths
    return trainer.run


def make_floor(in_order=False):
    """Matrix products of an alternating step with lazy R1, and Adam's one pass."""
    after = floor.needed_first if in_order else floor.at_any_time
    generator = _layers(LATENT_DIM, *WIDTHS, 784)
    discriminator = _layers(784, *WIDTHS, 1)

    def turns(penalized):
        products = floor.discriminator_products(generator, discriminator, BATCH, after)
        if penalized:
            with after(products):
                products.append(discriminator[0].input_gradient(BATCH))
            products += floor.forward(discriminator[:-1], BATCH, after, products)
        numbers = floor.updated(discriminator, floor.Layer.adam_update, products)
        products = floor.generator_products(generator, discriminator, BATCH, after)
        numbers += floor.updated(generator, floor.Layer.adam_update, products)
        return floor.corners(numbers)

    plain = tf.function(lambda: turns(penalized=False))
    penalized = tf.function(lambda: turns(penalized=True))

    def run(steps):
        for index in range(steps):
            last = plain() if index % R1_EVERY else penalized()
        last.numpy()

    return run


def _layers(*widths):
    return [floor.Dense(BATCH, *shape) for shape in itertools.pairwise(widths)]
