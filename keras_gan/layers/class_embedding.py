"""Vectors that stand for classes, one of them for an unknown class."""

import keras

from keras_gan.arguments import check_integer


@keras.saving.register_keras_serializable(package="keras_gan")
class ClassEmbedding(keras.layers.Embedding):
    """A learned vector for each image's class, and one for an unknown class.

    Args:
        num_classes: int, how many classes there are.
        size: int, the length of a vector.
        **kwargs: the other arguments of `keras.layers.Embedding`.

    Input shape: int `(batch,)`, classes from 0 to `num_classes - 1`, or -1 where it is
        unknown. On a GPU, other numbers get a vector of zeros, on a processor an error.
    Output shape: `(batch, size)`.

    Raises:
        TypeError or ValueError: if a size is no positive integer.

    Example:
        >>> labels = keras.Input((), dtype="int32", name="labels")
        >>> vector = keras_gan.layers.ClassEmbedding(10, 64)(labels)
    """

    def __init__(self, num_classes, size, **kwargs):
        check_integer("num_classes", num_classes, 1)
        check_integer("size", size, 1)
        super().__init__(num_classes + 1, size, **kwargs)
        self.num_classes = num_classes

    def call(self, labels):
        """The vectors of classes."""
        return super().call(keras.ops.cast(labels, "int32") + 1)

    def get_config(self):
        """Returns the constructor's arguments."""
        config = super().get_config()
        del config["input_dim"], config["output_dim"]
        return {**config, "num_classes": self.num_classes, "size": self.output_dim}
