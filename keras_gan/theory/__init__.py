"""The paper's section 4 as functions: the game where densities are known."""

from keras_gan.theory.divergences import jensen_shannon_divergence, kl_divergence
from keras_gan.theory.function_space_descent import function_space_descent
from keras_gan.theory.minimax_game import (
    criterion,
    game_value,
    optimal_discriminator,
)

__all__ = [
    "criterion",
    "function_space_descent",
    "game_value",
    "jensen_shannon_divergence",
    "kl_divergence",
    "optimal_discriminator",
]
