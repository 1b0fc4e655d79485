"""Whether real and generated images may go through D in one pass."""

import keras
import numpy as np
import tensorflow as tf

from keras_gan import layers

# In each, the output of an example does not depend on the others of its batch, so that
# two batches may be passed as one. Batch normalization mixes examples, and is not here.
PER_EXAMPLE_LAYERS = (
    keras.layers.Activation,
    keras.layers.Add,
    keras.layers.AveragePooling2D,
    keras.layers.Concatenate,
    keras.layers.Conv2D,
    keras.layers.Dense,
    keras.layers.Dropout,
    keras.layers.ELU,
    keras.layers.Embedding,
    keras.layers.Flatten,
    keras.layers.GaussianNoise,
    keras.layers.GlobalAveragePooling2D,
    keras.layers.InputLayer,
    keras.layers.LeakyReLU,
    keras.layers.MaxPooling2D,
    keras.layers.ReLU,
    keras.layers.Rescaling,
    keras.layers.Reshape,
    keras.layers.ZeroPadding2D,
    layers.Bias,
    layers.ClassEmbedding,
    layers.Dropout,
    layers.LogSumExp,
    layers.Maxout,
    layers.MaxoutConv2D,
    layers.RandomShift,
    layers.DiffAugment,
    layers.ScaleGradient,
    layers.Standardize,
)


def is_per_example(network):
    """Whether a network's answer to an image depends on that image alone.

    Real and generated images then go through it in one pass, which is cheaper than
    two. Layers that are not in `PER_EXAMPLE_LAYERS`, and subclassed models, may do
    anything, and get two.

    Args:
        network: built `keras.Model`.

    Returns:
        bool, False where in doubt.
    """
    if is_plain_container(network):
        parts = getattr(network, "operations", network.layers)
        return all(map(is_per_example, parts))
    if type(network) in (layers.SpectralNormalization, layers.WeightNormalization):
        return is_per_example(network.layer)
    if type(network) is keras.layers.Concatenate:
        return network.axis == -1 or network.axis > 0  # not that of examples
    if type(network) is keras.layers.Dot:
        return 0 not in np.atleast_1d(network.axes)  # the axis of examples
    return (
        type(network) in PER_EXAMPLE_LAYERS
        and network.activity_regularizer is None
        and getattr(network, "noise_shape", None) is None
        and _is_per_example_activation(getattr(network, "activation", None))
    )


def is_plain_container(network):
    """Whether a network is a sequential or functional model, and not of a subclass."""
    # Keras has no public name for the class of functional models.
    is_container = type(network).__name__ in ("Sequential", "Functional")
    return is_container and _is_of_keras(type(network))


def _is_per_example_activation(activation):
    if isinstance(activation, keras.Layer):
        return is_per_example(activation)
    return activation is None or _is_of_keras(activation)


def _is_of_keras(thing):
    return thing.__module__.startswith("keras.")


def pass_both(judge, names):
    """A function that judges real and generated examples in one pass through D.

    Args:
        judge: function from a dict of tensors to a dict of answers.
        names: list of str, the entries that D takes.

    Returns:
        Function `(real, fake)` to the pair of answers.
    """

    def both(real, fake):
        joined = {
            name: tf.concat([real[name], tf.cast(fake[name], real[name].dtype)], axis=0)
            for name in names
        }
        answers = judge(joined)
        count = tf.shape(real[names[0]])[0]
        kind = type(answers)
        return (
            kind({name: answer[:count] for name, answer in answers.items()}),
            kind({name: answer[count:] for name, answer in answers.items()}),
        )

    return both
