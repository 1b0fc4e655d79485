"""A number that was measured, with how far it may be off."""

import typing

import numpy as np


class Estimate(typing.NamedTuple):
    """A mean and its standard error.

    Args:
        mean: float.
        standard_error: float; NaN where it is not known, as of a single value.

    Example:
        >>> Estimate.of([1.0, 2.0, 3.0])
        Estimate(mean=2.0, standard_error=0.5773502691896258)
    """

    mean: float
    standard_error: float

    @classmethod
    def of(cls, values):
        """The mean of independent values, `std(ddof=1) / sqrt(n)` off.

        Args:
            values: float array `(count,)`.
        """
        values = np.asarray(values, "float64")
        error = values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.nan
        return cls(float(values.mean()), float(error))
