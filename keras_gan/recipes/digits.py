"""The 8x8 digits inside scikit-learn: a whole experiment in a minute."""

import functools

from keras_gan.recipes.dense_game import SCHEDULE, dense_game
from keras_gan.recipes.recipe import Recipe

RECIPE = Recipe(
    name="digits",
    dataset="digits",
    epochs=400,
    batch_size=64,
    build=functools.partial(
        dense_game,
        latent_dim=16,
        widths=(128, 128),
        learning_rate=1e-3,
        max_shift=0,
        penalty_weight=1e-2,
    ),
    evaluate_every=20,
    num_samples=1_297,
    sample_every=40,
    schedule=SCHEDULE,
)
