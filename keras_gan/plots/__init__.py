"""Pictures of what a generator draws and of how it was trained."""

from keras_gan.plots.curves import learning_curves
from keras_gan.plots.image_files import save_gif, save_png
from keras_gan.plots.image_grid import image_grid
from keras_gan.plots.interpolation import interpolation
from keras_gan.plots.nearest_examples import nearest_examples

__all__ = [
    "image_grid",
    "interpolation",
    "learning_curves",
    "nearest_examples",
    "save_gif",
    "save_png",
]
