"""The bidirectional game: pairs, who moves when, and where it ends."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan import losses, networks, optimizers
from keras_gan.latents import Stream
from keras_gan.models import BiGAN, Play

SHAPE, LATENT_DIM = (2, 2, 1), 3
IMAGES = np.random.default_rng(0).random((24, *SHAPE), dtype="float32")


def game(optimizer=lambda: optimizers.Adam(0.01, 0.5), policy="float32", **rules):
    keras.utils.set_random_seed(0)
    keras.config.set_dtype_policy(policy)
    try:
        gan = BiGAN(
            networks.dense_generator(SHAPE, LATENT_DIM, (5,)),
            networks.dense_discriminator(SHAPE, (6,), code_dim=LATENT_DIM),
            latent="normal",
            partners={"encoder": networks.dense_encoder(SHAPE, LATENT_DIM, (5,))},
            seed=2,
        )
        rules = {"terms": [losses.JointR1(0.1)], "jit_compile": False, **rules}
        gan.compile(optimizer(), optimizer(), **rules)
    finally:
        keras.config.set_dtype_policy("float32")
    return gan


def weights_of(*networks):
    return [weight for network in networks for weight in network.get_weights()]


def differ(before, after):
    return [not np.array_equal(a, b) for a, b in zip(before, after, strict=True)]


def test_real_pairs_have_codes_and_generated_ones_their_latents():
    gan = game()
    batch = {"images": tf.constant(IMAGES[:8])}
    play = Play(gan, batch, Stream.DISCRIMINATOR_STEP, gan.step_counter.value)
    np.testing.assert_array_equal(play.real["images"], IMAGES[:8])
    np.testing.assert_array_equal(play.real["codes"], gan.encoder(IMAGES[:8]))
    np.testing.assert_array_equal(play.fake["codes"], play.latents)
    np.testing.assert_array_equal(play.fake["images"], gan.generator(play.latents))
    assert play.seen().keys() == {"images", "codes"}


def test_each_turn_moves_its_player_alone():
    gan = game(discriminator_steps=2)
    others = gan.generator, gan.encoder
    before, d_before = weights_of(*others), weights_of(gan.discriminator)
    gan.train_on_batch(IMAGES[:8])  # D's turn alone
    assert not any(differ(before, weights_of(*others)))
    assert any(differ(d_before, weights_of(gan.discriminator)))
    gan.train_on_batch(IMAGES[:8])
    assert all(differ(before, weights_of(*others)))


def test_the_encoder_descends_the_swapped_labels_of_real_pairs():
    gan = game(lambda: keras.optimizers.SGD(0.5), discriminator_steps=1, terms=[])
    gan.d_optimizer.learning_rate = 0.0
    kernel = gan.encoder.trainable_variables[0]
    before = kernel.numpy()
    x = tf.constant(IMAGES[:8])
    with tf.GradientTape() as tape:
        logits = gan.discriminator({"images": x, "codes": gan.encoder(x)})
        expected = tf.reduce_mean(tf.nn.softplus(logits))  # -log(1 - D(x, E(x)))
    gradient = tape.gradient(expected, kernel.value)
    gan.train_on_batch(IMAGES[:8])
    np.testing.assert_allclose(kernel.numpy(), before - 0.5 * gradient, atol=1e-6)


def test_the_cycle_of_latents_is_that_of_the_networks_in_play():
    gan = game(terms=[losses.LatentCycle(0.5)])
    batch = {"images": tf.constant(IMAGES[:8])}
    play = Play(gan, batch, Stream.GENERATOR_STEP, gan.step_counter.value)
    value = gan.terms[0].value(play)
    codes = gan.encoder(gan.generator(play.latents))
    expected = np.square(play.latents - codes).sum(axis=1)
    np.testing.assert_allclose(value, expected, rtol=1e-5)
    gan.fit(np.tile(IMAGES, (40, 1, 1, 1)), batch_size=8, verbose=0)
    play = Play(gan, batch, Stream.GENERATOR_STEP, gan.step_counter.value)
    assert np.mean(gan.terms[0].value(play)) < 0.5 * np.mean(expected)


def test_the_encoder_is_averaged_as_the_generator_is():
    gan = game()
    gan.fit(IMAGES, batch_size=8, epochs=2, verbose=0)
    for own, mean in [
        (gan.generator, gan.ema_generator),
        (gan.encoder, gan.ema_encoder),
    ]:
        assert all(differ(own.get_weights(), mean.get_weights()))
    codes = gan.encode(IMAGES)
    np.testing.assert_allclose(codes, gan.ema_encoder(IMAGES), rtol=1e-5, atol=1e-6)
    made = gan.ema_generator(gan.ema_encoder(IMAGES))
    np.testing.assert_allclose(gan.reconstruct(IMAGES), made, rtol=1e-5, atol=1e-6)
    gan.reset_average()
    np.testing.assert_allclose(gan.encode(IMAGES), gan.encoder(IMAGES), rtol=1e-5)


def test_without_averages_the_networks_in_play_encode():
    generator = networks.dense_generator(SHAPE, LATENT_DIM, (5,))
    encoder = networks.dense_encoder(SHAPE, LATENT_DIM, (5,))
    gan = BiGAN(
        generator,
        networks.dense_discriminator(SHAPE, (6,), code_dim=LATENT_DIM),
        generator_ema=None,
        partners={"encoder": encoder},
    )
    np.testing.assert_allclose(gan.encode(IMAGES), encoder(IMAGES), rtol=1e-5)
    made = generator(encoder(IMAGES))
    np.testing.assert_allclose(gan.reconstruct(IMAGES), made, rtol=1e-5)


@pytest.mark.parametrize("update", ["alternating", "simultaneous"])
def test_a_saved_game_goes_on_as_if_it_had_not_been(update, tmp_path):
    gan = game(update=update)
    gan.fit(IMAGES, batch_size=8, verbose=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert type(loaded) is BiGAN
    for each in (gan, loaded):
        each.fit(IMAGES, batch_size=8, shuffle=False, verbose=0)
    for a, b in zip(gan.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(gan.encode(IMAGES), loaded.encode(IMAGES))


@pytest.mark.parametrize(
    "rules", [{"policy": "mixed_float16"}, {"jit_compile": True}], ids=str
)
def test_half_precision_and_xla(rules):
    gan = game(**rules)
    before = weights_of(gan.encoder)
    logs = gan.fit(np.tile(IMAGES, (4, 1, 1, 1)), batch_size=8, verbose=0).history
    assert np.isfinite([*logs.values()]).all()
    assert any(differ(before, weights_of(gan.encoder)))
    assert gan.encode(IMAGES).dtype == gan.reconstruct(IMAGES).dtype == np.float32


def test_one_pass_of_pairs_equals_two():
    one = game(lambda: keras.optimizers.SGD(0.1))
    assert one.fast_paths == ("one_pass",)
    two = game(lambda: keras.optimizers.SGD(0.1))
    two.fast_paths = ()
    for gan in (one, two):
        gan.fit(IMAGES, batch_size=8, shuffle=False, verbose=0)
    for a, b in zip(one.get_weights(), two.get_weights(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-6)


def test_the_encoder_of_an_orthonormal_generator_is_its_transpose():
    # G(z) = A z with orthonormal columns: D cannot tell (x, E(x)) from (G(z), z) only
    # where E(A z) = z. From zero, SGD keeps E within the range of A, so E = A^T.
    steps, batch_size, dim = 1_500, 256, 3
    keras.utils.set_random_seed(0)
    rng = np.random.default_rng(0)
    columns = np.linalg.qr(rng.normal(size=(6, dim)))[0].astype("float32")
    linear = {"use_bias": False, "kernel_initializer": "zeros"}
    generator = keras.Sequential(
        [keras.Input((dim,)), keras.layers.Dense(6, trainable=False, **linear)]
    )
    generator.set_weights([columns.T])
    encoder = keras.Sequential([keras.Input((6,)), keras.layers.Dense(dim, **linear)])
    gan = BiGAN(
        generator,
        networks.dense_discriminator((6,), (32, 32), code_dim=dim),
        latent="normal",
        partners={"encoder": encoder},
    )
    falling = keras.optimizers.schedules.CosineDecay
    gan.compile(
        optimizers.Adam(falling(0.01, steps), 0.5, 0.99),
        optimizers.SGD(falling(0.3, steps), momentum=0.5),
        terms=[losses.JointR1(0.1)],
    )
    latents = rng.normal(size=(steps * batch_size, dim)).astype("float32")
    images = latents @ columns.T
    assert np.abs(gan.encode(images[:100])).max() == 0
    gan.fit(images, batch_size=batch_size, verbose=0)
    # E x = x E with E as Keras keeps it, which is A in the place of A^T.
    np.testing.assert_allclose(gan.ema_encoder.get_weights()[0], columns, atol=0.01)
    found = gan.encode(images[:1000])
    assert np.abs(found - latents[:1000]).mean() < 0.01
    assert np.abs(gan.reconstruct(images[:1000]) - images[:1000]).mean() < 0.01
    # At A^T itself, nothing is lost.
    gan.encoder.set_weights([columns])
    gan.reset_average()
    np.testing.assert_allclose(gan.reconstruct(images[:9]), images[:9], atol=1e-5)


@pytest.mark.parametrize(
    ("discriminator", "partners", "match"),
    [
        ({}, {}, "has an encoder, .*Received: partners={}"),
        ({}, None, "has an encoder, .*Received: partners=None"),
        ({}, {"encoder": (SHAPE, 4)}, r"output shape \(None, 4\), .*\(None, 3\)"),
        ({}, {"encoder": ((3, 2, 1), 3)}, "takes what the generator makes"),
        ({"code_dim": None}, {"encoder": (SHAPE, 3)}, "inputs .'images'."),
    ],
)
def test_networks_that_do_not_fit(discriminator, partners, match):
    if partners:
        partners = {"encoder": networks.dense_encoder(*partners["encoder"], (5,))}
    with pytest.raises(ValueError, match=match):
        BiGAN(
            networks.dense_generator(SHAPE, LATENT_DIM, (5,)),
            networks.dense_discriminator(
                SHAPE, (6,), **{"code_dim": LATENT_DIM, **discriminator}
            ),
            partners=partners,
        )
