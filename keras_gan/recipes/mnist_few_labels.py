"""MNIST with 100 labels, ten of each digit, by the game of Salimans et al. (2016)."""

from keras_gan.recipes.few_labels_game import few_labels_game, few_labels_scores
from keras_gan.recipes.recipe import Recipe

RECIPE = Recipe(
    name="mnist-few-labels",
    dataset="mnist",
    epochs=60,
    batch_size=100,
    build=few_labels_game,
    evaluate_every=10,
    sample_every=10,
    takes_labels=True,
    needs_labels=True,
    num_labels=100,
    scores=few_labels_scores,
)
