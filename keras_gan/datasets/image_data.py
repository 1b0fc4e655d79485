"""Images split for training, for choosing, and for the final score."""

import dataclasses

import numpy as np

from keras_gan.datasets.checks import check_images


@dataclasses.dataclass(frozen=True, eq=False, repr=False)
class ImageData:
    """Real images in three parts that share no example.

    Train on `train`, choose (an epoch, the width of a Parzen window) on
    `validation`, report on `test`.

    Args:
        name: str, what logs and reports call the data.
        train: float32 array `(count, height, width, channels)` in [0, 1].
        validation: array of the same kind.
        test: array of the same kind.

    Raises:
        TypeError: if an array is not of floating-point numbers.
        ValueError: if an array is empty, not finite, outside [0, 1], not
            four-dimensional, or of another image shape than `train`.

    Example:
        >>> data = keras_gan.datasets.digits()
        >>> data.image_shape
        (8, 8, 1)
    """

    name: str
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray

    def __post_init__(self):
        if np.ndim(self.train) != 4:
            raise ValueError(
                "`train` must have the shape (count, height, width, channels). "
                f"Received: train.shape={np.shape(self.train)}. Grey images "
                "without a channel axis become such by `train[..., None]`."
            )
        for part in ("train", "validation", "test"):
            check_images(getattr(self, part), (0, 1), self.image_shape, part)

    def __repr__(self):
        return (
            f"ImageData({self.name!r}: {len(self.train):,} training, "
            f"{len(self.validation):,} validation and {len(self.test):,} test "
            f"images of shape {self.image_shape})"
        )

    @property
    def image_shape(self):
        """Tuple `(height, width, channels)` of one image."""
        return self.train.shape[1:]
