"""MNIST by label: the digit that is asked for, ten minutes on two cores."""

import functools

from keras_gan.recipes.class_scores import class_scores, draw
from keras_gan.recipes.dense_game import SCHEDULE, dense_game
from keras_gan.recipes.recipe import Recipe

RECIPE = Recipe(
    name="mnist-conditional",
    dataset="mnist",
    epochs=90,
    batch_size=200,
    build=functools.partial(
        dense_game,
        latent_dim=32,
        widths=(512, 512),
        learning_rate=2e-3,
        max_shift=1,
        penalty_weight=1e-3,
        condition="classifier",
    ),
    evaluate_every=10,
    sample_every=10,
    schedule=SCHEDULE,
    takes_labels=True,
    needs_labels=True,
    scores=class_scores,
    draw=draw,
)
