"""The 8x8 digits inside scikit-learn with 20 labels, two of each digit; a minute."""

import functools

from keras_gan.recipes.few_labels_game import few_labels_game, few_labels_scores
from keras_gan.recipes.recipe import Recipe

RECIPE = Recipe(
    name="digits-few-labels",
    dataset="digits",
    epochs=60,
    steps_an_epoch=50,
    batch_size=100,
    build=functools.partial(
        few_labels_game,
        latent_dim=30,
        g_widths=(200, 200),
        d_widths=(200, 100, 100),
    ),
    evaluate_every=10,
    num_samples=1_297,
    sample_every=20,
    takes_labels=True,
    needs_labels=True,
    num_labels=20,
    scores=few_labels_scores,
)
