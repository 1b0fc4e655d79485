"""Adversarial losses as generator and discriminator pairs, and penalties."""

from keras_gan.losses.adversarial import (
    AdversarialLoss,
    Blend,
    MaximumLikelihood,
    Minimax,
    NonSaturating,
    get,
    value_function,
)
from keras_gan.losses.penalties import (
    R1,
    R2,
    Penalty,
    squared_gradient,
    total_penalty,
)

__all__ = [
    "R1",
    "R2",
    "AdversarialLoss",
    "Blend",
    "MaximumLikelihood",
    "Minimax",
    "NonSaturating",
    "Penalty",
    "get",
    "squared_gradient",
    "total_penalty",
    "value_function",
]
