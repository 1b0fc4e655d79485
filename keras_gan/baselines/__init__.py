"""What a score means: samples of models that are simpler than a GAN.

Score them with the protocol that scores a GAN. Each is a function
`(images, num_samples, seed) -> samples`, where images and samples are float32 arrays
`(count, height, width, channels)`.
"""

from keras_gan.baselines.examples import kmeans, training_images
from keras_gan.baselines.gaussians import gaussian, mean_image, pca_gaussian
from keras_gan.baselines.variational_autoencoder import (
    VariationalAutoencoder,
    trained_autoencoder,
    variational_autoencoder,
)

BASELINES = {
    "training_images": training_images,
    "mean_image": mean_image,
    "gaussian": gaussian,
    "pca_gaussian": pca_gaussian,
    "kmeans": kmeans,
    "variational_autoencoder": variational_autoencoder,
}

__all__ = [
    "BASELINES",
    "VariationalAutoencoder",
    "gaussian",
    "kmeans",
    "mean_image",
    "pca_gaussian",
    "trained_autoencoder",
    "training_images",
    "variational_autoencoder",
]
