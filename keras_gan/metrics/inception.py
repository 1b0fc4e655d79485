"""InceptionV3 as a feature network, for those who can download its weights."""

import keras
import tensorflow as tf

from keras_gan.metrics.feature_network import FeatureNetwork, weights_hash

SIDE = 299  # pixels


def inception_network(weights="imagenet"):
    """The pooled features of `keras.applications.InceptionV3`, and its classes.

    Pictures are cropped to squares about their centre, resized to 299 pixels by
    bilinear interpolation, and scaled to [-1, 1]; grey ones become three channels.
    Published "FID"s are over the weights of 2015, which are other ones: the scores of
    this network compare with each other, and about with those.

    Args:
        weights: "imagenet", which Keras downloads, the path of a file of weights with
            the top, or None for random ones.

    Returns:
        A `keras_gan.metrics.FeatureNetwork` of 2,048 features and 1,000 classes.

    Raises:
        Exception: as Keras has it, if the weights cannot be downloaded.

    Reference: [Szegedy et al., 2016](https://arxiv.org/abs/1512.00567)
    """
    classifier = keras.applications.InceptionV3(weights=weights)
    both = keras.Model(
        classifier.inputs, [classifier.get_layer("avg_pool").output, classifier.output]
    )
    digest = weights_hash(classifier.get_weights())

    @tf.function(reduce_retracing=True)
    def answers(images):
        return both(prepared(images), training=False)

    return FeatureNetwork(
        lambda images: answers(images)[0],
        f"inception-v3-{digest}",
        probabilities=lambda images: answers(images)[1],
    )


def prepared(images):
    """Pictures as InceptionV3 takes them.

    Args:
        images: float tensor `(batch, height, width, 1 or 3)` in [0, 1].

    Returns:
        A float32 tensor `(batch, 299, 299, 3)` in [-1, 1].
    """
    images = tf.convert_to_tensor(images)
    height, width = images.shape[1:3]
    side = min(height, width)
    top, left = (height - side) // 2, (width - side) // 2
    images = images[:, top : top + side, left : left + side]
    if images.shape[-1] == 1:
        images = tf.repeat(images, 3, axis=-1)
    return 2 * tf.image.resize(images, (SIDE, SIDE), "bilinear") - 1
