"""Scores of samples: pure functions, and Keras metrics on top of them."""

from keras_gan.metrics.completions import (
    biharmonic_completion,
    mean_completion,
    nearest_completion,
    similar_completions,
    spread_in_hole,
)
from keras_gan.metrics.diversity import distinct_neighbours, mean_pairwise_distance
from keras_gan.metrics.error_rate import error_rate, linear_probe
from keras_gan.metrics.frechet import frechet_distance
from keras_gan.metrics.generator_gradient import generator_gradient_norm
from keras_gan.metrics.histogram_divergence import histogram_divergence
from keras_gan.metrics.nearest_neighbours import nearest_neighbours
from keras_gan.metrics.parzen import (
    SIGMA_GRID,
    ParzenScore,
    parzen_ceiling,
    parzen_folds,
    parzen_score,
    select_sigma,
)
from keras_gan.metrics.parzen_metric import ParzenLogLikelihood
from keras_gan.metrics.parzen_stream import ParzenStream
from keras_gan.metrics.parzen_window import parzen_log_likelihood
from keras_gan.metrics.reader import Reader
from keras_gan.metrics.reconstruction import (
    Estimate,
    nearest_neighbour_accuracy,
    pixel_distance,
    r_squared,
)
from keras_gan.metrics.sharpness import Sharpness, laplacian_energy, sharpness

__all__ = [
    "SIGMA_GRID",
    "Estimate",
    "ParzenLogLikelihood",
    "ParzenScore",
    "ParzenStream",
    "Reader",
    "Sharpness",
    "biharmonic_completion",
    "distinct_neighbours",
    "error_rate",
    "frechet_distance",
    "generator_gradient_norm",
    "histogram_divergence",
    "laplacian_energy",
    "linear_probe",
    "mean_completion",
    "mean_pairwise_distance",
    "nearest_completion",
    "nearest_neighbour_accuracy",
    "nearest_neighbours",
    "parzen_ceiling",
    "parzen_folds",
    "parzen_log_likelihood",
    "parzen_score",
    "pixel_distance",
    "r_squared",
    "select_sigma",
    "sharpness",
    "similar_completions",
    "spread_in_hole",
]
