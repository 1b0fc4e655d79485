"""Table 2 in numbers: what sampling and densities cost, sharpness, and modes."""

import functools
import statistics
import time

import numpy as np

from keras_gan import metrics, recipes
from keras_gan.baselines import kmeans, trained_autoencoder, training_images
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes.reader import reader_of
from keras_gan.recipes.run_backup import load_model
from keras_gan.recipes.run_folder import write_json
from keras_gan.recipes.run_images import load_images
from keras_gan.reproduce import baseline_scores
from keras_gan.reproduce.known import known
from keras_gan.reproduce.runs import check_runs, run_recipe, run_state, work_through
from keras_gan.reproduce.table2_text import table2_text

RECIPE = "mnist"
TIMED = 1_000  # images
TURNS = 5


def table2(output, quick=False, seed=0):
    """Measures what the paper's table 2 says in words, as `table2.md` and `.json`.

    The game, the variational autoencoder, k-means and, as a ceiling, training images
    give as many samples each, which are measured in one way.

    Args:
        output: path of a folder, where runs and results are kept as well.
        quick: bool, whether to try it out on short runs.
        seed: int, of the run, of the other models, and of all samples.

    Returns:
        List of the paths that were written.

    Raises:
        FileNotFoundError: if a data set is missing, before anything is trained.
        ValueError: if another run of the recipe is in the place of the one needed.
    """
    state = run_state(RECIPE, quick, seed)
    check_runs([state], output)
    folder, run = run_recipe(state, output)
    images = load_images(state, with_labels=True)
    judge = Judge(images, reader_of(images, folder), seed)
    count = recipes.get(RECIPE).window_size(images)
    asked = {"dataset": images.name, "samples": count, "seed": seed, "quick": quick}
    parts = {
        model: functools.partial(
            known,
            output / "table2" / f"{images.name}-{model}.json",
            {"model": model, **asked},
            functools.partial(measure, judge, count, folder, quick),
        )
        for model, measure in MODELS.items()
    }
    rows = work_through("table2", parts)
    content = {
        **asked,
        "reader": judge.reader.accuracy,
        "epochs": run["epochs"],
        "minutes": run["minutes"],
        "measured": rows,
    }
    mark = "-quick" if quick else ""
    paths = [output / f"table2{mark}.md", output / f"table2{mark}.json"]
    write_whole(paths[0], lambda file: file.write(table2_text(content).encode()))
    write_json(paths[1], content)
    return paths


class Judge:
    """What all models are measured by.

    Args:
        images: `keras_gan.datasets.ImageData` with labels.
        reader: `keras_gan.metrics.Reader` of its classes.
        seed: int.
    """

    def __init__(self, images, reader, seed):
        self.images, self.reader, self.seed = images, reader, seed

    def measured(self, samples, sampling=None, density=None):
        """A row of the table.

        Args:
            samples: float array `(count, height, width, channels)`.
            sampling: function that draws 1,000 images, or None.
            density: pair of a str, what the model says of the density, and a function
                that evaluates 1,000 test images; or None.

        Returns:
            Dict of what was found.
        """
        images = self.images
        score = metrics.parzen_score(samples, images.test, images.validation)
        return {
            "sampling_ms": sampling and milliseconds(sampling),
            "density": density and density[0],
            "density_ms": density and milliseconds(density[1]),
            "parzen": score.as_dict(),
            "sharpness": metrics.sharpness(samples, images.test)._asdict(),
            "distinct_neighbours": metrics.distinct_neighbours(samples, images.train),
            "class_divergence": self.class_divergence(samples),
        }

    def class_divergence(self, samples):
        """`KL(classes read of samples || classes of training images)` in nats."""
        known_labels = self.images.labels["train"]
        size = len(self.images.classes)
        real = np.bincount(known_labels[known_labels >= 0], minlength=size)
        read = np.bincount(self.reader.read(samples.clip(0, 1)), minlength=size)
        real, read = real / real.sum(), read / read.sum()
        seen = read > 0
        return float(np.sum(read[seen] * np.log(read[seen] / real[seen])))

    def window(self, samples, sigma=0.2):
        """A function that estimates the density of 1,000 test images by a window."""
        test = self.images.test[:TIMED]
        return lambda: metrics.parzen_log_likelihood(test, samples, sigma)


def milliseconds(work):
    """The median time of some turns, after one that is not counted."""
    times = []
    for _ in range(1 + TURNS):
        began = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - began))
    return statistics.median(times[1:])


def _training_images(judge, count, folder, quick):
    samples = training_images(judge.images.train, count, judge.seed)
    return judge.measured(samples)


def _game(judge, count, folder, quick):
    gan = load_model(folder)
    samples = gan.sample(count, judge.seed + 1)
    return judge.measured(
        samples,
        lambda: gan.sample(TIMED, seed=0),
        ("none; a window on samples estimates it", judge.window(samples)),
    )


def _autoencoder(judge, count, folder, quick):
    settings = baseline_scores.QUICK if quick else baseline_scores.FULL
    settings = settings["variational_autoencoder"]
    images = judge.images
    model = trained_autoencoder(images.train, judge.seed, **settings)
    some = images.test[:TIMED]

    def bound():
        return model.evaluate(some, batch_size=500, verbose=0, return_dict=True)

    return judge.measured(
        model.sample(count, judge.seed),
        lambda: model.sample(TIMED, seed=0),
        ("a lower bound, of pixels as probabilities", bound),
    )


def _kmeans(judge, count, folder, quick):
    settings = baseline_scores.QUICK if quick else baseline_scores.FULL
    centroids = kmeans(judge.images.train, count, judge.seed, **settings["kmeans"])
    random = np.random.default_rng(judge.seed)
    return judge.measured(
        centroids,
        lambda: centroids[random.integers(len(centroids), size=TIMED)],
        ("exact, of a mixture of Gaussians", judge.window(centroids)),
    )


MODELS = {
    "training_images": _training_images,
    "adversarial_nets": _game,
    "variational_autoencoder": _autoencoder,
    "kmeans": _kmeans,
}
