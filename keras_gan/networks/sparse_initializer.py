"""Weights of which each unit has a few that are not zero."""

import math
import random

import keras
import numpy as np

from keras_gan.arguments import check_integer


@keras.saving.register_keras_serializable(package="keras_gan")
class SparseInitializer(keras.initializers.Initializer):
    """Gives each unit the same number of normal weights, and zeros elsewhere.

    A unit's total input then does not grow with the width of the layer below. The
    output layer of the 2014 paper's generator of faces begins like this.

    Args:
        num_nonzero: int, how many weights of a unit are not zero; all of them where a
            unit has fewer inputs.
        stddev: float, the standard deviation of these weights, whose mean is zero.
        seed: int; by default each instance has a seed of its own, which follows
            `keras.utils.set_random_seed`.

    Raises:
        ValueError: if `num_nonzero` is not a positive integer.

    Reference: [Martens, 2010](https://www.cs.toronto.edu/~jmartens/docs/Deep_HessianFree.pdf)
    """

    def __init__(self, num_nonzero=100, stddev=1.0, seed=None):
        self.num_nonzero = check_integer("num_nonzero", num_nonzero, 1)
        self.stddev = stddev
        self.seed = seed
        self._drawn_seed = random.randrange(2**31) if seed is None else seed

    def __call__(self, shape, dtype=None):  # noqa: D102
        generator = np.random.default_rng(self._drawn_seed)
        inputs, units = math.prod(shape[:-1]), shape[-1]
        count = min(self.num_nonzero, inputs)
        # The places of the smallest of random numbers are random places.
        places = generator.random((units, inputs), "float32")
        places = np.argpartition(places, count - 1, axis=1)[:, :count]
        weights = np.zeros((units, inputs), "float32")
        values = generator.normal(0.0, self.stddev, (units, count))
        np.put_along_axis(weights, places, values, axis=1)
        weights = np.reshape(weights.T, shape)
        return keras.ops.convert_to_tensor(weights, dtype=dtype)

    def get_config(self):  # noqa: D102
        return {
            "num_nonzero": self.num_nonzero,
            "stddev": self.stddev,
            "seed": self.seed,
        }
