"""Scores of samples: pure functions, and Keras metrics on top of them."""

from keras_gan.metrics.authenticity import authenticity
from keras_gan.metrics.completions import (
    biharmonic_completion,
    mean_completion,
    nearest_completion,
    similar_completions,
    spread_in_hole,
)
from keras_gan.metrics.density_coverage import DensityCoverage, density_coverage
from keras_gan.metrics.diversity import distinct_neighbours, mean_pairwise_distance
from keras_gan.metrics.error_rate import error_rate, linear_probe
from keras_gan.metrics.estimate import Estimate
from keras_gan.metrics.feature_network import FeatureNetwork, feature_network
from keras_gan.metrics.feature_statistics import FeatureStatistics
from keras_gan.metrics.frechet import frechet_distance
from keras_gan.metrics.frechet_extrapolation import extrapolated_frechet_distance
from keras_gan.metrics.generator_gradient import generator_gradient_norm
from keras_gan.metrics.histogram_divergence import histogram_divergence
from keras_gan.metrics.inception import inception_network
from keras_gan.metrics.inception_score import inception_score
from keras_gan.metrics.kernel_distance import kernel_distance
from keras_gan.metrics.memorization import MemorizationTest, memorization_test
from keras_gan.metrics.mode_coverage import ModeCoverage, mode_coverage
from keras_gan.metrics.ms_ssim import MsSsim, ms_ssim
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
from keras_gan.metrics.precision_recall import PrecisionRecall, precision_recall
from keras_gan.metrics.reader import Reader
from keras_gan.metrics.reconstruction import (
    nearest_neighbour_accuracy,
    pixel_distance,
    r_squared,
)
from keras_gan.metrics.scores import SCORES, Pictures, in_unit_range, scores
from keras_gan.metrics.sharpness import Sharpness, laplacian_energy, sharpness
from keras_gan.metrics.sliced_wasserstein import (
    SlicedWasserstein,
    sliced_wasserstein,
    sliced_wasserstein_of_images,
)
from keras_gan.metrics.two_sample_tests import (
    ClassifierTest,
    NearestNeighbourTest,
    classifier_test,
    nearest_neighbour_test,
)

__all__ = [
    "SCORES",
    "SIGMA_GRID",
    "ClassifierTest",
    "DensityCoverage",
    "Estimate",
    "FeatureNetwork",
    "FeatureStatistics",
    "MemorizationTest",
    "ModeCoverage",
    "MsSsim",
    "NearestNeighbourTest",
    "ParzenLogLikelihood",
    "ParzenScore",
    "ParzenStream",
    "Pictures",
    "PrecisionRecall",
    "Reader",
    "Sharpness",
    "SlicedWasserstein",
    "authenticity",
    "biharmonic_completion",
    "classifier_test",
    "density_coverage",
    "distinct_neighbours",
    "error_rate",
    "extrapolated_frechet_distance",
    "feature_network",
    "frechet_distance",
    "generator_gradient_norm",
    "histogram_divergence",
    "in_unit_range",
    "inception_network",
    "inception_score",
    "kernel_distance",
    "laplacian_energy",
    "linear_probe",
    "mean_completion",
    "mean_pairwise_distance",
    "memorization_test",
    "mode_coverage",
    "ms_ssim",
    "nearest_completion",
    "nearest_neighbour_accuracy",
    "nearest_neighbour_test",
    "nearest_neighbours",
    "parzen_ceiling",
    "parzen_folds",
    "parzen_log_likelihood",
    "parzen_score",
    "pixel_distance",
    "precision_recall",
    "r_squared",
    "scores",
    "select_sigma",
    "sharpness",
    "similar_completions",
    "sliced_wasserstein",
    "sliced_wasserstein_of_images",
    "spread_in_hole",
]
