"""Pictures of what a generator draws and of how it was trained."""

from keras_gan.plots.completions import completions
from keras_gan.plots.curves import learning_curves
from keras_gan.plots.gradient_norms import gradient_norms
from keras_gan.plots.image_files import save_gif, save_png
from keras_gan.plots.image_grid import image_grid
from keras_gan.plots.interpolation import interpolation
from keras_gan.plots.nearest_examples import nearest_examples
from keras_gan.plots.one_dimensional_game import (
    one_dimensional_animation,
    one_dimensional_game,
)
from keras_gan.plots.reconstructions import reconstructions

__all__ = [
    "completions",
    "gradient_norms",
    "image_grid",
    "interpolation",
    "learning_curves",
    "nearest_examples",
    "one_dimensional_animation",
    "one_dimensional_game",
    "reconstructions",
    "save_gif",
    "save_png",
]
