"""Random augmentation that gradients pass through, for what a discriminator sees."""

import math

import keras
import numpy as np
import tensorflow as tf

from keras_gan.arguments import check_number
from keras_gan.layers.compiled import compiled
from keras_gan.layers.random_shift import _moved

# Least, largest and neutral strength, for images in [-1, 1].
COLORS = {
    "brightness": (-0.5, 0.5, 0.0),
    "saturation": (0.0, 2.0, 1.0),
    "contrast": (0.5, 1.5, 1.0),
}
AUGMENTATIONS = (*COLORS, "translation", "cutout")
POLICIES = {"color": [*COLORS], **{name: [name] for name in AUGMENTATIONS}}


@keras.saving.register_keras_serializable(package="keras_gan")
class DiffAugment(keras.layers.Layer):
    """Changes images at random, in training, so that D cannot learn them by heart.

    For few training images, at the front of a discriminator: real and generated images
    pass it alike, in both players' updates, and so does G's gradient. Each image gets,
    in this order and each with `probability`:

    - `brightness`: a constant is added, of at most a quarter of the value range.
    - `saturation`: each pixel's difference from its mean over channels is multiplied
      by 0 to 2. Images with one channel stay as they are.
    - `contrast`: the difference from the image's mean is multiplied by 0.5 to 1.5.
    - `translation`: the image moves by whole pixels, up to an eighth of each side.
    - `cutout`: a rectangle of half of each side, whose middle lies anywhere in the
      image, is covered.

    What moves in or is covered has the middle of the value range, as in the reference.
    Lengths are rounded to whole pixels. Values may leave the range. Gradient penalties
    look at images before augmentation. In `evaluate`, nothing changes.

    Args:
        policy: list of names, or str of names with commas between, out of those above
            and "color" for the first three.
        probability: float in [0, 1]. The layer's `probability` is a variable of this
            initial value, which is saved with the weights and may change during `fit`.
        value_range: pair of floats, the least and largest value of an image.
        seed: int, the seed of all draws.
        **kwargs: the other arguments of `keras.layers.Layer`.

    Input shape: `(batch, height, width, channels)`. Output shape: the same.

    Raises:
        ValueError: if an argument is unknown or out of range, or an input is not of
            rank four or of unknown size.

    Example:
        >>> layer = keras_gan.layers.DiffAugment("color,cutout", seed=0)
        >>> layer(keras.ops.ones((8, 32, 32, 3)), training=True).shape
        TensorShape([8, 32, 32, 3])

    Reference: [Zhao et al., 2020](https://arxiv.org/abs/2006.10738)
    """

    def __init__(
        self,
        policy=("color", "translation", "cutout"),
        probability=1.0,
        value_range=(0, 1),
        seed=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.policy = _augmentations_of(policy)
        self.initial_probability = check_number(
            "probability", probability, "between 0 and 1", lambda p: 0 <= p <= 1
        )
        self.value_range = _checked_range(value_range)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)
        self.input_spec = keras.layers.InputSpec(ndim=4)
        self.probability = self.add_weight(
            name="probability",
            shape=(),
            dtype="float32",
            initializer=keras.initializers.Constant(self.initial_probability),
            trainable=False,
            autocast=False,
        )

    def build(self, input_shape):  # noqa: D102
        if None in input_shape[1:]:
            raise ValueError(
                "DiffAugment takes images of known height, width and channels. "
                f"Received: input_shape={tuple(input_shape)}."
            )

    def call(self, inputs, training=False):  # noqa: D102
        images = tf.cast(inputs, self.compute_dtype)
        if not training:
            return images
        draws = self._draws(tf.shape(images)[0])
        sides = np.array(images.shape[1:3], "float32")[:, None]
        if any(name in COLORS for name in self.policy):
            images = self._recolor(images, draws)
        if "translation" in self.policy:
            images = self._translate(images, sides, *draws["translation"])
        if "cutout" in self.policy:
            images = self._cut(images, sides, *draws["cutout"])
        return tf.ensure_shape(images, inputs.shape)

    def _draws(self, count):
        """By augmentation: which images it changes, and two numbers in [0, 1)."""
        shape = (len(AUGMENTATIONS), 3, count)
        uniform = keras.random.uniform(shape, dtype="float32", seed=self.seed_generator)
        draws = zip(AUGMENTATIONS, tf.unstack(uniform), strict=True)
        p = self.probability.value
        return {n: ((u[0] < p) & (n in self.policy), u[1:]) for n, u in draws}

    def _recolor(self, images, draws):
        strengths = []
        for name, (least, largest, neutral) in COLORS.items():
            chosen, shares = draws[name]
            drawn = least + (largest - least) * shares[0]
            strengths.append(tf.where(chosen, drawn, neutral))
        low, high = self.value_range
        strengths[0] *= (high - low) / 2  # [-1, 1] has length 2
        return _recolored(images, *strengths)

    def _translate(self, images, sides, chosen, shares):
        reaches = np.floor(sides / 8 + 0.5)
        offsets = tf.floor(shares * (2 * reaches + 1)) - reaches
        offsets = tf.where(chosen, offsets, 0.0)
        from_zero = tf.cast(tf.transpose(offsets + reaches.max()), tf.int32)
        moved = _moved(images, from_zero, int(reaches.max()))
        inside = _rectangles(-offsets, sides, sides)
        return _filled(moved, inside, sum(self.value_range) / 2)

    def _cut(self, images, sides, chosen, shares):
        lengths = np.floor(sides / 2 + 0.5)
        # The middle is a pixel; if the length is even, a line between two or the edge.
        starts = tf.floor(shares * (sides + 1 - lengths % 2)) - lengths // 2
        covered = _rectangles(starts, lengths, sides) & chosen[:, None, None, None]
        return _filled(images, ~covered, sum(self.value_range) / 2)

    def compute_output_shape(self, input_shape):  # noqa: D102
        return input_shape

    def get_config(self):  # noqa: D102
        return {
            **super().get_config(),
            "policy": list(self.policy),
            "probability": self.initial_probability,
            "value_range": list(self.value_range),
            "seed": self.seed,
        }


def _recolored(images, brightness, saturation, contrast):
    """Images with other colors, by strengths of shape `(batch,)`.

    Without brightness it is linear and symmetric, and so its own gradient.
    """

    @tf.custom_gradient
    def recolor(images):
        colors = _colors(images, brightness, saturation, contrast)
        none = tf.zeros_like(brightness)
        return colors, lambda upstream: _recolored(upstream, none, saturation, contrast)

    return recolor(images)


# Compiled, it is two passes over memory, and not nine.
@compiled
def _colors(images, *strengths):
    brightness, saturation, contrast = (s[:, None, None, None] for s in strengths)
    wide = tf.cast(images, tf.float32)
    grey = tf.reduce_mean(wide, axis=-1, keepdims=True)
    level = tf.reduce_mean(grey, axis=[1, 2], keepdims=True)
    colors = contrast * (saturation * wide + (1 - saturation) * grey)
    return tf.cast(colors + (1 - contrast) * level + brightness, images.dtype)


@compiled
def _filled(images, visible, value):
    return tf.where(visible, images, tf.constant(value, images.dtype))


def _rectangles(starts, lengths, sides):
    """Where rectangles lie: booleans `(batch, height, width, 1)`."""
    starts = tf.unstack(starts[..., None])
    places = [tf.range(*n) - start for n, start in zip(sides, starts, strict=True)]
    rows, columns = ((0 <= x) & (x < n) for x, n in zip(places, lengths, strict=True))
    return rows[:, :, None, None] & columns[:, None, :, None]


def _augmentations_of(policy):
    names = policy.split(",") if isinstance(policy, str) else policy
    chosen = [POLICIES.get(str(name).strip(), [None]) for name in names]
    chosen = {augmentation for each in chosen for augmentation in each}
    if None in chosen or not chosen:
        raise ValueError(
            f"`policy` must list names out of {[*POLICIES]}, or be a string of them "
            f"with commas between. Received: policy={policy!r}."
        )
    return tuple(name for name in AUGMENTATIONS if name in chosen)


def _checked_range(value_range):
    low, high = map(float, value_range)
    if not -math.inf < low < high < math.inf:
        raise ValueError(
            "`value_range` must be the least and the largest value of an image. "
            f"Received: value_range={value_range!r}."
        )
    return low, high
