import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import losses, networks
from keras_gan.latents import Stream, masks
from keras_gan.models import Play

SHAPE = (4, 4, 1)
IMAGES = np.random.default_rng(0).random((16, *SHAPE), dtype="float32")


def completing(distribution="halves", **rules):
    keras.utils.set_random_seed(0)
    gan = keras_gan.CompletionGAN(
        networks.completion_generator(SHAPE, 3, (16,)),
        networks.completion_discriminator(SHAPE, (16,)),
        latent="normal",
        masks=distribution,
        seed=1,
    )
    rules = {"terms": [losses.EnergyScore(2.0)], "jit_compile": False, **rules}
    gan.compile("adam", "adam", **rules)
    return gan


def play_of(gan, images=IMAGES):
    batch = {"images": tf.constant(images)}
    return Play(gan, batch, Stream.GENERATOR_STEP, gan.step_counter.value)


def test_it_is_the_score_of_two_draws_with_the_same_known_pixels():
    gan = completing()
    play = play_of(gan)
    value = losses.EnergyScore().value(play)
    latents = play.other_latents()
    assert np.abs(latents - play.latents).max() > 0.1
    again = gan.generate({**play.real, "latents": latents})

    def distance(a, b):
        return np.sqrt(np.sum(np.square(a - b), axis=(1, 2, 3)))

    one, other = play.fake_images.numpy(), again.numpy()
    expected = (distance(one, IMAGES) + distance(other, IMAGES)) / 2
    expected -= distance(one, other) / 2
    np.testing.assert_allclose(value, expected, rtol=1e-5)


class Normal:
    """A generator of numbers with a mean and a deviation, as a play sees it."""

    def __init__(self, mean, deviation, count=400_000):
        self.draws = np.random.default_rng(1).normal(size=(3, count, 1))
        self.mean, self.deviation = mean, deviation
        self.real, self.real_images = {}, tf.constant(self.draws[0])
        self.fake_images = self.run("generator", {"latents": self.draws[1]})

    def other_latents(self):
        return self.draws[2]

    def run(self, name, entries):
        return tf.constant(self.mean + self.deviation * entries["latents"])


def test_the_distribution_of_the_data_has_the_lowest_mean():
    def score(*normal):
        return float(np.mean(losses.EnergyScore().value(Normal(*normal))))

    # E|x - y| of two standard normal numbers is 2 / sqrt(pi), of which half stays.
    assert score(0, 1) == pytest.approx(np.pi**-0.5, abs=0.005)
    others = [score(0.3, 1), score(0, 0.6), score(0, 1.5), score(0, 0)]
    assert min(others) > score(0, 1) + 0.01


def test_where_nothing_is_hidden_the_gradient_is_finite():
    gan = completing(masks.Pixels(1.0, 1.0))
    history = gan.fit(IMAGES, batch_size=8, verbose=0).history
    assert history["energy_score"][0] == pytest.approx(0, abs=1e-5)
    assert all(np.isfinite(weight).all() for weight in gan.get_weights())


@pytest.mark.parametrize("jit_compile", [False, True])
def test_g_learns_from_it_and_evaluate_reports_it(jit_compile):
    gan = completing(masks.Halves("right"), jit_compile=jit_compile)
    gan.g_optimizer.learning_rate = 0.01
    scores = gan.fit(IMAGES, batch_size=8, epochs=60, verbose=0).history
    assert scores["energy_score"][-1] < 0.9 * scores["energy_score"][0]
    found = gan.evaluate(IMAGES, batch_size=8, verbose=0, return_dict=True)
    assert 0 < found["energy_score"] < scores["energy_score"][0]


def test_a_game_of_labels_and_one_without_conditions_have_it_too():
    labels = np.arange(16) % 3
    for num_classes in (3, None):
        gan = keras_gan.GAN(
            networks.dense_generator(SHAPE, 3, (8,), num_classes=num_classes),
            networks.dense_discriminator(SHAPE, (8,), num_classes=num_classes),
            latent="normal",
        )
        gan.compile("adam", "adam", terms=[losses.EnergyScore()])
        given = {"images": IMAGES, "labels": labels} if num_classes else IMAGES
        history = gan.fit(given, batch_size=8, verbose=0).history
        assert history["energy_score"][0] > 0


def test_it_is_saved_with_the_game(tmp_path):
    gan = completing()
    gan.save(tmp_path / "game.keras")
    (term,) = keras.saving.load_model(tmp_path / "game.keras").terms
    assert isinstance(term, losses.EnergyScore)
    assert (term.weight, term.player) == (2.0, "generator")
