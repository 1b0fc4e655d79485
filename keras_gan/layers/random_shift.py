"""Random translation of the images a discriminator sees."""

import keras
import tensorflow as tf

from keras_gan.arguments import check_integer
from keras_gan.layers.compiled import compiled


@keras.saving.register_keras_serializable(package="keras_gan")
class RandomShift(keras.layers.Layer):
    """Moves images by up to `max_shift` pixels, in training.

    At the front of a discriminator it keeps D from learning the training images by
    heart: real and generated images pass it alike, so what D has to tell apart stays
    the same, and G gets its gradient through the shift. Each image moves by an offset
    of its own; what moves in is zero.

    Args:
        max_shift: int, the most pixels an image moves up, down, left or right.
        seed: int, the seed of the offsets.
        **kwargs: the other arguments of `keras.layers.Layer`.

    Input shape: `(batch, height, width, channels)`. Output shape: the same.

    Raises:
        ValueError: if `max_shift` is not a positive integer, or an input is not of
            rank four.

    Example:
        >>> layer = keras_gan.layers.RandomShift(1)
        >>> layer(keras.ops.ones((8, 28, 28, 1)), training=True).shape
        TensorShape([8, 28, 28, 1])

    Reference: [Zhao et al., 2020](https://arxiv.org/abs/2006.10738)
    """

    def __init__(self, max_shift, seed=None, **kwargs):
        super().__init__(**kwargs)
        expected = "a positive integer, in pixels"
        self.max_shift = check_integer("max_shift", max_shift, 1, expected)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.input_spec = keras.layers.InputSpec(ndim=4)
        self.built = True

    def call(self, inputs, training=False):  # noqa: D102
        if not training:
            return inputs
        offsets = keras.random.randint(
            (tf.shape(inputs)[0], 2),
            0,
            2 * self.max_shift + 1,
            seed=self.seed_generator,
        )
        return tf.ensure_shape(_moved(inputs, offsets, self.max_shift), inputs.shape)

    def compute_output_shape(self, input_shape):  # noqa: D102
        return input_shape

    def get_config(self):  # noqa: D102
        return {**super().get_config(), "max_shift": self.max_shift, "seed": self.seed}


def _moved(images, offsets, reach):
    """Images cut out of images with a margin, each at its offset.

    The gradient is what moves back: one pass more, where TensorFlow's own would add up
    what it scatters.
    """

    @tf.custom_gradient
    def move(images):
        moved = _cut_out(images, offsets, reach)
        return moved, lambda gradient: _moved(gradient, 2 * reach - offsets, reach)

    return move(images)


# Compiled, it is one pass over memory, and not three.
@compiled
def _cut_out(images, offsets, reach):
    _, height, width, _ = images.shape
    padded = tf.pad(images, [(0, 0), (reach, reach), (reach, reach), (0, 0)])
    rows = tf.range(height) + offsets[:, :1]
    columns = tf.range(width) + offsets[:, 1:]
    cut = tf.gather(padded, rows, axis=1, batch_dims=1)
    return tf.gather(cut, columns, axis=2, batch_dims=1)
