"""What a recipe consists of."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A named experiment.

    Args:
        name: str, as on the command line.
        dataset: str, a name that `keras_gan.datasets.load` takes.
        epochs: int, passes over the training images.
        batch_size: int, images a step.
        build: function `(images, total_steps, seed) -> GAN`, compiled, where `images`
            is a `keras_gan.datasets.ImageData`.
        callbacks: function `() -> list` of the Keras callbacks that belong to it.
        evaluate_every: int, epochs between two Parzen evaluations.
        evaluate_plain: bool, whether to score the generator in play beside its average.
        num_samples: int, generated images in a Parzen window.
        sample_every: int, epochs between two exports of samples.
    """

    name: str
    dataset: str
    epochs: int
    batch_size: int
    build: Callable
    callbacks: Callable = list
    evaluate_every: int = 5
    evaluate_plain: bool = False
    num_samples: int = 10_000
    sample_every: int = 5

    def batch_size_for(self, images):
        """The batch size: the recipe's, or all training images if there are fewer."""
        return min(self.batch_size, len(images.train))

    def steps_per_epoch(self, images):
        """Full batches in a pass over the training images."""
        return len(images.train) // self.batch_size_for(images)

    def window_size(self, images):
        """Samples in a Parzen window: the recipe's, if there are enough images.

        The ceiling is scored with as many training images, so there must be that many.
        """
        return min(self.num_samples, len(images.train))
