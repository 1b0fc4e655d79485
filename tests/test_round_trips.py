import keras
import numpy as np
import pytest

import keras_gan
from keras_gan import latents, layers, losses, metrics, models, networks, optimizers
from keras_gan.latents import masks


def game():
    return keras_gan.GAN(
        networks.dense_generator((2, 2, 1), 3, (4,)),
        networks.dense_discriminator((2, 2, 1), (4,)),
        latent=latents.Normal(0.5),
        generator_ema=0.9,
        seed=4,
    )


def bidirectional_game():
    return models.BiGAN(
        networks.dense_generator((2, 2, 1), 3, (4,)),
        networks.dense_discriminator((2, 2, 1), (4,), code_dim=3),
        partners={"encoder": networks.dense_encoder((2, 2, 1), 3, (4,))},
    )


def completion_game():
    return keras_gan.CompletionGAN(
        networks.completion_generator((2, 2, 1), 3, (4,)),
        networks.completion_discriminator((2, 2, 1), (4,)),
        masks="halves",
    )


EXAMPLES = {
    "FeatureMatching": lambda: losses.FeatureMatching(0.5, every=2, key="code"),
    "LogSumExp": layers.LogSumExp,
    "SemiSupervised": losses.SemiSupervised,
    "WeightNormalization": lambda: layers.WeightNormalization(
        keras.layers.Dense(3), train_scale=False
    ),
    "Adam": lambda: optimizers.Adam(1e-4, 0.5),
    "ArrayInitializer": lambda: networks.ArrayInitializer([0.5]),
    "BiGAN": bidirectional_game,
    "Bidirectional": lambda: losses.Bidirectional(0.1),
    "Blend": lambda: losses.Blend(0.25, label_smoothing=0.1),
    "Boxes": lambda: masks.Boxes(0.5, 0.75),
    "ClipWeights": lambda: networks.ClipWeights(0.1),
    "CompletionGAN": completion_game,
    "Consistency": lambda: losses.Consistency(2.0, keras.layers.GaussianNoise(0.1)),
    "DecayPerUpdate": lambda: optimizers.DecayPerUpdate(0.1, 1.1, 1e-3),
    "ClassLoss": lambda: losses.ClassLoss(0.5, fakes=True, name="classes"),
    "ConditionalBatchNormalization": lambda: layers.ConditionalBatchNormalization(
        3, momentum=0.9, epsilon=0.01
    ),
    "Bias": lambda: layers.Bias(),
    "ClassEmbedding": lambda: layers.ClassEmbedding(3, 2),
    "DiffAugment": lambda: layers.DiffAugment("color", 0.5, seed=1),
    "Dragan": lambda: losses.Dragan(2.0, target=0.5),
    "Drift": lambda: losses.Drift(0.1, every=2),
    "EnergyScore": lambda: losses.EnergyScore(0.3, every=2),
    "GAN": game,
    "GradientPenalty": lambda: losses.GradientPenalty(2.0, 0.5, one_sided=True),
    "Halves": lambda: masks.Halves("left"),
    "Hinge": losses.Hinge,
    "JointR1": lambda: losses.JointR1(0.1, every=4),
    "KeepKnown": lambda: layers.KeepKnown(),
    "LatentCycle": lambda: losses.LatentCycle(0.2, every=2),
    "LeastSquares": losses.LeastSquares,
    "MaximumLikelihood": lambda: losses.MaximumLikelihood(0.1),
    "Dropout": lambda: layers.Dropout(0.3, seed=1),
    "Maxout": lambda: layers.Maxout(3, 4),
    "MaxoutConv2D": lambda: layers.MaxoutConv2D(3, 4, 5, padding=2, pool_size=2),
    "RandomShift": lambda: layers.RandomShift(2, seed=1),
    "ScaleGradient": lambda: layers.ScaleGradient(0.1),
    "Standardize": lambda: layers.Standardize(),
    "Mixture": lambda: masks.Mixture(["boxes", masks.Nothing()], [2, 1]),
    "Nothing": masks.Nothing,
    "Pixels": lambda: masks.Pixels(0.25, 0.5),
    "Minimax": lambda: losses.Minimax(0.1),
    "NonSaturating": lambda: losses.NonSaturating(0.1),
    "Normal": lambda: latents.Normal(0.5),
    "ParzenLogLikelihood": lambda: metrics.ParzenLogLikelihood(np.eye(3), 0.2),
    "R1": lambda: losses.R1(0.1, every=4),
    "R2": lambda: losses.R2(0.1, every=4),
    "RelativisticAverage": losses.RelativisticAverage,
    "RelativisticPairing": losses.RelativisticPairing,
    "SGD": lambda: optimizers.SGD(0.1, momentum=0.5, nesterov=True),
    "Softplus": losses.Softplus,
    "SparseInitializer": lambda: networks.SparseInitializer(3, 0.5, seed=1),
    "SpectralNormalization": lambda: layers.SpectralNormalization(
        keras.layers.Dense(3), seed=1
    ),
    "Spherical": lambda: latents.Spherical(2.0),
    "TruncatedNormal": lambda: latents.TruncatedNormal(0.5),
    "Wasserstein": losses.Wasserstein,
    "Uniform": lambda: latents.Uniform(-1.0, 2.0),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_round_trip(name, assert_round_trips):
    example = EXAMPLES[name]()
    assert type(example).__name__ == name
    assert_round_trips(example)


def test_every_serializable_class_is_among_them():
    registered = {
        kind.__name__
        for kind in keras.saving.get_custom_objects().values()
        if kind.__module__.startswith("keras_gan.")
    }
    assert registered == set(EXAMPLES)
