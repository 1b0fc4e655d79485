"""Scores of pictures by name, each with what real images get."""

import functools
import typing

import numpy as np

from keras_gan.metrics.authenticity import authenticity
from keras_gan.metrics.density_coverage import density_coverage
from keras_gan.metrics.estimate import Estimate
from keras_gan.metrics.feature_network import feature_network
from keras_gan.metrics.frechet import as_statistics, frechet_distance
from keras_gan.metrics.frechet_extrapolation import extrapolated_frechet_distance
from keras_gan.metrics.inception_score import inception_score
from keras_gan.metrics.kernel_distance import kernel_distance
from keras_gan.metrics.memorization import memorization_test
from keras_gan.metrics.ms_ssim import ms_ssim
from keras_gan.metrics.precision_recall import precision_recall
from keras_gan.metrics.sharpness import laplacian_energy
from keras_gan.metrics.sliced_wasserstein import sliced_wasserstein_of_images
from keras_gan.metrics.two_sample_tests import nearest_neighbour_test

UNKNOWN = float("nan")
NUM_RESAMPLES = 20  # of samples, for the error of a Frechet distance
SUBSET_SIZE = 1_000  # of kernel distances, which are unbiased at any


class Pictures:
    """Pictures, and what a feature network makes of them, found when it is asked for.

    Args:
        images: float array `(count, height, width, channels)` in [0, 1].
        network: what `keras_gan.metrics.feature_network` returns.

    Attributes:
        images: the array.
        features: float32 `(count, features)`.
        probabilities: `(count, classes)`.
    """

    def __init__(self, images, network):
        self.images, self._network, self._compared = images, network, {}

    def __len__(self):
        return len(self.images)

    @functools.cached_property
    def features(self):  # noqa: D102
        return self._network.features(self.images)

    @functools.cached_property
    def probabilities(self):  # noqa: D102
        return self._network.probabilities(self.images)

    def compared(self, function, others):
        """What a function of the features of both returns, worked out once."""
        key = function, id(others)
        if key not in self._compared:
            self._compared[key] = function(self.features, others.features)
        return self._compared[key]


class Score(typing.NamedTuple):
    """A score by name.

    Args:
        compute: function of the samples, the real images, the training images (each
            `Pictures`) and a seed, to an `Estimate`.
        better: "lower", "higher" or "nearer", to what real images get.
        unit: str, what it is.
        has_ceiling: bool, whether training images in the place of samples show what a
            perfect generator gets.
    """

    compute: typing.Callable
    better: str
    unit: str
    has_ceiling: bool = True


def _frechet(samples, real, train, seed):
    rng, count = np.random.default_rng(seed), len(samples)
    known = as_statistics(real.features, "real features")
    distance = frechet_distance(samples.features, known)
    resampled = [
        frechet_distance(samples.features[rng.integers(count, size=count)], known)
        for _ in range(NUM_RESAMPLES)
    ]
    return Estimate(distance, np.std(resampled, ddof=1))


def _extrapolated_frechet(samples, real, train, seed):
    return extrapolated_frechet_distance(samples.features, real.features, seed=seed)


def _kernel(samples, real, train, seed):
    size = min(SUBSET_SIZE, len(samples), len(real))
    return kernel_distance(samples.features, real.features, subset_size=size, seed=seed)


def _share(function, part, of_real=False):
    """A share among several numbers of a function, with its error as of chances."""

    def compute(samples, real, train, seed):
        share = getattr(samples.compared(function, real), part)
        count = len(real) if of_real else len(samples)
        return Estimate(share, (share * (1 - share) / count) ** 0.5)

    return compute


def _density(samples, real, train, seed):
    return Estimate(samples.compared(density_coverage, real).density, UNKNOWN)


def _nearest_neighbour(samples, real, train, seed):
    test = nearest_neighbour_test(samples.features, real.features, seed)
    count = 2 * min(len(samples), len(real))
    share = test.accuracy
    return Estimate(share, (share * (1 - share) / count) ** 0.5)


def _sharpness(samples, real, train, seed):
    energies, of_real = map(laplacian_energy, (samples.images, real.images))
    error = energies.std(ddof=1) / len(energies) ** 0.5
    return Estimate(energies.mean() / of_real.mean(), error / of_real.mean())


def _authenticity(samples, real, train, seed):
    share = authenticity(samples.features, train.features)
    return Estimate(share, (share * (1 - share) / len(samples)) ** 0.5)


def _sliced_wasserstein(samples, real, train, seed):
    count = min(len(samples), len(real))
    some = samples.images[:count], real.images[:count]
    return Estimate(sliced_wasserstein_of_images(*some, seed=seed).mean, UNKNOWN)


def _ms_ssim(samples, real, train, seed):
    found = ms_ssim(samples.images, seed=seed)
    return Estimate(found.mean, found.standard_error)


def _memorization(samples, real, train, seed):
    test = memorization_test(samples.features, train.features, real.features)
    return Estimate(test.statistic, 1.0)


SCORES = {
    "frechet": Score(_frechet, "lower", "Frechet distance of features"),
    "extrapolated_frechet": Score(
        _extrapolated_frechet, "lower", "Frechet distance, of infinitely many samples"
    ),
    "kernel": Score(_kernel, "lower", "kernel distance of features"),
    "inception": Score(
        lambda samples, real, train, seed: inception_score(
            samples.probabilities, seed=seed
        ),
        "higher",
        "inception-type score",
    ),
    "precision": Score(
        _share(precision_recall, "precision"), "higher", "share of samples among data"
    ),
    "recall": Score(
        _share(precision_recall, "recall", of_real=True),
        "higher",
        "share of data among samples",
    ),
    "density": Score(_density, "higher", "balls of data a sample lies in, over k"),
    "coverage": Score(
        _share(density_coverage, "coverage", of_real=True),
        "higher",
        "share of data with a sample near",
    ),
    "sharpness": Score(
        _sharpness, "nearer", "Laplacian energy, of that of real images"
    ),
    "sliced_wasserstein": Score(
        _sliced_wasserstein, "lower", "distance of patches, x 1,000"
    ),
    "ms_ssim": Score(
        _ms_ssim, "nearer", "similarity of two samples, of unlike ones lower"
    ),
    "nearest_neighbour": Score(
        _nearest_neighbour,
        "nearer",
        "share whose nearest is of its kind, .5 if they are of one law",
    ),
    "authenticity": Score(
        _authenticity, "higher", "share that is no near copy", has_ceiling=False
    ),
    "memorization": Score(
        _memorization,
        "nearer",
        "standard deviations, below 0 for copies of training images",
        has_ceiling=False,
    ),
}
# Which look for copies of training images.
OF_TRAIN = [name for name, score in SCORES.items() if not score.has_ceiling]


def scores(samples, real, names=("frechet",), features=None, train=None, seed=0):
    """Scores samples by name, each beside what training images get.

    Args:
        samples: float array `(count, height, width, channels)` in [0, 1].
        real: float array of the same kind, images that the generator was not trained
            on.
        names: sequence of str, of `SCORES`.
        features: what `feature_network` takes, such as a `Reader` or "inception".
        train: float array of the same kind, training images, of which as many as
            samples give the ceiling; None for no ceiling, and none of
            "authenticity" and "memorization".
        seed: int, of subsets and directions.

    Returns:
        Dict from a name to a dict of "mean", "standard_error" (None where it is not
        known), "ceiling" (None without one), "unit", "better", "samples", "features"
        (the name of the network) and "seed".

    Raises:
        ValueError: if a name is unknown, or a score needs what is not there.

    Example:
        >>> found = scores(gan.sample(10_000), data.test, ["frechet"], reader)
        >>> found["frechet"]["mean"]
        2.31
    """
    check_names(names, train is not None)
    network = feature_network(features)
    drawn, held_out = Pictures(samples, network), Pictures(real, network)
    known = None if train is None else Pictures(train, network)
    estimates = score_pictures(names, drawn, held_out, known, seed)
    limited = [n for n in names if known is not None and SCORES[n].has_ceiling]
    perfect = known and Pictures(train[: len(samples)], network)
    ceilings = score_pictures(limited, perfect, held_out, known, seed)
    return {
        name: {
            "mean": float(estimate.mean),
            "standard_error": _number(estimate.standard_error),
            "ceiling": float(ceilings[name].mean) if name in ceilings else None,
            "unit": SCORES[name].unit,
            "better": SCORES[name].better,
            "samples": len(drawn),
            "features": network.name,
            "seed": seed,
        }
        for name, estimate in estimates.items()
    }


def check_names(names, has_train=True):
    """Raises ValueError for unknown scores, or one that lacks training images.

    Args:
        names: sequence of str.
        has_train: bool, whether there are any.
    """
    unknown = [name for name in names if name not in SCORES]
    if unknown or isinstance(names, str):
        raise ValueError(
            f"Unknown score. Expected a list of some of {sorted(SCORES)}. Received: "
            f"{names!r}."
        )
    beside_train = [name for name in names if name in OF_TRAIN]
    if not has_train and beside_train:
        raise ValueError(
            "Whether training images were copied shows beside them. Received: "
            f"train=None with the score {beside_train[0]!r}. Pass the training images."
        )


def score_pictures(names, samples, real, train, seed):
    """Scores what a feature network has seen, or sees now.

    Args:
        names: sequence of str, of `SCORES`.
        samples: `Pictures`, drawn by the generator.
        real: `Pictures` that it was not trained on.
        train: `Pictures` that it was trained on, or None.
        seed: int.

    Returns:
        Dict from a name to an `Estimate`.
    """
    return {name: SCORES[name].compute(samples, real, train, seed) for name in names}


def in_unit_range(images, value_range):
    """Images of a generator as pictures in [0, 1].

    Args:
        images: float array in `value_range`.
        value_range: pair `(low, high)`, or None for values without bounds.

    Raises:
        ValueError: if there are no bounds.
    """
    if value_range is None:
        raise ValueError(
            "A score is of pictures in [0, 1]. Received: a generator without bounds. "
            "Pass a function that makes pictures of its samples."
        )
    low, high = value_range
    return np.clip((images - low) / (high - low), 0, 1)


def _number(value):
    return None if np.isnan(value) else float(value)
