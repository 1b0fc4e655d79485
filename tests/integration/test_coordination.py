"""The candidates of `benchmarks.coordination`, and the table that it makes of them."""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf
from scipy import stats

import keras_gan
from benchmarks import coordination
from benchmarks.programs import coordination_mnist, coordination_modes
from benchmarks.programs.coordination_losses import RunningAccuracy, TopK
from benchmarks.programs.coordination_optimizers import AtGameStep, OptimisticAdam
from benchmarks.programs.coordination_priors import LearnedMixture, Mixture, StudentT
from benchmarks.programs.coordination_steps import Extragradient, Lookahead, Waiting
from benchmarks.programs.coordination_variants import (
    VARIANTS,
    begin_anew,
    play,
    state_of,
)

SEED = tf.constant([11, 12], tf.int64)
ZEROS = np.zeros((1, 1), "float32")


# ## A game of two numbers: D answers psi x, G puts out theta, and data are at zero.
# D minimizes psi theta, G its negative, and both are best at zero.
def two_numbers(kind=keras_gan.GAN, optimizer=None, terms=(), **rules):
    optimizer = optimizer or (lambda: keras.optimizers.SGD(0.1))
    networks = [
        keras.Sequential(
            [
                keras.Input((1,)),
                keras.layers.Dense(1, use_bias=False, kernel_initializer="ones"),
            ]
        )
        for _ in range(2)
    ]
    gan = kind(*networks, latent=lambda shape, seed: tf.ones(shape))
    rules = {"loss": "wasserstein", "update": "simultaneous", **rules}
    gan.compile(optimizer(), optimizer(), terms=terms, **rules)
    return gan


def after(gan, steps):
    """psi and theta after so many steps."""
    data = tf.data.Dataset.from_tensors(tf.constant(ZEROS)).repeat(steps)
    gan.fit(data, verbose=0)
    return np.array(
        [float(player.variables[0].numpy()[0, 0]) for player in gan.players]
    )


def test_extragradient_steps_by_hand():
    psi, theta = 1.0, 1.0
    for _ in range(3):
        ahead = psi - 0.1 * theta, theta + 0.1 * psi
        psi, theta = psi - 0.1 * ahead[1], theta + 0.1 * ahead[0]
    moved = after(two_numbers(Extragradient), 3)
    np.testing.assert_allclose(moved, [psi, theta], rtol=1e-6)


def test_extragradient_settles_where_descent_runs_away():
    # Each step multiplies the distance by sqrt(1 + .01), or sqrt(1 - .01 + .0001).
    start = np.sqrt(2)
    plain = np.linalg.norm(after(two_numbers(), 100))
    settled = np.linalg.norm(after(two_numbers(Extragradient), 100))
    assert plain == pytest.approx(start * 1.01**50, rel=1e-4)
    assert settled == pytest.approx(start * 0.9901**50, rel=1e-4)


def test_the_average_follows_the_second_step_of_extragradient_alone():
    gan = two_numbers(Extragradient)
    after(gan, 1)
    averaged = gan.ema_generator.get_weights()[0]
    np.testing.assert_array_equal(averaged, gan.generator.get_weights()[0])


def test_lookahead_goes_half_the_way():
    start = np.ones(2)
    plain = after(two_numbers(), 5)
    np.testing.assert_allclose(
        after(two_numbers(Lookahead), 4), after(two_numbers(), 4)
    )
    half = after(two_numbers(Lookahead), 5)
    np.testing.assert_allclose(half, start + (plain - start) / 2, rtol=1e-6)


def test_g_waits_for_as_long_as_d_is_too_often_wrong():
    def moves(least):
        term = RunningAccuracy(least, decay=0.5)
        gan = two_numbers(Waiting, terms=[term], update="alternating")
        after(gan, 6)
        return int(gan.g_optimizer.iterations.numpy()), float(term.mean.numpy())

    # Of real zeros none is right, and of G's while psi theta is below zero.
    assert moves(0.0)[0] == 6
    updates, accuracy = moves(0.6)
    assert updates == 0
    assert accuracy == pytest.approx(0.5**7)  # all wrong: psi stays above zero


# ## Optimizers
def test_optimistic_adam_equals_the_paper_s_algorithm():
    gradients = np.random.default_rng(0).normal(size=(100, 20))
    rate, beta_1, beta_2 = 0.01, 0.5, 0.99
    weights, mean, square, last = np.zeros((4, 20))
    for step, gradient in enumerate(gradients, 1):
        mean = beta_1 * mean + (1 - beta_1) * gradient
        square = beta_2 * square + (1 - beta_2) * gradient**2
        corrected = np.sqrt(square / (1 - beta_2**step))
        now = rate * mean / (1 - beta_1**step) / corrected
        weights, last = weights - 2 * now + last, now
    variable = keras.Variable(np.zeros(20), dtype="float32")
    optimizer = OptimisticAdam(rate, beta_1, beta_2)
    for gradient in gradients:
        optimizer.apply([gradient.astype("float32")], [variable])
    assert np.abs(weights).max() > 0.1
    np.testing.assert_allclose(variable, weights, rtol=0, atol=1e-5)


def test_optimistic_adam_first_steps_by_hand():
    variable = keras.Variable([1.0, 1.0])
    optimizer = OptimisticAdam(0.1)
    for _ in range(2):  # Adam's own step is 0.1, either time
        optimizer.apply([np.array([4.0, -0.5], "float32")], [variable])
    np.testing.assert_allclose(variable, [0.7, 1.3], rtol=1e-5)


def test_optimistic_adam_settles_where_adam_circles():
    def distance(kind):
        gan = two_numbers(optimizer=lambda: kind(0.1, beta_1=0.0))
        return np.linalg.norm(after(gan, 400))

    # 0.0 and 3.0 by the recursion alone.
    assert distance(OptimisticAdam) < 0.05
    assert 2.5 < distance(keras.optimizers.Adam) < 3.5


def test_optimistic_adam_round_trips(assert_round_trips):
    assert_round_trips(OptimisticAdam(0.1, 0.5))


def test_rates_follow_the_steps_of_the_game():
    gan = two_numbers(
        optimizer=lambda: keras.optimizers.SGD(AtGameStep(lambda step: 0.1, 0.5)),
    )
    psi, theta = after(gan, 1)
    np.testing.assert_allclose([psi, theta], [0.95, 1.05], rtol=1e-6)
    rate = AtGameStep(lambda step: tf.cast(step, tf.float32))
    assert float(rate(7)) == 7.0
    rate.game = gan
    assert float(rate(7)) == 1.0


# ## Losses
class Logits:
    """What `TopK` reads of a play."""

    def __init__(self, logits, step=0, training=True):
        self.fake_logits, self.step, self.training = logits, step, training


@pytest.mark.parametrize("share, kept", [(0.5, 2), (0.3, 2), (0.01, 1), (1.0, 4)])
def test_g_learns_from_its_best_samples_alone(share, kept):
    logits = tf.constant([[0.0], [3.0], [-1.0], [2.0]])
    with tf.GradientTape() as tape:
        tape.watch(logits)
        loss = tf.reduce_mean(TopK(share).of_generator(Logits(logits)))
    best = [3.0, 2.0, 0.0, -1.0][:kept]
    expected = np.log1p(np.exp(-np.array(best))).mean()
    assert float(loss) == pytest.approx(expected, rel=1e-6)
    learned_from = tape.gradient(loss, logits).numpy().ravel() != 0
    assert learned_from.tolist() == [logit in best for logit in (0.0, 3.0, -1.0, 2.0)]


def test_of_equal_samples_no_more_than_k_count():
    values = TopK(0.5).of_generator(Logits(tf.zeros(4))).numpy()
    assert np.count_nonzero(values) == 2


def test_the_share_follows_its_schedule_in_training_alone():
    falling = keras.optimizers.schedules.PolynomialDecay(1.0, 10, 0.5)
    for step, training, kept in [(0, True, 4), (10, True, 2), (10, False, 4)]:
        play = Logits(tf.zeros(4), step, training)
        values = TopK(falling).of_generator(play).numpy()
        assert np.count_nonzero(values) == kept


@pytest.mark.parametrize("share", [0.0, 1.5])
def test_an_impossible_share(share):
    with pytest.raises(ValueError, match=f"Received: share={share}"):
        TopK(share)


def test_top_k_round_trips(assert_round_trips):
    assert_round_trips(TopK(0.5))
    assert_round_trips(TopK(keras.optimizers.schedules.PolynomialDecay(1.0, 10, 0.5)))


# ## Priors
@pytest.mark.parametrize("degrees", [1.0, 3.0])
@pytest.mark.parametrize("jit_compile", [False, True])
def test_student_s_distribution(degrees, jit_compile):
    draw = tf.function(
        lambda: StudentT(degrees)((20_000, 5), SEED), jit_compile=jit_compile
    )
    values = draw().numpy().ravel()
    scale = 3**-0.5 if degrees == 3 else 1.0
    # The Kolmogorov-Smirnov distance of 100,000 draws exceeds 0.0062 once in 1,000.
    distance = stats.kstest(values, stats.t(degrees, scale=scale).cdf).statistic
    assert 0 < distance < 0.0062
    assert np.isfinite(values).all()
    assert np.abs(values).max() > 20


@pytest.mark.parametrize("jit_compile", [False, True])
def test_a_mixture_has_its_points_and_unit_variance(jit_compile):
    draw = tf.function(
        lambda count: Mixture(4, spread=0.9)(tf.stack([count, 64]), SEED),
        jit_compile=jit_compile,
    )
    values = draw(20_000).numpy()
    # The same points whether XLA draws or TensorFlow.
    points = np.random.default_rng(0).normal(size=(4, 64)) * 0.9**0.5
    distances = np.linalg.norm(values[:, None] - points, axis=2)
    # Deviations of variance 0.1 in 64 dimensions; points are some 10 apart.
    np.testing.assert_allclose(distances.min(axis=1).mean(), 6.4**0.5, rtol=0.02)
    counts = np.bincount(distances.argmin(axis=1))
    np.testing.assert_allclose(counts, 5_000, atol=6 * 61)  # six standard errors
    assert 0.8 < np.square(values).mean() < 1.2


@pytest.mark.parametrize("prior", [StudentT(2.0), Mixture(3, 0.5, 1)])
def test_priors_round_trip(prior, assert_round_trips):
    again = assert_round_trips(prior)
    np.testing.assert_array_equal(again((4, 5), SEED), prior((4, 5), SEED))


def test_a_learned_mixture_by_hand():
    layer = LearnedMixture(num_components=2)
    layer.build((None, 3))
    layer.means.assign([[1.0, 2.0], [-1.0, -2.0]])
    layer.scales.assign([[0.5, 0.5], [3.0, 3.0]])
    # Below the median it is the first part, above it the second.
    latents = tf.constant([[1.0, -1.0, -0.1], [1.0, -1.0, 0.1], [0.0, 0.0, 9.0]])
    expected = [[1.5, 1.5], [2.0, -5.0], [-1.0, -2.0]]
    np.testing.assert_allclose(layer(latents), expected, rtol=1e-6)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(layer(latents[:1]))
    means, scales = tape.gradient(total, [layer.means.value, layer.scales.value])
    np.testing.assert_allclose(means, [[1, 1], [0, 0]])
    np.testing.assert_allclose(scales, [[1, -1], [0, 0]])
    penalty = layer.scales.regularizer(layer.scales.value)
    assert float(penalty) == pytest.approx(1e-4 * (2 * 0.25 + 2 * 4))


def test_parts_of_a_learned_mixture_are_equally_many():
    layer = LearnedMixture(num_components=5)
    layer.build((None, 2))
    layer.means.assign(np.arange(5.0)[:, None])
    layer.scales.assign(np.zeros((5, 1)))
    draws = layer(np.random.default_rng(0).normal(size=(10_000, 2)).astype("float32"))
    counts = np.bincount(np.asarray(draws).round().astype(int).ravel())
    np.testing.assert_allclose(counts, 2_000, atol=6 * 40)


# ## Variants
def small(variant, seed=0, total_steps=8):
    keras.utils.set_random_seed(seed)
    networks = [
        keras.Sequential(
            [
                keras.Input((inputs,)),
                keras.layers.Dense(4, "relu"),
                keras.layers.Dense(outputs),
            ]
        )
        for inputs, outputs in [(3, 2), (2, 1)]
    ]
    rate = keras.optimizers.schedules.PiecewiseConstantDecay([6], [0.1, 0.01])
    terms = [keras_gan.losses.R1(0.1, every=4)]
    return play(networks, rate, total_steps, seed, terms, at_once=4, variant=variant)


def trained(gan, seed=0):
    images = coordination_modes.points("ring", 64, seed)
    gan.fit(images, batch_size=8, shuffle=False, verbose=0)
    return [np.array(variable) for variable in state_of(gan)]


OWN = [
    name
    for name, changes in VARIANTS.items()
    if changes.keys() & {"game", "optimizer", "loss", "front"}
]


@pytest.mark.parametrize("variant", OWN)
def test_a_variant_of_our_own_parts_trains(variant):
    gan = small(variant)
    before = [player.variables[0].numpy() for player in gan.players]
    assert all(np.isfinite(value).all() for value in trained(gan))
    for player, value in zip(gan.players, before, strict=True):
        if variant.startswith("G waits") and player.name == "generator":
            continue
        assert np.abs(player.variables[0].numpy() - value).max() > 1e-3
    assert int(gan.step_counter.numpy()) == 8
    assert np.isfinite(gan.sample(5, seed=1)).all()


@pytest.mark.parametrize("variant", sorted({*VARIANTS} - {*OWN}))
def test_a_variant_of_the_package_s_options_is_a_game(variant):
    assert np.isfinite(small(variant).sample(5, seed=1)).all()


@pytest.mark.parametrize("variant", ["lookahead", "G waits below 70 %"])
def test_a_game_that_begins_anew_trains_as_a_fresh_one(variant):
    gan = small(variant)
    trained(gan)
    begin_anew(gan, small(variant, seed=1))
    for a, b in zip(trained(gan, 1), trained(small(variant, seed=1), 1), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-7)


# ## Modes, and the table
@pytest.mark.parametrize("target, modes", [("ring", 8), ("grid", 25)])
def test_a_perfect_sampler_finds_all_modes(target, modes):
    found = coordination_modes.found(
        coordination_modes.points(target, 20_000, 0), target
    )
    assert found["modes"] == modes
    # 1 - exp(-9 / 2) of a Gaussian in the plane lies within three sigma.
    assert found["quality"] == pytest.approx(1 - np.exp(-4.5), abs=0.004)


def test_what_lies_apart_counts_for_no_mode():
    samples = np.array([[1.0, 0.029], [1.0, 0.031], [0.0, 0.0], [-1.0, 0.0]])
    found = coordination_modes.found(samples, "ring")
    assert found == {"modes": 2, "quality": 0.5}


def test_steps_have_whole_executions_in_each_part():
    assert coordination_mnist.rounded(22_430) == 22_400
    assert coordination_mnist.rounded(1) == 64


def test_the_table(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(coordination, "FOLDER", tmp_path)
    monkeypatch.setattr(coordination, "CEILING", tmp_path / "ceiling.json")
    monkeypatch.setattr(coordination.timing, "RESULTS", tmp_path)
    rows = [
        {"target": "mnist", "seed": seed, "minutes": 8, "pace": 21.44, "steps": 22400}
        | {"nats": {s: {"mean": 200 + seed + float(s)} for s in ("0.25", "0.5", "1")}}
        for seed in (0, 1)
    ]
    rows.append({**rows[0], "seed": 2, "diverged_at": 7, "nats": {}})
    rows += [
        {"target": "ring", "seed": seed, "averaged": {"modes": modes, "quality": 0.5}}
        for seed, modes in enumerate([8, 7])
    ]
    for row in rows:
        path = coordination.place(row["target"], "top-k", row["seed"], 8)
        path.write_text(json.dumps({**row, "variant": "top-k"}))
    ceiling = {"mean": 242.61, "standard_error": 2.06}
    (tmp_path / "ceiling.json").write_text(json.dumps(ceiling))
    coordination.print_table(8)
    table = (tmp_path / "coordination.md").read_text()
    nats = "200.8 | 201.0 | 201.5 | 201.0, 202.0, diverged"
    assert f"| top-k | 21.4 | 22,400 | {nats} | 7.5 | 50.0% |  |  |" in table
    assert "242.6 +- 2.1 nats" in table
    assert table.strip() in capsys.readouterr().out
