"""Global contrast normalization, as for CIFAR-10 in the 2014 paper."""

import dataclasses

import numpy as np

from keras_gan.datasets.checks import check_images

# Shorter images are even: one grey level of 255 in one pixel is four times as much.
SMALLEST_NORM = 1e-3
IMAGES_AT_A_TIME = 128


@dataclasses.dataclass(frozen=True)
class GlobalContrastNormalization:
    """Brings every image to mean 0 and to one length, whatever its light.

    Over all pixels and channels of an image x with mean m: `(x - m) / |x - m| * scale`.
    Images that are even to within rounding come to about zero. As the mean and the
    length of an image are lost, `invert` needs them; for generated images, which have
    none, it takes the average of the training images that `fit` was called with.

    Args:
        scale: positive float, the Euclidean length of a normalized image. The paper's
            55 gives the 3,072 values of CIFAR-10 a standard deviation of 0.99.
        mean: float, what `invert` takes for the mean of an image by default.
        norm: float, what `invert` takes for the length of an image by default.

    Raises:
        ValueError: if `scale` is not positive.

    Example:
        >>> contrast = GlobalContrastNormalization(55.0).fit(data.train)
        >>> normalized = contrast(data.train)
        >>> shown = contrast.invert(gan.sample(64))
    """

    scale: float = 55.0
    mean: float | None = None
    norm: float | None = None

    def __post_init__(self):
        if not self.scale > 0:
            raise ValueError(
                "`scale` must be positive, it is the length of a normalized image. "
                f"Received: scale={self.scale}. The paper's is 55."
            )

    def fit(self, images):
        """Return a normalization of the same scale that knows an average image.

        Args:
            images: float array `(count, ...)`, training images.

        Returns:
            `GlobalContrastNormalization` with the average `mean` and `norm`.
        """
        means, norms = self.statistics(images)
        return dataclasses.replace(
            self, mean=float(means.mean()), norm=float(norms.mean())
        )

    def statistics(self, images):
        """Return what the normalization takes from images.

        Args:
            images: float array `(count, ...)`.

        Returns:
            float64 arrays `(count,)` and `(count,)`: the mean of each image, and its
            Euclidean length without it, which is never less than 0.001.

        Raises:
            TypeError: if the images are not floating-point numbers.
            ValueError: if they are empty or not finite.
        """
        images = np.asarray(images)
        check_images(images)
        flat = images.reshape(len(images), -1)
        pairs = [_means_and_norms(flat[rows]) for rows in _blocks(len(flat))]
        means, norms = zip(*pairs, strict=True)
        return np.concatenate(means), np.concatenate(norms)

    def __call__(self, images):
        """Return normalized images.

        Args:
            images: float array `(count, ...)`; it is left as it is.

        Returns:
            float32 array of the same shape.

        Raises:
            TypeError: if the images are not floating-point numbers.
            ValueError: if they are empty or not finite.
        """
        check_images(images)
        normalized = np.array(images, "float32", order="C")
        flat = normalized.reshape(len(normalized), -1)
        for rows in _blocks(len(flat)):
            means, norms = _means_and_norms(flat[rows])
            flat[rows] -= means[:, None]
            flat[rows] *= self.scale / norms[:, None]
        return normalized

    def invert(self, images, means=None, norms=None):
        """Return images as they were before.

        Args:
            images: float array `(count, ...)`, normalized images, or generated ones.
            means: float or array `(count,)`, as `statistics` gives it.
            norms: float or array `(count,)`, as `statistics` gives it.

        Returns:
            float32 array of the same shape.

        Raises:
            ValueError: if `means` or `norms` is not given and not known from `fit`.
        """
        means = self.mean if means is None else means
        norms = self.norm if norms is None else norms
        if means is None or norms is None:
            raise ValueError(
                "The means and lengths of the images are needed to invert a contrast "
                f"normalization. Received: means={means}, norms={norms}. Pass them, or "
                "call `fit` with training images to have their average taken."
            )
        inverted = np.array(images, "float32", order="C")
        flat = inverted.reshape(len(inverted), -1)
        flat *= np.reshape(norms, (-1, 1)) / self.scale
        flat += np.reshape(means, (-1, 1))
        return inverted


def _means_and_norms(flat):
    """Means and lengths of images `(count, values)`, in float64."""
    means = flat.mean(axis=1, dtype="float64")
    centred = flat - means[:, None]
    norms = np.sqrt(np.einsum("ij,ij->i", centred, centred))
    return means, np.maximum(norms, SMALLEST_NORM)


def _blocks(count):
    return [
        slice(at, at + IMAGES_AT_A_TIME) for at in range(0, count, IMAGES_AT_A_TIME)
    ]
