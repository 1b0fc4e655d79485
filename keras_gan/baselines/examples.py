"""Baselines that hand out training images, as they are or averaged."""

import numpy as np


def training_images(images, num_samples, seed):
    """Training images as if they were samples: the ceiling.

    With equal seeds they are those that `keras_gan.metrics.parzen_ceiling` scores.

    Args:
        images: float32 array `(count, height, width, channels)`.
        num_samples: int, from 1 to `count`.
        seed: int, decides which.

    Returns:
        float32 array `(num_samples, height, width, channels)`, in their order.

    Raises:
        ValueError: if there are fewer images than `num_samples`.
    """
    if not 1 <= num_samples <= len(images):
        raise ValueError(
            "`num_samples` must be between 1 and the number of images, as no image "
            f"is handed out twice. Received: num_samples={num_samples}, and "
            f"{len(images):,} images."
        )
    chosen = np.random.default_rng(seed).permutation(len(images))[:num_samples]
    return images[np.sort(chosen)].astype("float32")


def kmeans(images, num_samples, seed, epochs=5):
    """Centroids of k-means with k = `num_samples`, one sample each.

    They are averages of training images that look alike, hence smoother than those,
    and are known to score more than real images. They begin as the images of
    `training_images`. A centroid that no minibatch comes near to stays one.

    The cost is `(epochs + 1) * count * num_samples` multiplications a pixel: a minute
    or two for 10,000 of 50,000 images of MNIST.

    Args:
        images: float32 array `(count, height, width, channels)`.
        num_samples: int, from 1 to `count`.
        seed: int, of the first centroids and of the minibatches.
        epochs: int; minibatches hold `epochs * count` images in all, drawn at random.

    Returns:
        float32 array `(num_samples, height, width, channels)`.

    Raises:
        ValueError: if there are fewer images than `num_samples`.

    Reference: [Theis et al., 2015](https://arxiv.org/abs/1511.01844), section 3.2
    """
    from sklearn.cluster import MiniBatchKMeans  # takes a second to import

    centroids = training_images(images, num_samples, seed)
    model = MiniBatchKMeans(
        num_samples,
        init=centroids.reshape(num_samples, -1),
        n_init=1,
        max_iter=epochs,
        batch_size=4096,
        max_no_improvement=None,
        reassignment_ratio=0,
        random_state=seed,
    )
    model.fit(images.reshape(len(images), -1))
    return model.cluster_centers_.reshape(centroids.shape).astype("float32")
