"""The variants of the table `coordination`: one game, and what each changes of it."""

import keras
import tensorflow as tf

from benchmarks.programs.coordination_losses import RunningAccuracy, TopK
from benchmarks.programs.coordination_optimizers import AtGameStep, OptimisticAdam
from benchmarks.programs.coordination_priors import LearnedMixture, Mixture, StudentT
from benchmarks.programs.coordination_steps import Extragradient, Lookahead, Waiting
from keras_gan.models import GAN
from keras_gan.optimizers import Adam

AT_ONCE = 16
AT_THE_SAME_TIME = {"update": "simultaneous"}


def fewer_and_fewer(total_steps):
    """All of a batch at first, half of it from the middle of training on."""
    share = keras.optimizers.schedules.PolynomialDecay(1.0, total_steps // 2, 0.5)
    return TopK(share)


# What each changes: the class of the game, that of the optimizers, the factors of D's
# and G's rates, Adam's momentum, the prior, a layer before G, further terms, the loss
# as a function of the number of steps. What is left are arguments of `compile`.
VARIANTS = {
    "alternating": {},
    "simultaneous": AT_THE_SAME_TIME,
    "two steps of D": {"discriminator_steps": 2},
    "G waits below 70 %": {"game": Waiting, "terms": [lambda: RunningAccuracy(0.7)]},
    "G waits below 85 %": {"game": Waiting, "terms": [lambda: RunningAccuracy(0.85)]},
    "G half as fast": {"rates": (1.0, 0.5)},
    "D half as fast": {"rates": (0.5, 1.0)},
    "optimistic": {"optimizer": OptimisticAdam},
    "optimistic, simultaneous": {"optimizer": OptimisticAdam, **AT_THE_SAME_TIME},
    "optimistic, no momentum": {"optimizer": OptimisticAdam, "beta_1": 0.0},
    "extragradient": {"game": Extragradient, **AT_THE_SAME_TIME},
    "lookahead": {"game": Lookahead},
    "top-k": {"loss": fewer_and_fewer},
    "uniform prior": {"latent": "uniform"},
    "spherical prior": {"latent": "spherical"},
    "mixture prior": {"latent": Mixture()},
    "learned mixture": {"front": LearnedMixture},
    "Student's t prior": {"latent": StudentT(3.0)},
    "Cauchy prior": {"latent": StudentT(1.0)},
}


def play(
    networks,
    rate,
    total_steps,
    seed,
    terms=(),
    jit_compile="auto",
    at_once=AT_ONCE,
    *,
    variant,
):
    """A game as a variant has it.

    Args:
        networks: pair of `keras.Model`, generator and discriminator.
        rate: function from a step to the learning rate.
        total_steps: int, the length of training.
        seed: int, of the noise.
        terms: list of the terms that all variants have.
        jit_compile: as in `GAN.compile`.
        at_once: int, the steps of an execution.
        variant: str, a key of `VARIANTS`.

    Returns:
        A compiled `keras_gan.GAN`.
    """
    changes = dict(VARIANTS[variant])
    generator, discriminator = networks
    if front := changes.pop("front", None):
        inputs = keras.Input((generator.input_shape[-1] + 1,))
        generator = keras.Sequential([inputs, front(), *generator.layers])
    kind = changes.pop("game", GAN)
    gan = kind(
        generator, discriminator, latent=changes.pop("latent", "normal"), seed=seed
    )
    rates = [AtGameStep(rate, factor) for factor in changes.pop("rates", (1.0, 1.0))]
    optimizer = changes.pop("optimizer", Adam)
    betas = (changes.pop("beta_1", 0.5), 0.99)
    own_terms = [make() for make in changes.pop("terms", ())]
    loss = changes.pop("loss", lambda total_steps: "non_saturating")
    for each in rates:
        each.game = gan
    gan.compile(
        *[optimizer(each, *betas) for each in rates],
        loss=loss(total_steps),
        terms=[*terms, *own_terms],
        steps_per_execution=at_once,
        jit_compile=jit_compile,
        **changes,
    )
    gan.seed = tf.Variable(seed, dtype=tf.int64, trainable=False)  # see `begin_anew`
    return gan


def state_of(gan):
    """All variables that training moves."""
    terms = [variable for term in gan.terms for variable in term.state]
    own = getattr(gan, "own_state", ())
    return [*gan.variables, *gan.optimizer.variables, *terms, *own, gan.seed]


def begin_anew(gan, fresh):
    """Gives a game the state of another that has not begun, and keeps its programs.

    Args:
        gan: `keras_gan.GAN`, which has been trained.
        fresh: the same game, of another seed.
    """
    for variable, value in zip(state_of(gan), state_of(fresh), strict=True):
        variable.assign(value)
    gan.sampler.begin()
