"""Terms of either player, in a game."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import losses
from keras_gan.latents import Stream

SEED = tf.constant([1, 2], tf.int64)
IMAGES = np.random.default_rng(2).random((8, 4), dtype="float32")
RATE = 0.1


@pytest.mark.parametrize(
    "term",
    [
        losses.GradientPenalty(2.0, target=3.0, one_sided=True, every=4, name="gp"),
        losses.Dragan(5.0, target=0.5),
        losses.Drift(0.01, every=2),
        losses.Consistency(3.0, keras.layers.GaussianNoise(0.1, seed=1), "alike"),
        losses.Consistency(),
    ],
)
def test_round_trip(term, assert_round_trips):
    revived = assert_round_trips(term)
    assert (revived.weight, revived.every) == (term.weight, term.every)


@pytest.mark.parametrize("every", [np.int64(4), np.int32(4), np.uint8(4)])
def test_a_count_of_numpy_is_written_as_a_plain_one(every, assert_round_trips):
    revived = assert_round_trips(losses.R1(1.0, every=every))
    assert revived.every == 4
    assert type(losses.R1(1.0, every=every).every) is int


def test_default_weights_are_those_of_the_references():
    weights = {
        losses.R1: 1.0,
        losses.R2: 1.0,
        losses.GradientPenalty: 10.0,
        losses.Dragan: 10.0,
        losses.Drift: 0.001,
        losses.Consistency: 10.0,
    }
    for kind, weight in weights.items():
        assert kind().weight == weight


def test_consistency_is_never_lazy():
    with pytest.raises(TypeError, match="every"):
        losses.Consistency(every=4)


def networks(*hidden):
    keras.utils.set_random_seed(1)
    generator = keras.Sequential(
        [
            keras.Input((3,)),
            keras.layers.Dense(5, "relu"),
            keras.layers.Dense(4, "sigmoid"),
        ]
    )
    hidden = hidden or [keras.layers.Dense(6, "tanh")]
    discriminator = keras.Sequential(
        [keras.Input((4,)), *hidden, keras.layers.Dense(1)]
    )
    return generator, discriminator


def game(*terms, of=None, **rules):
    gan = keras_gan.GAN(*(of or networks()), seed=3)
    pair = (keras.optimizers.SGD(RATE), keras.optimizers.SGD(RATE))
    # On a GPU as well: tests draw the noise again, and XLA draws other noise.
    rules.setdefault("jit_compile", False)
    gan.compile(*pair, terms=terms, **rules)
    return gan


def logs_of(gan, steps=1):
    for _ in range(steps):
        logs = gan.train_on_batch(IMAGES, return_dict=True)
    return logs


def moves_of(gan, steps=1):
    """How training moves each network, as vectors."""
    parts = (gan.discriminator, gan.generator)
    before = [part.get_weights() for part in parts]
    logs_of(gan, steps)
    moves = []
    for part, weights in zip(parts, before, strict=True):
        pairs = zip(part.get_weights(), weights, strict=True)
        moves.append(np.concatenate([(new - old).ravel() for new, old in pairs]))
    return moves


def test_drift_is_the_mean_square_of_real_scores():
    gan = game(losses.Drift(0.5))
    logits = gan.discriminator(IMAGES).numpy()
    expected = np.square(logits).mean()
    assert logs_of(gan)["drift"] == pytest.approx(expected, rel=1e-5)


def test_drift_pulls_scores_to_zero():
    def size_of_scores(*terms):
        gan = game(*terms, loss="wasserstein", steps_per_execution=50)
        gan.fit(np.tile(IMAGES, (200, 1)), batch_size=8, verbose=0)
        return np.abs(gan.discriminator(IMAGES)).mean()

    assert size_of_scores(losses.Drift(1.0)) < 0.5 * size_of_scores()


def test_consistency_is_the_mean_square_of_what_augmenting_changes():
    gan = game(losses.Consistency(1.0, keras.layers.Rescaling(0.5)))
    change = gan.discriminator(IMAGES) - gan.discriminator(0.5 * IMAGES)
    expected = np.square(change).mean()
    assert expected > 1e-4
    assert logs_of(gan)["consistency"] == pytest.approx(expected, rel=1e-4)


def test_consistency_moves_d_by_the_gradient_of_both_answers():
    of = networks()
    discriminator = of[1]
    with tf.GradientTape() as tape:
        change = discriminator(IMAGES) - discriminator(0.5 * IMAGES)
        value = tf.reduce_mean(tf.square(change))
    variables = [v.value for v in discriminator.trainable_variables]
    gradients = tape.gradient(value, variables, unconnected_gradients="zero")
    expected = np.concatenate([np.ravel(g) for g in gradients])
    plain, _ = moves_of(game())
    term = losses.Consistency(4.0, keras.layers.Rescaling(0.5))
    moves, _ = moves_of(game(term, of=of))
    np.testing.assert_allclose(
        moves - plain, -RATE * 4.0 * expected, rtol=1e-3, atol=1e-6
    )


@keras.saving.register_keras_serializable(package="tests_of_terms")
class Matching(losses.Term):
    """The squared distance of mean answers, for whichever player."""

    def __init__(self, weight=1.0, every=1, name=None, player="generator"):
        super().__init__(weight, every, name)
        self.player = player

    def value(self, play):
        real = tf.reduce_mean(play.real_logits)
        return tf.square(real - tf.reduce_mean(play.fake_logits))

    def get_config(self):
        return {**super().get_config(), "player": self.player}


def test_a_term_of_the_generator_moves_it_alone():
    plain_d, plain_g = moves_of(game())
    d, g = moves_of(game(Matching(10.0)))
    np.testing.assert_allclose(d, plain_d, rtol=1e-5, atol=1e-7)
    assert np.abs(g - plain_g).max() > 1e-3
    logs = logs_of(game(Matching()))
    assert "matching" in logs and "g_matching" not in logs


def test_a_term_of_both_players_is_logged_for_each():
    term = Matching(10.0, player="both")
    plain_d, plain_g = moves_of(game())
    d, g = moves_of(game(term))
    assert np.abs(d - plain_d).max() > 1e-3
    assert np.abs(g - plain_g).max() > 1e-3
    logs = logs_of(game(term))
    assert {"d_matching", "g_matching"} < set(logs) and "matching" not in logs
    logs = game(term).evaluate(IMAGES, return_dict=True, verbose=0)
    # The same images, and nobody moves between.
    assert logs["d_matching"] == logs["g_matching"] > 0


@pytest.mark.parametrize("player", ["both", "generator"])
@pytest.mark.parametrize("update", ["alternating", "simultaneous"])
def test_terms_in_a_graph_are_those_of_eager_execution(player, update):
    results = [
        moves_of(
            game(Matching(3.0, player=player), update=update, run_eagerly=run_eagerly),
            steps=3,
        )
        for run_eagerly in (False, True)
    ]
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


class Watched(keras_gan.GAN):
    """Counts how often D is asked."""

    asked = 0

    def judge(self, examples, training):
        self.asked += 1
        return super().judge(examples, training)


@pytest.mark.parametrize("update, asked", [("alternating", 4), ("simultaneous", 2)])
def test_d_is_asked_once_for_all_terms_that_look_at_an_answer(update, asked):
    gan = Watched(*networks())
    terms = [Matching(1.0, name="first"), Matching(1.0, name="second")]
    pair = (keras.optimizers.SGD(RATE), keras.optimizers.SGD(RATE))
    gan.compile(*pair, terms=terms, update=update, run_eagerly=True)
    gan.train_on_batch(IMAGES)
    assert gan.asked == asked  # about real and generated images, in each turn


def test_terms_draw_apart():
    class Drawing(losses.Term):
        def value(self, play):
            return tf.random.stateless_uniform((), play.seed)

    terms = [Drawing(1.0, every, f"draw_{every}_{n}") for every in (1, 2) for n in "ab"]
    logs = logs_of(game(*terms))
    draws = {logs[term.name] for term in terms}
    assert len(draws) == 4


class Counted(Matching):
    """Adds what is known, where it is due."""

    def value(self, play):
        return tf.square(tf.reduce_mean(play.real_logits)) * 0.0 + 2.0


@pytest.mark.parametrize(
    "update, jit_compile",
    [("alternating", False), ("simultaneous", False), ("alternating", True)],
)
def test_lazy_terms_may_be_first_to_ask_d_about_real_images(update, jit_compile):
    """G's loss asks about generated ones alone, and so no other has asked before."""
    hidden = [
        keras.layers.Dense(6, activity_regularizer="l2"),
        keras.layers.BatchNormalization(),
        keras.layers.Dropout(0.5, seed=1),
    ]
    terms = [Counted(1.0, 2, "first"), Matching(1.0, 3, "second")]
    gan = game(*terms, of=networks(*hidden), update=update, jit_compile=jit_compile)
    logs = gan.fit(np.tile(IMAGES, (7, 1)), batch_size=8, verbose=0).history
    assert np.isfinite([*logs.values()]).all()
    assert logs["first"] == [2.0]
    logs = gan.evaluate(IMAGES, return_dict=True, verbose=0)
    assert np.isfinite([*logs.values()]).all()


def test_a_lazy_term_counts_n_times_where_it_is_due():
    plain = game()
    lazy = game(Matching(1.0, every=3))
    often = game(Matching(3.0))
    # Due at the first step, with three times the weight; not at the next two.
    first = moves_of(lazy)[1]
    np.testing.assert_allclose(first, moves_of(often)[1], rtol=1e-4, atol=1e-7)
    plain.set_weights(lazy.get_weights())
    np.testing.assert_allclose(moves_of(lazy)[1], moves_of(plain)[1], rtol=1e-4)


def test_a_schedule_of_a_weight_in_a_game():
    schedule = keras.optimizers.schedules.PiecewiseConstantDecay([0], [5.0, 0.0])
    scheduled, plain = game(Matching(schedule)), game()
    first = moves_of(scheduled)[1]
    np.testing.assert_allclose(first, moves_of(game(Matching(5.0)))[1], rtol=1e-5)
    plain.set_weights(scheduled.get_weights())
    np.testing.assert_allclose(moves_of(scheduled)[1], moves_of(plain)[1], rtol=1e-5)


@keras.saving.register_keras_serializable(package="tests_of_terms")
class Remembering(losses.Term):
    """Keeps the running mean of D's real answers, and adds its square."""

    def build(self, networks):
        assert all(isinstance(network, keras.Model) for network in networks)
        self.mean = keras.Variable(0.0, trainable=False, name="mean")
        self.count = keras.Variable(0, trainable=False, name="count", dtype="int64")

    @property
    def state(self):
        return [self.mean, self.count]

    def value(self, play):
        now = tf.reduce_mean(play.real_logits)
        if play.training:
            self.count.assign_add(1)
            self.mean.assign(0.9 * self.mean + 0.1 * tf.stop_gradient(now))
        return tf.square(now - self.mean)


def state_of(gan):
    values = [*gan.weights, *gan.optimizer.variables, *gan.terms[0].state]
    return [np.array(value) for value in values]


@pytest.mark.parametrize("every", [1, 2])
def test_the_state_of_a_term_is_saved_and_goes_on(every, tmp_path):
    gan = game(Remembering(0.5, every=every), loss="hinge")
    logs_of(gan, 4)
    assert int(gan.terms[0].count) == 4 // every
    assert abs(float(gan.terms[0].mean)) > 1e-4
    gan.save(tmp_path / "gan.keras")
    gan.save_weights(tmp_path / "gan.weights.h5")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert loaded.terms[0].mean is not gan.terms[0].mean
    logs_of(gan, 3)
    logs_of(loaded, 3)
    for a, b in zip(state_of(gan), state_of(loaded), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-7)
    again = game(Remembering(0.5, every=every), loss="hinge")
    again.load_weights(tmp_path / "gan.weights.h5")
    assert int(again.terms[0].count) == 4 // every


def test_evaluate_leaves_the_state_of_a_term_alone():
    gan = game(Remembering())
    logs_of(gan)
    gan.evaluate(IMAGES, verbose=0)
    assert int(gan.terms[0].count) == 1


def test_a_game_that_diverges_keeps_the_state_from_before():
    gan = game(Remembering())
    logs_of(gan, 2)
    before = state_of(gan)
    images = IMAGES.copy()
    images[0, 0] = np.nan
    with pytest.raises(keras_gan.TrainingDivergedError):
        gan.train_on_batch(images)
    for a, b in zip(state_of(gan)[4:], before[4:], strict=True):  # past the counters
        np.testing.assert_array_equal(a, b)


def test_the_random_state_of_a_consistency_is_saved(tmp_path):
    noise = keras.layers.GaussianNoise(0.3, seed=7)
    gan = game(losses.Consistency(1.0, noise))
    logs_of(gan, 2)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert logs_of(loaded)["consistency"] == logs_of(gan)["consistency"]


@pytest.mark.parametrize("player", ["g", "discriminators", None])
def test_an_unknown_player(player):
    with pytest.raises(ValueError, match="A term belongs to one of .*Received: a term"):
        game(Matching(player=player))


def test_a_subclass_without_a_value_says_so():
    class Nothing(losses.Term):
        pass

    with pytest.raises(TypeError, match=r"Nothing must define `value\(play\)`"):
        logs_of(game(Nothing()))


def expected_move(discriminator, fake_images, weight):
    """D's step by the plain tape: both passes, with what their activities cost."""
    images = tf.constant(IMAGES)
    with tf.GradientTape() as tape:
        real = discriminator(images, training=True)
        added = tf.add_n(discriminator.losses)
        fake = discriminator(fake_images, training=True)
        added += tf.add_n(discriminator.losses)
        penalty = losses.R1()(discriminator, images, fake_images, SEED)
        loss = tf.reduce_mean(losses.NonSaturating().discriminator_loss(real, fake))
        objective = loss + added + weight * tf.reduce_mean(penalty)
    variables = [v.value for v in discriminator.trainable_variables]
    gradients = tape.gradient(objective, variables)
    return np.concatenate([-RATE * np.ravel(g) for g in gradients]), penalty, loss


@pytest.mark.parametrize(
    "hidden",
    [
        lambda: [keras.layers.Dense(6, "relu", activity_regularizer="l2")],
        lambda: [
            keras.layers.Dense(6),
            keras.layers.LeakyReLU(activity_regularizer="l2"),
        ],
        lambda: [keras.layers.Dense(6, "relu"), keras.layers.ActivityRegularization(1)],
        lambda: [
            keras_gan.layers.SpectralNormalization(
                keras.layers.Dense(6, "relu", activity_regularizer="l2"), seed=1
            )
        ],
    ],
    ids=["dense", "rectifier", "layer", "normalized"],
)
def test_the_activity_of_d_counts_in_both_passes_and_r1_is_as_it_was(hidden):
    gan = game(losses.R1(0.5), of=networks(*hidden()))
    seed = gan.noise_seed(Stream.DISCRIMINATOR_STEP, 0)
    fake_images = gan.generator(gan.latent((8, 3), seed))
    for layer in gan.discriminator.layers:
        if hasattr(layer, "advance"):
            layer.advance()
    expected, penalty, loss = expected_move(gan.discriminator, fake_images, 0.5)
    weights = gan.discriminator.trainable_variables
    before = [w.numpy() for w in weights]
    logs = logs_of(gan)
    move = [(a.numpy() - b).ravel() for a, b in zip(weights, before, strict=True)]
    np.testing.assert_allclose(np.concatenate(move), expected, rtol=2e-3, atol=1e-6)
    assert logs["r1"] == pytest.approx(float(np.mean(penalty)), rel=1e-4)
    # The logs have the adversarial loss alone.
    assert logs["d_loss"] == pytest.approx(float(loss), rel=1e-4)
