import math

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import stats

from keras_gan import latents

SEED = tf.constant([11, 12], tf.int64)
ALL_PRIORS = [
    latents.Uniform(),
    latents.Uniform(-1.0, 3.0),
    latents.Normal(),
    latents.Normal(0.5),
    latents.Spherical(),
    latents.Spherical(2.0),
    latents.TruncatedNormal(),
    latents.TruncatedNormal(0.5),
]


def draw(prior, count=20_000, latent_dim=5, seed=SEED):
    return prior((count, latent_dim), seed).numpy()


@pytest.mark.parametrize(
    "prior, mean, variance",
    [
        (latents.Uniform(), 0.0, 1.0),
        (latents.Uniform(-1.0, 3.0), 1.0, 16 / 12),
        (latents.Normal(), 0.0, 1.0),
        (latents.Normal(0.5), 0.0, 0.25),
        (latents.Spherical(), 0.0, 1.0),
        (latents.Spherical(2.0), 0.0, 4 / 5),  # radius^2 / latent_dim
        # 1 - 2 t phi(t) / (Phi(t) - Phi(-t)), from scipy.
        (latents.TruncatedNormal(), 0.0, stats.truncnorm(-2, 2).var()),
        (latents.TruncatedNormal(0.5), 0.0, stats.truncnorm(-0.5, 0.5).var()),
    ],
)
def test_moments(prior, mean, variance):
    values = draw(prior)
    # Six standard errors of 100,000 components.
    error = 6 * math.sqrt(variance / values.size)
    np.testing.assert_allclose(values.mean(), mean, atol=error)
    np.testing.assert_allclose(values.var(), variance, rtol=0.03)
    correlations = np.corrcoef(values, rowvar=False) - np.eye(5)
    assert np.abs(correlations).max() < 6 / math.sqrt(len(values))


@pytest.mark.parametrize(
    "prior, distribution",
    [
        (latents.Uniform(), stats.uniform(-math.sqrt(3), 2 * math.sqrt(3))),
        (latents.Normal(0.5), stats.norm(0, 0.5)),
        (latents.TruncatedNormal(), stats.truncnorm(-2, 2)),
        (latents.TruncatedNormal(0.1), stats.truncnorm(-0.1, 0.1)),
        (latents.TruncatedNormal(100.0), stats.norm()),
    ],
)
def test_distribution(prior, distribution):
    # The Kolmogorov-Smirnov distance of 100,000 draws exceeds 0.0062 once in 1,000.
    distance = stats.kstest(draw(prior).ravel(), distribution.cdf).statistic
    assert 0 < distance < 0.0062


def test_ranges():
    uniform = draw(latents.Uniform(-1.0, 3.0))
    assert -1.0 <= uniform.min() < -0.999
    assert 2.999 < uniform.max() < 3.0
    for threshold in (1e-3, 0.5, 2.0):
        values = np.abs(draw(latents.TruncatedNormal(threshold)))
        assert 0.99 * threshold < values.max() <= threshold


@pytest.mark.parametrize(
    "prior, radius", [(latents.Spherical(), math.sqrt(5)), (latents.Spherical(2.0), 2)]
)
def test_sphere(prior, radius):
    lengths = np.linalg.norm(draw(prior, 100), axis=1)
    np.testing.assert_allclose(lengths, np.full(100, radius), rtol=1e-6)


@pytest.mark.parametrize(
    "prior, distribution",
    [
        (latents.Normal(0.5), stats.norm(0, 0.5)),
        (latents.TruncatedNormal(2.0), stats.truncnorm(-2, 2)),
        (latents.Uniform(-1.0, 3.0), stats.uniform(-1, 4)),
    ],
)
def test_log_densities_up_to_a_constant(prior, distribution):
    values = draw(prior, 50)
    expected = distribution.logpdf(values).sum(axis=1)
    differences = prior.log_density(values).numpy() - expected
    np.testing.assert_allclose(differences, np.full(50, differences[0]), rtol=1e-4)


@pytest.mark.parametrize("prior", ALL_PRIORS)
def test_what_a_prior_draws_is_nearest_to_itself(prior):
    values = draw(prior, 50)
    np.testing.assert_allclose(prior.nearest(values), values, rtol=1e-6)
    assert prior.log_density(values).shape == (50,)


def test_the_nearest_latents_of_what_lies_beyond():
    far = np.array([[-9.0, 0.5, 9.0, 0.0, 1.5]], "float32")
    inside = [[-1.0, 0.5, 1.0, 0.0, 1.0]]
    np.testing.assert_array_equal(latents.Uniform(-1.0, 1.0).nearest(far), inside)
    np.testing.assert_array_equal(latents.TruncatedNormal(1.0).nearest(far), inside)
    on_sphere = 2 * far / np.linalg.norm(far)
    np.testing.assert_allclose(latents.Spherical(2.0).nearest(far), on_sphere, 1e-6)
    np.testing.assert_array_equal(latents.Normal().nearest(far), far)


@pytest.mark.parametrize("prior", ALL_PRIORS)
def test_equal_seeds_give_equal_latents(prior):
    values = draw(prior, 8)
    assert values.dtype == np.float32
    assert values.shape == (8, 5)
    np.testing.assert_array_equal(values, draw(prior, 8))
    assert np.abs(values - draw(prior, 8, seed=SEED + 1)).min() > 0


@pytest.mark.parametrize("prior", ALL_PRIORS[::2])
def test_a_graph_draws_the_same_latents(prior):
    graph = tf.function(lambda seed: prior((8, 5), seed))
    np.testing.assert_allclose(graph(SEED), draw(prior, 8), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("prior", ALL_PRIORS[::2])
def test_xla_draws_from_the_same_distribution(prior):
    # Not the same numbers: XLA makes floats of the same random bits in another way.
    compiled = tf.function(lambda seed: prior((20_000, 5), seed), jit_compile=True)
    values = compiled(SEED).numpy()
    np.testing.assert_array_equal(values, compiled(SEED))
    assert 0 < stats.ks_2samp(values.ravel(), draw(prior).ravel()).statistic < 0.009


@pytest.mark.parametrize("prior", ALL_PRIORS[::2])
def test_counts_known_only_at_run_time(prior):
    graph = tf.function(lambda count: prior(tf.stack([count, 5]), SEED))
    for count in (0, 1, 7):
        assert graph(tf.constant(count)).shape == (count, 5)


@pytest.mark.parametrize("prior", ALL_PRIORS)
def test_round_trip(prior, assert_round_trips):
    np.testing.assert_array_equal(draw(assert_round_trips(prior), 4), draw(prior, 4))


@keras.saving.register_keras_serializable(package="tests")
class Coins(latents.LatentPrior):
    """A prior of one's own: fair coins."""

    def __init__(self, size=1.0):
        self.size = size

    def __call__(self, shape, seed):
        heads = tf.random.stateless_uniform(shape, seed) < 0.5
        return tf.where(heads, self.size, -self.size)

    def get_config(self):
        return {"size": self.size}


def test_a_prior_of_ones_own_by_subclass(assert_round_trips):
    coins = Coins(2.0)
    assert latents.get(coins) is coins
    assert set(np.unique(draw(coins, 50))) == {-2.0, 2.0}
    np.testing.assert_array_equal(draw(assert_round_trips(coins), 50), draw(coins, 50))


def test_a_prior_of_ones_own_by_callable():
    def zeros(shape, seed):
        return tf.zeros(shape)

    assert latents.get(zeros) is zeros


@pytest.mark.parametrize(
    "name, kind",
    [
        ("uniform", latents.Uniform),
        ("normal", latents.Normal),
        ("spherical", latents.Spherical),
        ("truncated_normal", latents.TruncatedNormal),
    ],
)
def test_get_by_name(name, kind):
    assert type(latents.get(name)) is kind


def test_get_refuses_an_unknown_name_with_the_valid_ones():
    names = r"\['normal', 'spherical', 'truncated_normal', 'uniform'\]"
    with pytest.raises(ValueError, match=f"{names}.*Received: latent='gaussian'"):
        latents.get("gaussian")


def test_get_refuses_a_class_and_says_to_pass_an_instance():
    with pytest.raises(TypeError, match="Pass an instance, not the class"):
        latents.get(latents.Uniform)


def test_get_refuses_what_cannot_be_called():
    with pytest.raises(TypeError, match="Received: latent=3"):
        latents.get(3)


@pytest.mark.parametrize(
    "make, name",
    [
        (lambda: latents.Normal(0.0), "stddev=0.0"),
        (lambda: latents.Spherical(-1.0), "radius=-1.0"),
        (lambda: latents.TruncatedNormal(float("nan")), "threshold=nan"),
        (lambda: latents.Uniform(1.0, 1.0), "minval=1.0, maxval=1.0"),
    ],
)
def test_bad_arguments(make, name):
    with pytest.raises(ValueError, match=f"Received: {name}"):
        make()


def test_a_subclass_without_a_call_says_so():
    class Nothing(latents.LatentPrior):
        pass

    with pytest.raises(TypeError, match="Nothing, which does not"):
        Nothing()((1, 1), SEED)
