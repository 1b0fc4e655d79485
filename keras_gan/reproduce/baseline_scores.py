"""Scores of simpler models, each kept in a file as soon as it is known."""

import time

from keras_gan import metrics
from keras_gan.baselines import BASELINES
from keras_gan.recipes import faces
from keras_gan.reproduce.known import known

# Arguments of the baselines that are trained.
FULL = {
    "kmeans": {"epochs": 5},
    "variational_autoencoder": {"epochs": 20, "progress": True},
}
QUICK = {
    "kmeans": {"epochs": 1},
    "variational_autoencoder": {"epochs": 1, "progress": True},
}
# As wide as the generator that a recipe trains on the data; MNIST's is the default.
OF_DATASET = {("variational_autoencoder", "fer2013"): {"width": faces.WIDTH}}


def score_baseline(name, images, num_samples, seed, quick, output):
    """Scores a baseline, or reads the score that is known already.

    Args:
        name: str, one of `keras_gan.baselines.BASELINES`.
        images: `keras_gan.datasets.ImageData`.
        num_samples: int, the samples in the Parzen window.
        seed: int, of the samples.
        quick: bool, whether those that are trained are only tried out.
        output: path, in whose folder `baselines` the score is kept.

    Returns:
        Dict of the score and of what it is the score of.
    """
    settings = {
        **(QUICK if quick else FULL).get(name, {}),
        **OF_DATASET.get((name, images.name), {}),
    }
    asked = {
        "model": name,
        "dataset": images.name,
        "training_images": len(images.train),
        "samples": num_samples,
        "seed": seed,
        "settings": settings,
        "epochs": settings.get("epochs"),
        "quick": quick,
    }

    def score():
        began = time.monotonic()
        samples = BASELINES[name](images.train, num_samples, seed, **settings)
        minutes = (time.monotonic() - began) / 60
        return {**_score(samples, images), "minutes": minutes}

    return known(output / "baselines" / f"{images.name}-{name}.json", asked, score)


def _score(samples, images):
    """The score by the protocol that a GAN's run is scored by, as a dict."""
    if images.folds:
        return metrics.parzen_folds(samples, images.folds, progress=True).as_dict()
    return metrics.parzen_score(
        samples, images.test, images.validation, progress=True
    ).as_dict()
