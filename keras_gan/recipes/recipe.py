"""What a recipe and its stages consist of."""

import dataclasses
import math
from collections.abc import Callable

LARGEST_WINDOW = 2**25  # values of all its images; large images make do with fewer


@dataclasses.dataclass(frozen=True)
class NextStage:
    """What a recipe trains after its first epochs: a new game made of the old one.

    Args:
        epochs: int, how many of the recipe's epochs, the last ones, are its own.
        build: function `(gan, images, total_steps, seed) -> GAN`, compiled, where
            `gan` is what the first stage trained and `total_steps` counts the steps
            of this stage. The new game must log what the old one did.
        callbacks: function `(epochs_before) -> list` of the Keras callbacks that
            belong to it, where `epochs_before` counts those of the first stage.
    """

    epochs: int
    build: Callable
    callbacks: Callable


@dataclasses.dataclass(frozen=True)
class Recipe:
    """A named experiment.

    Args:
        name: str, as on the command line.
        dataset: str, a name that `keras_gan.datasets.load` takes.
        epochs: int or None, passes over the training images; None for as many as make
            `steps`.
        batch_size: int, images a step.
        build: function `(images, total_steps, seed) -> GAN`, compiled, where `images`
            is a `keras_gan.datasets.ImageData`.
        callbacks: function `() -> list` of the Keras callbacks that belong to it.
        next_stage: `NextStage` or None, what follows after the first epochs.
        evaluate_every: int, epochs between two Parzen evaluations.
        evaluate_plain: bool, whether to score the un-averaged generator as well.
        num_samples: int, generated images in a Parzen window.
        sample_every: int, epochs between two exports of samples.
        contrast: float or None, the scale of a global contrast normalization of the
            images, whichever the run uses.
        schedule: str or None, which of its rules follow from the number of epochs, in
            words; told where a run is made longer, as they stay as they were.
        steps: int or None, how long it trains where `epochs` is None.
        steps_an_epoch: int or None, the steps of an epoch of a run, where that is not a
            pass over the training images, so that it takes as long with any number.
        flip: bool, whether images are mirrored at random, where the run does not say.
        has_width: bool, whether `build` takes the width of the networks.
        takes_labels: bool, whether `build` makes a game of labels, where the images
            have some, and its batches bring them. Of a folder of pictures, and where
            the recipe does not need them, `--labels` asks for it.
        needs_labels: bool, whether it cannot do without the labels of the images.
        scores: function `(gan, images, folder, seed) -> dict` or None, what is measured
            of a finished run beside Parzen scores. A score is a dict of "mean",
            "standard_error" and "ceiling", each of which may be None, of a "unit" in
            words, and of what else `metrics.json` is to say of it.
        draw: function `(gan, images, folder, seed)` or None, which writes further
            pictures of a finished run into its `RunFolder`.
        num_labels: int or None, of how many training images the labels are known, as
            many of each class, where the run does not say. Batches then have labelled
            images apart; see `datasets.batches`. Of a folder of pictures, all labels
            are used that there are.
        image_size: int or None, the side of the pictures of a folder, where the run
            does not say; None for one that fits them.
        num_scored: int or None, the test images, and the validation images, that count
            in scores at most.
    """

    name: str
    dataset: str
    epochs: int | None
    batch_size: int
    build: Callable
    callbacks: Callable = list
    next_stage: NextStage | None = None
    evaluate_every: int = 5
    evaluate_plain: bool = False
    num_samples: int = 10_000
    sample_every: int = 5
    contrast: float | None = None
    schedule: str | None = None
    steps: int | None = None
    steps_an_epoch: int | None = None
    flip: bool = False
    has_width: bool = False
    takes_labels: bool = False
    needs_labels: bool = False
    scores: Callable | None = None
    draw: Callable | None = None
    num_labels: int | None = None
    image_size: int | None = 28
    num_scored: int | None = None

    def batch_size_for(self, images):
        """The batch size: the recipe's, or all training images if there are fewer."""
        return min(self.batch_size, images.num_train)

    def steps_per_epoch(self, images):
        """Full batches in an epoch of a run."""
        return self.steps_an_epoch or self._steps_in_a_pass(images)

    def place(self, epochs_done, images):
        """Where a run stands in its images after some epochs.

        Returns:
            Dict of `initial_epoch` and `initial_step`, for `datasets.batches`.
        """
        steps = epochs_done * self.steps_per_epoch(images)
        passes, steps = divmod(steps, self._steps_in_a_pass(images))
        return {"initial_epoch": passes, "initial_step": steps}

    def epochs_for(self, images):
        """The epochs of a run that does not say how many."""
        return self.epochs or math.ceil(self.steps / self.steps_per_epoch(images))

    def _steps_in_a_pass(self, images):
        return images.num_train // self.batch_size_for(images)

    def first_stage_epochs(self, epochs):
        """Epochs of the first stage, in its share, of a run of so many epochs."""
        if self.next_stage is None:
            return epochs
        return max(1, round(epochs * (1 - self.next_stage.epochs / self.epochs)))

    def epochs_done(self, gan, images):
        """Epochs of a run that a model has seen, in all stages."""
        # Under a distribution strategy the counter does not convert to int itself.
        return int(gan.step_counter.numpy()) // self.steps_per_epoch(images)

    def scored(self, images):
        """The same images with as many validation and test images as are scored."""
        if self.num_scored is None:
            return images
        most = min(self.num_scored, LARGEST_WINDOW // math.prod(images.image_shape))
        return images.first(scored=most)

    def window_size(self, images):
        """Samples in a Parzen window: the recipe's, if there are enough images of it.

        The ceiling is scored with as many training images, so there must be that many.
        """
        most = LARGEST_WINDOW // math.prod(images.image_shape)
        return min(self.num_samples, len(images.train), most)
