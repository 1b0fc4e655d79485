"""Reconstruction by principal components, which an encoder is held against."""

import numpy as np

from keras_gan.arguments import check_integer


def pca_reconstructions(train, images, num_components):
    """Projects images onto the leading principal components of the training images.

    The best linear encoder and decoder for the squared error, with codes of as many
    numbers: `m + V V^T (x - m)`.

    Args:
        train: float array `(count, ...)`, the images that the components are of.
        images: float array `(num_images, ...)` of the same shape each.
        num_components: int, the length of a code.

    Returns:
        A float32 array like `images`; its values may leave the images' range.

    Raises:
        ValueError: if there are fewer training images, or values in one, than
            components.
    """
    from sklearn.decomposition import PCA  # takes a second to import

    check_integer("num_components", num_components, minimum=1)
    flat = np.asarray(train).reshape(len(train), -1)
    if num_components > min(flat.shape):
        raise ValueError(
            "There must be as many images, and values in one, as components. Received: "
            f"num_components={num_components}, train.shape={np.shape(train)}."
        )
    pca = PCA(num_components, svd_solver="covariance_eigh").fit(flat.astype("float64"))
    codes = pca.transform(np.asarray(images).reshape(len(images), -1))
    return pca.inverse_transform(codes).reshape(np.shape(images)).astype("float32")
