"""MNIST with an encoder in the game: images to latents, and back."""

from keras_gan.recipes.bidirectional_game import SCHEDULE, bidirectional_game
from keras_gan.recipes.inference_scores import draw, scores
from keras_gan.recipes.recipe import Recipe

RECIPE = Recipe(
    name="mnist-bidirectional",
    dataset="mnist",
    epochs=150,
    batch_size=128,
    build=bidirectional_game,
    evaluate_every=10,
    sample_every=10,
    schedule=SCHEDULE,
    needs_labels=True,
    takes_labels=True,
    scores=scores,
    draw=draw,
)
