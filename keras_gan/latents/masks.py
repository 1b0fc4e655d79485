"""Mask distributions: which pixels of an image are known, drawn statelessly.

A mask is one where a pixel is known and zero in the hole, with one channel.
"""

import keras
import tensorflow as tf

from keras_gan.arguments import check_number

SIDES = ("left", "right", "top", "bottom")


class MaskDistribution:
    """A distribution over masks; the base class of those below.

    Subclass it, and register the subclass with Keras, for masks of your own.
    """

    def __call__(self, count, image_shape, seed):
        """Draws masks.

        Args:
            count: int or scalar tensor, how many.
            image_shape: tuple `(height, width, channels)` of the images.
            seed: integer tensor of shape `(2,)`; equal seeds give equal masks.

        Returns:
            A float32 tensor `(count, height, width, 1)`, 1 where a pixel is known.
        """
        raise TypeError(
            "A mask distribution must define `__call__(count, image_shape, seed)`. "
            f"Received: {type(self).__name__}, which does not."
        )

    def get_config(self):
        """Returns the constructor's arguments."""
        return {}

    @classmethod
    def from_config(cls, config):
        """Makes the distribution from `get_config()`'s dictionary."""
        return cls(**config)


@keras.saving.register_keras_serializable(package="keras_gan")
class Halves(MaskDistribution):
    """Hides one half of each image, any of `hidden` as often as the others.

    Of an odd number of rows or columns, the one in the middle is known.

    Args:
        hidden: str or sequence of str, of "left", "right", "top" and "bottom".

    Raises:
        ValueError: if a side is none of these.

    Example:
        >>> right = keras_gan.latents.masks.Halves("right")
        >>> right(1, (2, 4, 1), (0, 0))[0, :, :, 0].numpy()
        array([[1., 1., 0., 0.],
               [1., 1., 0., 0.]], dtype=float32)
    """

    def __init__(self, hidden=SIDES):
        self.hidden = [hidden] if isinstance(hidden, str) else list(hidden)
        if not self.hidden or not {*self.hidden} <= {*SIDES}:
            raise ValueError(
                f"`hidden` must be one or several of {SIDES}. Received: {hidden=}."
            )

    def __call__(self, count, image_shape, seed):  # noqa: D102
        height, width, _ = image_shape
        hidden = {
            "left": _span(0, width // 2, width)[None, :],
            "right": _span(width - width // 2, width, width)[None, :],
            "top": _span(0, height // 2, height)[:, None],
            "bottom": _span(height - height // 2, height, height)[:, None],
        }
        holes = [tf.broadcast_to(hidden[s], (height, width)) for s in self.hidden]
        which = _choices(count, len(holes), seed)
        return _known(tf.gather(tf.stack(holes), which))

    def get_config(self):  # noqa: D102
        return {"hidden": self.hidden}


@keras.saving.register_keras_serializable(package="keras_gan")
class Boxes(MaskDistribution):
    """Hides a rectangle of each image, of any size between two and at any place.

    Args:
        smallest: float in (0, 1], the least share of the height, and of the width.
        largest: float in (0, 1], the greatest share.

    Raises:
        ValueError: if a share is none, or `smallest` is above `largest`.
    """

    def __init__(self, smallest=0.25, largest=0.75):
        self.smallest = _share("smallest", smallest)
        self.largest = _share("largest", largest)
        if not 0 < self.smallest <= self.largest:
            raise ValueError(
                "A box has sides above zero, `smallest` at most `largest`. Received: "
                f"{smallest=}, {largest=}."
            )

    def __call__(self, count, image_shape, seed):  # noqa: D102
        draws = tf.random.stateless_uniform((4, count), seed)
        rows = self._interval(draws[0], draws[1], image_shape[0])
        columns = self._interval(draws[2], draws[3], image_shape[1])
        return _known(rows[:, :, None] & columns[:, None, :])

    def _interval(self, length, start, size):
        """Which of `size` places lie in an interval, for each image."""
        length = self.smallest + length * (self.largest - self.smallest)
        length = tf.maximum(tf.round(length * size), 1.0)
        start = tf.floor(start * (size - length + 1.0))[:, None]
        places = tf.range(size, dtype="float32")
        return (places >= start) & (places < start + length[:, None])

    def get_config(self):  # noqa: D102
        return {"smallest": self.smallest, "largest": self.largest}


@keras.saving.register_keras_serializable(package="keras_gan")
class Pixels(MaskDistribution):
    """Hides pixels at random, a share of them that is drawn for each image.

    Args:
        fewest: float in [0, 1], the least share of pixels that are known.
        most: float in [0, 1], the greatest share.

    Raises:
        ValueError: if a share is none, or `fewest` is above `most`.
    """

    def __init__(self, fewest=0.0, most=1.0):
        self.fewest, self.most = _share("fewest", fewest), _share("most", most)
        if self.fewest > self.most:
            raise ValueError(
                f"`fewest` must be at most `most`. Received: {fewest=}, {most=}."
            )

    def __call__(self, count, image_shape, seed):  # noqa: D102
        height, width, _ = image_shape
        draws = tf.random.stateless_uniform((count, height * width + 1), seed)
        known = self.fewest + draws[:, :1] * (self.most - self.fewest)
        return _known(tf.reshape(draws[:, 1:] >= known, (-1, height, width)))

    def get_config(self):  # noqa: D102
        return {"fewest": self.fewest, "most": self.most}


@keras.saving.register_keras_serializable(package="keras_gan")
class Nothing(MaskDistribution):
    """Hides all of each image: what is drawn then is a whole image."""

    def __call__(self, count, image_shape, seed):  # noqa: D102
        return tf.zeros((count, *image_shape[:2], 1))


@keras.saving.register_keras_serializable(package="keras_gan")
class Mixture(MaskDistribution):
    """Draws each mask from one of several distributions.

    Args:
        parts: sequence of `MaskDistribution`, or of what `get` takes for one.
        weights: sequence of float, how often each is drawn from, in any unit; by
            default all alike.

    Raises:
        ValueError: if there are no parts, or not a weight above zero for each.

    Example:
        >>> masks = Mixture([Halves(), Nothing()], [4, 1])
    """

    def __init__(self, parts, weights=None):
        self.parts = [get(part) for part in parts]
        self.weights = [1.0] * len(self.parts) if weights is None else [*weights]
        if not self.parts or len(self.weights) != len(self.parts):
            raise ValueError(
                "A mixture has parts, and a weight for each. Received: "
                f"{len(self.parts)} parts and {weights=}."
            )
        for weight in self.weights:
            check_number("weights", weight, "numbers above zero", lambda w: w > 0)

    def __call__(self, count, image_shape, seed):  # noqa: D102
        seeds = [_fold(seed, number) for number in range(len(self.parts) + 1)]
        drawn = [
            part(count, image_shape, own)
            for part, own in zip(self.parts, seeds[1:], strict=True)
        ]
        point = tf.random.stateless_uniform((count,), seeds[0], 0.0, sum(self.weights))
        ends = tf.cumsum(tf.constant(self.weights, "float32"))[:-1]
        which = tf.reduce_sum(tf.cast(point[:, None] >= ends, "int32"), axis=1)
        return tf.gather(tf.stack(drawn, axis=1), which, axis=1, batch_dims=1)

    def get_config(self):  # noqa: D102
        serialize = keras.saving.serialize_keras_object
        return {"parts": [serialize(p) for p in self.parts], "weights": self.weights}


def half(image_shape, hidden):
    """A mask that hides one half of an image.

    Args:
        image_shape: tuple `(height, width, channels)`.
        hidden: str, "left", "right", "top" or "bottom".

    Returns:
        A float32 array `(height, width, 1)`, 1 where a pixel is known.
    """
    return Halves(hidden)(1, image_shape, (0, 0))[0].numpy()


def any_subset():
    """Halves, boxes and random pixels, and one mask in eight with nothing known."""
    return Mixture([Halves(), Boxes(), Pixels(), Nothing()], [3.0, 2.0, 2.0, 1.0])


MASKS = {
    "any": any_subset,
    "boxes": Boxes,
    "halves": Halves,
    "nothing": Nothing,
    "pixels": Pixels,
}


def get(masks):
    """Returns the mask distribution for a name, a configuration, or itself.

    Args:
        masks: str, one of `MASKS`; a `MaskDistribution`; or its configuration.

    Raises:
        ValueError: if the name is unknown.
        TypeError: if it is none of these.
    """
    if isinstance(masks, dict):
        masks = keras.saving.deserialize_keras_object(masks)
    if isinstance(masks, str) and masks not in MASKS:
        raise ValueError(
            f"Unknown masks. Expected one of {sorted(MASKS)} or a `MaskDistribution`. "
            f"Received: {masks=}."
        )
    masks = MASKS[masks]() if isinstance(masks, str) else masks
    if not isinstance(masks, MaskDistribution):
        raise TypeError(
            f"`masks` must be one of {sorted(MASKS)} or a `MaskDistribution`. "
            f"Received: {masks=}."
        )
    return masks


def _known(hole):
    """Masks `(count, height, width, 1)` of holes, which are boolean."""
    return tf.cast(~hole, "float32")[..., None]


def _span(start, stop, size):
    places = tf.range(size)
    return (places >= start) & (places < stop)


def _choices(count, number, seed):
    return tf.random.stateless_uniform((count,), seed, 0, number, dtype="int32")


def _fold(seed, number):
    return tf.random.experimental.stateless_fold_in(seed, number)


def _share(name, value):
    return check_number(name, value, "a share in [0, 1]", lambda v: 0 <= v <= 1)
