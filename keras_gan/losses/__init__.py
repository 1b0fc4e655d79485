"""Adversarial losses as generator and discriminator pairs, and terms beside them."""

from keras_gan.losses.adversarial import (
    AdversarialLoss,
    Bidirectional,
    Blend,
    MaximumLikelihood,
    Minimax,
    NonSaturating,
    Softplus,
    value_function,
)
from keras_gan.losses.by_name import LOSSES, get
from keras_gan.losses.class_loss import ClassLoss
from keras_gan.losses.consistency import Consistency, Drift, LatentCycle
from keras_gan.losses.critic import (
    CriticLoss,
    Hinge,
    LeastSquares,
    RelativisticAverage,
    RelativisticLoss,
    RelativisticPairing,
    Wasserstein,
)
from keras_gan.losses.energy_score import EnergyScore
from keras_gan.losses.feature_matching import FeatureMatching, feature_distance
from keras_gan.losses.penalties import (
    R1,
    R2,
    Dragan,
    GradientPenalty,
    JointR1,
    Penalty,
    squared_gradient,
)
from keras_gan.losses.semi_supervised import SemiSupervised
from keras_gan.losses.terms import Term, sum_of_terms

__all__ = [
    "LOSSES",
    "R1",
    "R2",
    "AdversarialLoss",
    "Bidirectional",
    "Blend",
    "ClassLoss",
    "Consistency",
    "CriticLoss",
    "Dragan",
    "Drift",
    "EnergyScore",
    "FeatureMatching",
    "GradientPenalty",
    "Hinge",
    "JointR1",
    "LatentCycle",
    "LeastSquares",
    "MaximumLikelihood",
    "Minimax",
    "NonSaturating",
    "Penalty",
    "RelativisticAverage",
    "RelativisticLoss",
    "RelativisticPairing",
    "SemiSupervised",
    "Softplus",
    "Term",
    "Wasserstein",
    "feature_distance",
    "get",
    "squared_gradient",
    "sum_of_terms",
    "value_function",
]
