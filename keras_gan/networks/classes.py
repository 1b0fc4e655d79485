"""How networks take the classes of images: beside their inputs, or as a projection."""

import math

import keras

from keras_gan.layers import ClassEmbedding


def label_input():
    """The input "labels", int32 `(batch,)`, -1 where a class is unknown."""
    return keras.Input((), dtype="int32", name="labels")


def beside(x, labels, num_classes, size):
    """Puts a learned vector for the class of each example beside its features.

    Args:
        x: `keras.KerasTensor` `(batch, features)`, such as latents.
        labels: `keras.KerasTensor` `(batch,)`, what `label_input` returned.
        num_classes: int, how many classes there are.
        size: int, the length of a vector, whose values begin as normal ones. Beside
            latents, a long one drowns them: a class is then one image at first.

    Returns:
        A `keras.KerasTensor` `(batch, features + size)`.
    """
    as_latents = keras.initializers.RandomNormal(stddev=1.0)
    embedding = ClassEmbedding(num_classes, size, embeddings_initializer=as_latents)
    return keras.layers.Concatenate()([x, embedding(labels)])


def projected(logits, features, labels, num_classes, wrap=lambda layer: layer):
    """Adds to D's logits how much features look like the class: `<v_y, phi(x)>`.

    With logits `w . phi(x) + b` this is D(x, y) of a projection discriminator. Where
    it is optimal, `<v_y, phi(x)>` stands for `log p(y|x)` of the data over that of the
    generated images, and the other part for the ratio of images of any class. The
    vectors begin near zero, where D does not look at classes.

    Args:
        logits: `keras.KerasTensor` `(batch, 1)`, of images whatever their class.
        features: `keras.KerasTensor` `(batch, features)`, phi(x); or `(batch, height,
            width, features)`, whose sum over places is phi(x). A mean would have the
            vectors learn as much slower than w, as there are places.
        labels: `keras.KerasTensor` `(batch,)`, what `label_input` returned.
        num_classes: int, how many classes there are.
        wrap: function from a layer to what takes its place, such as
            `keras_gan.layers.SpectralNormalization` where D's kernels are normalized.

    Returns:
        A `keras.KerasTensor` `(batch, 1)`, in float32.

    Reference: [Miyato and Koyama, 2018](https://arxiv.org/abs/1802.05637)
    """
    _, *places, size = features.shape
    if places:
        mean = keras.layers.GlobalAveragePooling2D(dtype="float32")(features)
        features = keras.layers.Rescaling(math.prod(places), dtype="float32")(mean)
    near_zero = keras.initializers.RandomNormal(stddev=1e-3)
    embedding = ClassEmbedding(num_classes, size, embeddings_initializer=near_zero)
    vectors = wrap(embedding)(labels)
    likeness = keras.layers.Dot(1, dtype="float32")([features, vectors])
    return keras.layers.Add(dtype="float32")([logits, likeness])
