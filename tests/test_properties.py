"""Properties that hold for any size, dtype and loss."""

import keras
import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import keras_gan
from keras_gan import latents, losses, metrics, networks, optimizers

# Each game is traced anew, which takes a second.
GAMES = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
MANY = settings(max_examples=60, deadline=None)

LOSSES = ["minimax", "non_saturating", "maximum_likelihood", "blend"]
shapes = st.sampled_from([(3,), (2, 5), (4, 3, 1), (2, 2, 3)])
logits = st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=9)


@GAMES
@given(
    shape=shapes,
    loss=st.sampled_from(LOSSES),
    update=st.sampled_from(["alternating", "simultaneous"]),
    dtype=st.sampled_from(["float16", "float32", "float64"]),
    batch_size=st.integers(1, 9),
    seed=st.integers(0, 2**31 - 1),
)
def test_a_game_of_any_kind_trains(shape, loss, update, dtype, batch_size, seed):
    keras.utils.set_random_seed(seed)
    gan = keras_gan.GAN(
        networks.dense_generator(shape, 2, (3,)),
        networks.dense_discriminator(shape, (3,)),
        seed=seed,
    )
    gan.compile(
        optimizers.Adam(1e-3),
        optimizers.SGD(1e-3),
        loss=loss,
        update=update,
        terms=[losses.R1(0.1)],
        run_eagerly=True,
    )
    before = gan.generator.get_weights()
    images = np.random.default_rng(seed).random((9, *shape)).astype(dtype)
    history = gan.fit(images, batch_size=batch_size, verbose=0).history
    assert all(np.isfinite(values).all() for values in history.values())
    steps = -(-9 // batch_size)
    assert int(gan.step_counter) == int(gan.g_optimizer.iterations) == steps
    after = gan.generator.get_weights()
    assert any(not np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert gan.sample(batch_size, seed=seed).shape == (batch_size, *shape)


@MANY
@given(real=logits, fake=logits, name=st.sampled_from(LOSSES))
def test_losses_are_finite_and_one_for_each_example(real, fake, name):
    loss = losses.get(name)
    count = min(len(real), len(fake))
    real, fake = (np.array(x[:count], "float32") for x in (real, fake))
    for values in (loss.discriminator_loss(real, fake), loss.generator_loss(fake)):
        assert np.shape(values) == (count,)
        assert np.isfinite(values).all()
    # D wants real logits high and fake ones low.
    better = loss.discriminator_loss(real + 1, fake - 1)
    assert (np.asarray(better) <= np.asarray(loss.discriminator_loss(real, fake))).all()
    # G wants fake logits high.
    assert (
        np.asarray(loss.generator_loss(fake + 1))
        <= np.asarray(loss.generator_loss(fake))
    ).all()


@MANY
@given(
    name=st.sampled_from(["uniform", "normal", "spherical", "truncated_normal"]),
    count=st.integers(0, 20),
    size=st.integers(1, 20),
    seed=st.integers(0, 2**62),
)
def test_priors_follow_from_their_seed(name, count, size, seed):
    prior = latents.get(name)
    draws = [
        np.asarray(prior((count, size), latents.noise_seed(each, 0, 0)))
        for each in (seed, seed, seed + 1)
    ]
    assert draws[0].shape == (count, size)
    assert np.isfinite(draws[0]).all()
    np.testing.assert_array_equal(draws[0], draws[1])
    if count * size > 1:
        assert not np.array_equal(draws[0], draws[2])


@MANY
@given(
    examples=st.integers(1, 12),
    samples=st.integers(1, 12),
    size=st.integers(1, 12),
    block_size=st.integers(1, 12),
    sigma=st.floats(0.05, 5.0),
    seed=st.integers(0, 1000),
)
def test_a_parzen_window_is_the_same_in_any_blocks(
    examples, samples, size, block_size, sigma, seed
):
    rng = np.random.default_rng(seed)
    x, s = rng.random((examples, size)), rng.random((samples, size))
    whole = metrics.parzen_log_likelihood(x, s, sigma)
    blocks = metrics.parzen_log_likelihood(x, s, sigma, block_size=block_size)
    squares = ((x[:, None] - s[None]) ** 2).sum(axis=-1) / (2 * sigma**2)
    expected = np.log(np.exp(-squares + squares.min()).mean(axis=1)) - squares.min()
    expected -= size * np.log(sigma * np.sqrt(2 * np.pi))
    np.testing.assert_allclose(blocks, whole, rtol=1e-9, atol=1e-9)
    if squares.max() - squares.min() < 500:  # else the plain sum is zero
        np.testing.assert_allclose(whole, expected, rtol=1e-6, atol=1e-6)
