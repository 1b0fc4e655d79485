"""Whether a network's answer to an image depends on that image alone."""

import keras

from keras_gan import layers

# Of each, the outputs of a row follow from that row, so that two batches may be passed
# as one. Batch normalization, which mixes rows, is not among them.
ROW_BY_ROW = (
    keras.layers.Activation,
    keras.layers.AveragePooling2D,
    keras.layers.Conv2D,
    keras.layers.Dense,
    keras.layers.Dropout,
    keras.layers.ELU,
    keras.layers.Flatten,
    keras.layers.GaussianNoise,
    keras.layers.GlobalAveragePooling2D,
    keras.layers.InputLayer,
    keras.layers.LayerNormalization,
    keras.layers.LeakyReLU,
    keras.layers.MaxPooling2D,
    keras.layers.ReLU,
    keras.layers.Rescaling,
    keras.layers.Reshape,
    keras.layers.ZeroPadding2D,
    layers.Dropout,
    layers.Maxout,
    layers.MaxoutConv2D,
    layers.RandomShift,
)


def treats_images_alone(network):
    """Whether real and generated images may go through a network in one pass.

    That is cheaper than two, and the same as far as is known: layers of other classes
    than Keras' and this package's, and subclassed models, may do anything, and get two.

    Args:
        network: built `keras.Model`.

    Returns:
        bool, False where in doubt.
    """
    if _is_plain_container(network):
        parts = getattr(network, "operations", network.layers)
        return all(map(treats_images_alone, parts))
    is_known = type(network) in ROW_BY_ROW
    return is_known and network.activity_regularizer is None


def _is_plain_container(network):
    """Whether it is a sequential or functional model, and not of a subclass."""
    # Keras has no public name for the class of functional models.
    of_keras = type(network).__module__.startswith("keras.")
    return of_keras and type(network).__name__ in ("Sequential", "Functional")
