"""A watch for generators that draw the same few images always."""

import warnings

import numpy as np

from keras_gan.arguments import check_integer, check_integers
from keras_gan.callbacks.periodic_callback import PeriodicCallback
from keras_gan.datasets import StoredImages
from keras_gan.datasets.checks import check_scale
from keras_gan.metrics.diversity import distinct_neighbours, mean_pairwise_distance
from keras_gan.metrics.nearest_neighbours import flat_images
from keras_gan.models.workers import from_chief

NUM_REAL_PAIRED = 2000  # training images whose mean distance is the measure


class CollapseMonitor(PeriodicCallback):
    """Watches for the Helvetica scenario: many latents, one image.

    After the first epoch of a `fit`, every `every` epochs and after the last, even if
    training is stopped early, it draws the same latents through the un-averaged
    generator (an average would show a collapse late), and logs two signs of diversity:

    - `val_distinct_neighbours`, how many distinct training images are nearest to some
      sample, as a share of what is reachable. Low if samples fall on a few images.
    - `val_distance_ratio`, the mean distance between two samples over that between
      two training images. Low if all samples look alike.

    If either is under its threshold after the warm-up, it warns, once until both are
    well again. The thresholds lie between what was measured with 500 samples:

    | samples | neighbours | distance |
    |---|---|---|
    | held-out images, 8x8 digits / MNIST | 0.78 / 0.94 | 1.00 / 1.01 |
    | generators of digits that learn, from epoch 15 | 0.06 to 0.66 | 0.68 to 0.99 |
    | five real images, repeated with noise of 0.05 | 0.02 / 0.01 | 0.82 / 0.91 |
    | generators of digits that collapsed | 0.00 to 0.02 | 0.00 to 0.57 |

    Generators that turn out well can go as low as 0.01 and 0.26 in their first few
    hundred updates, hence the warm-up.

    Args:
        train: array, training images in the range of the generator.
        num_samples: int, images to draw, at least 2.
        num_examples: int, training images to search for neighbours at most; from more
            than that as many are drawn.
        every: int, epochs from one measurement to the next.
        min_neighbours: float, the smallest share of neighbours without a warning.
        min_distance: float, the smallest ratio of distances without a warning.
        warmup: int, the number of epochs after which warnings may come.
        seed: int, of the latents.
        conditions: dict, what the generator's inputs beside the latents get; see
            `GAN.sample`. None for a generator of latents alone.

    Raises:
        ValueError: if an argument is out of range, or if `train` is empty, not finite,
            or one image repeated; when training starts, if `train` has another shape or
            scale than the generator's images.

    Example:
        ```python
        gan.fit(images, epochs=50, callbacks=[CollapseMonitor(images, every=5)])
        ```

    Reference:
        [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661), section 6
    """

    def __init__(
        self,
        train,
        num_samples=500,
        num_examples=10_000,
        every=1,
        min_neighbours=0.03,
        min_distance=0.4,
        warmup=10,
        seed=0,
        conditions=None,
    ):
        super().__init__(every)
        self.num_samples, num_examples = check_integers(
            2, num_samples=num_samples, num_examples=num_examples
        )
        self.warmup = check_integer("warmup", warmup, minimum=0)
        if not (0 <= min_neighbours <= 1 and 0 <= min_distance <= 1):
            raise ValueError(
                "Thresholds must be between 0, which never warns, and 1. Received: "
                f"min_neighbours={min_neighbours}, min_distance={min_distance}."
            )
        if not isinstance(train, StoredImages):  # of which only the chosen are read
            train = flat_images(train, "train")
        order = np.random.default_rng(seed).permutation(len(train))
        examples = flat_images(train[order[:num_examples]], "train")
        self.examples = examples.astype("float32", copy=False)
        self.min_neighbours = min_neighbours
        self.min_distance = min_distance
        self.seed = seed
        self.conditions = conditions
        self._real_distance = self._measure_real()
        self._collapsed = False

    def on_train_begin(self, logs=None):
        """Check the training images; start over, so that every run can warn."""
        super().on_train_begin(logs)
        check_scale(
            self.examples, self.model.image_shape, self.model.value_range, "train"
        )
        self._collapsed = False

    def on_due_epoch(self, epoch, logs):
        """Measure, log, and warn if samples have become alike."""
        done = epoch + 1
        neighbours, ratio = from_chief(self.model.distribute_strategy, 2, self.measure)
        logs["val_distinct_neighbours"] = neighbours
        logs["val_distance_ratio"] = ratio
        if done <= self.warmup:
            return
        collapsed = self.is_collapse(neighbours, ratio)
        if collapsed and not self._collapsed:
            warnings.warn(self._warning(done, neighbours, ratio), stacklevel=2)
        self._collapsed = collapsed

    def is_collapse(self, neighbours, ratio):
        """Whether signs of diversity, as `measure` returns, are under a threshold."""
        return neighbours < self.min_neighbours or ratio < self.min_distance

    def _measure_real(self):
        distance = mean_pairwise_distance(self.examples[:NUM_REAL_PAIRED])
        if distance == 0:
            raise ValueError(
                "`train` must hold different images. Received: "
                f"{len(self.examples)} images that are all the same."
            )
        return distance

    def measure(self):
        """Measures the model as it is, which `fit` or `set_model` gave.

        Returns:
            List of the share of distinct neighbours and the ratio of distances.

        Raises:
            ValueError: if the generator draws NaN or infinity.
        """
        samples = self.model.sample(
            self.num_samples,
            seed=self.seed,
            averaged=False,
            conditions=self.conditions,
        )
        samples = np.asarray(samples).reshape(self.num_samples, -1)
        if not np.isfinite(samples).all():
            raise ValueError(
                "The generator draws images with NaN or infinity, so its weights have "
                "diverged. Lower the learning rates, and start again from the last "
                "good weights."
            )
        neighbours = distinct_neighbours(samples, self.examples)
        return [neighbours, mean_pairwise_distance(samples) / self._real_distance]

    def _warning(self, done, neighbours, ratio):
        return (
            "The generator seems to have collapsed (the Helvetica scenario). After "
            f"epoch {done}, {self.num_samples} samples reach {neighbours:.1%} of the "
            f"training images that they could be nearest to (warned below "
            f"{self.min_neighbours:.1%}), and their mean distance from each other is "
            f"{ratio:.2f} of the data's (warned below {self.min_distance:.2f}). Try "
            "lower learning rates, an R1 penalty, or more `discriminator_steps` for "
            "each step of the generator, and look at the samples."
        )
