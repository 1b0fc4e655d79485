"""Images split for training, for choosing, and for the final score."""

import dataclasses

import numpy as np

from keras_gan.datasets.checks import check_images
from keras_gan.datasets.contrast import GlobalContrastNormalization
from keras_gan.datasets.few_labels import few_labels
from keras_gan.datasets.file_split import PARTS, FileSplit


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class ImageData:
    """Real images in three parts that share no example.

    Train on `train`, choose (an epoch, the width of a Parzen window) on
    `validation`, report on `test`. Where there are `folds`, the report is the mean
    over them, and only the width is chosen, in each fold by itself: their images are
    those of `validation` and `test`.

    Args:
        name: str, what logs and reports call the data.
        train: float32 array `(count, height, width, channels)` in [0, 1].
        validation: array of the same kind.
        test: array of the same kind.
        folds: tuple of pairs (validation, test) of arrays of the same kind, none or at
            least two.
        contrast: `GlobalContrastNormalization` that was applied to all of the images,
            which then need not be in [0, 1], or None.
        files: `keras_gan.datasets.FileSplit` of the files that they came from, or None.
        classes: tuple of str, the names of the classes that labels count, or none.
        labels: dict from "train", "validation" and "test" to an int array `(count,)`,
            -1 where a class is unknown; empty where there are no classes.
        shares: int, of how many equal shares, each with another worker, `train` is one.

    Raises:
        TypeError: if an array is not of floating-point numbers.
        ValueError: if an array is empty, not finite, outside [0, 1], not
            four-dimensional, or of another image shape than `train`; or if `folds` is
            a single pair or holds something else than pairs.

    Example:
        >>> data = keras_gan.datasets.digits()
        >>> data.image_shape
        (8, 8, 1)
    """

    name: str
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    folds: tuple = ()
    contrast: GlobalContrastNormalization | None = None
    files: FileSplit | None = None
    classes: tuple = ()
    labels: dict = dataclasses.field(default_factory=dict)
    shares: int = 1

    def __post_init__(self):
        if np.ndim(self.train) != 4:
            raise ValueError(
                "`train` must have the shape (count, height, width, channels). "
                f"Received: train.shape={np.shape(self.train)}. Grey images "
                "without a channel axis become such by `train[..., None]`."
            )
        self._check_folds()
        parts = [(part, getattr(self, part)) for part in PARTS]
        for index, fold in enumerate(self.folds):
            parts += [
                (f"folds[{index}][{at}]", images) for at, images in enumerate(fold)
            ]
        value_range = (0, 1) if self.contrast is None else None
        for argument, images in parts:
            check_images(images, value_range, self.image_shape, argument)
        self._check_labels()

    def _check_labels(self):
        counts = {part: len(getattr(self, part)) for part in PARTS}
        lengths = {part: len(labels) for part, labels in self.labels.items()}
        if lengths != (counts if self.classes else {}):
            raise ValueError(
                "There must be a label for each image, and none without classes. "
                f"Received: {lengths or 'no'} labels of {len(self.classes)} classes, "
                f"for {counts} images."
            )
        for part, labels in self.labels.items():
            beyond = (labels < -1) | (labels >= len(self.classes))
            if np.any(beyond):
                raise ValueError(
                    "Labels count the classes from 0, or are -1 where it is unknown. "
                    f"Received: labels[{part!r}] with {labels[beyond][0]}, of "
                    f"{len(self.classes)} classes."
                )

    def _check_folds(self):
        lengths = [len(fold) for fold in self.folds]
        if len(lengths) == 1 or any(length != 2 for length in lengths):
            raise ValueError(
                "`folds` must be empty, or at least two pairs (validation, test). "
                f"Received: {len(lengths)} of lengths {lengths}."
            )

    def __repr__(self):
        folds = f", {len(self.folds)} folds" if self.folds else ""
        contrast = ", contrast-normalized" if self.contrast else ""
        classes = f", {len(self.classes)} classes" if self.classes else ""
        return (
            f"ImageData({self.name!r}: {len(self.train):,} training, "
            f"{len(self.validation):,} validation and {len(self.test):,} test "
            f"images of shape {self.image_shape}{folds}{contrast}{classes})"
        )

    @property
    def image_shape(self):
        """Tuple `(height, width, channels)` of one image."""
        return self.train.shape[1:]

    @property
    def num_train(self):
        """How many training images there are, with all workers."""
        return len(self.train) * self.shares

    def first(self, train=None, scored=None):
        """Return the same data with as many images and labels as are asked for.

        Args:
            train: int or None, the training images, the first ones.
            scored: int or None, the validation images, and the test images.
        """
        counts = dict(zip(PARTS, (train, scored, scored), strict=True))
        return dataclasses.replace(
            self,
            **{part: getattr(self, part)[:count] for part, count in counts.items()},
            labels={part: some[: counts[part]] for part, some in self.labels.items()},
        )

    def with_few_labels(self, count, seed=0):
        """Return the same data with few labels of training images.

        Args:
            count: int, how many, equally many of each class; see `few_labels`.
            seed: int, which ones.
        """
        few = few_labels(self.labels["train"], count, seed)
        return dataclasses.replace(self, labels={**self.labels, "train": few})

    def pictures(self, images):
        """Return images as they are shown.

        Args:
            images: float array `(count, ...)`, images like these, real or generated.

        Returns:
            The same images where there is no `contrast`; else float32 in [0, 1], with
            the average mean and contrast of the training images.
        """
        if self.contrast is None:
            return images
        return self.contrast.invert(images).clip(0, 1)

    def contrast_normalized(self, scale=55.0):
        """Return the same data with a global contrast normalization.

        Args:
            scale: positive float, the length of a normalized image; see
                `GlobalContrastNormalization`.

        Returns:
            `ImageData` whose parts and folds are normalized.

        Raises:
            ValueError: if the data is normalized already, or `scale` is not positive.
        """
        if self.contrast is not None:
            raise ValueError(
                "The images are contrast-normalized already. Received: "
                f"{self!r} with contrast.scale={self.contrast.scale}. Call it on the "
                "data as it was loaded."
            )
        contrast = GlobalContrastNormalization(scale).fit(self.train)
        return dataclasses.replace(
            self,
            train=contrast(self.train),
            validation=contrast(self.validation),
            test=contrast(self.test),
            folds=tuple(tuple(map(contrast, fold)) for fold in self.folds),
            contrast=contrast,
        )
