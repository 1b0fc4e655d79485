import math

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan.latents import Stream, Uniform, noise_seed

LOG_KEYS = {"d_loss", "g_loss", "value", "d_real", "d_fake"}


def sgd():
    return keras.optimizers.SGD(0.1)


def fixed_latents(shape, seed):
    """A prior without chance: XLA draws other numbers from the same seed."""
    numbers = tf.cast(tf.range(shape[0] * shape[1]), tf.float32)
    return tf.reshape(tf.sin(numbers), shape)


def weights(network):
    return [np.array(v) for v in network.weights]


def moved(before, network):
    return [
        not np.array_equal(a, b) for a, b in zip(before, weights(network), strict=True)
    ]


def train_one_by_one(gan, images, steps):
    for _ in range(steps):
        gan.train_on_batch(images)


def cross_entropy(logits, target):
    targets = tf.fill(tf.shape(logits), target)
    losses = tf.nn.sigmoid_cross_entropy_with_logits(targets, logits)
    return tf.reduce_mean(losses)


def test_discriminators_update_moves_only_the_discriminator(make_gan, images):
    gan = make_gan(discriminator_steps=2)  # the first step leaves G out
    generator, average = weights(gan.generator), weights(gan.ema_generator)
    discriminator = weights(gan.discriminator)
    gan.train_on_batch(images)
    assert all(moved(discriminator, gan.discriminator))
    assert not any(moved(generator, gan.generator))
    assert not any(moved(average, gan.ema_generator))


def test_generators_update_moves_only_the_generator(make_gan, images):
    gan = make_gan()
    gan.compile(keras.optimizers.SGD(0.0), keras.optimizers.SGD(0.1))
    generator, discriminator = weights(gan.generator), weights(gan.discriminator)
    gan.train_on_batch(images)
    assert all(moved(generator, gan.generator))
    assert not any(moved(discriminator, gan.discriminator))


@pytest.mark.parametrize("k", [1, 2, 3])
def test_generator_moves_at_every_kth_step_exactly(make_gan, images, k):
    gan = make_gan(discriminator_steps=k)
    steps_with_update = []
    for step in range(1, 8):
        before = weights(gan.generator)
        gan.train_on_batch(images)
        if any(moved(before, gan.generator)):
            steps_with_update.append(step)
    assert steps_with_update == [step for step in range(1, 8) if step % k == 0]
    assert int(gan.d_optimizer.iterations) == 7
    assert int(gan.g_optimizer.iterations) == 7 // k
    assert int(gan.step_counter) == 7


@pytest.mark.parametrize(
    "mode",
    [{}, {"run_eagerly": True}, {"jit_compile": True}],
    ids=["graph", "eager", "jit"],
)
def test_two_steps_equal_algorithm_1_written_by_hand(make_gan, images, mode):
    prior = fixed_latents if mode.get("jit_compile") else Uniform()
    gan = make_gan(optimizer=sgd, seed=7, latent=prior, **mode)
    generator = keras.models.clone_model(gan.generator)
    discriminator = keras.models.clone_model(gan.discriminator)
    generator.set_weights(gan.generator.get_weights())
    discriminator.set_weights(gan.discriminator.get_weights())
    for step in range(2):
        gan.train_on_batch(images)

        latents = prior(
            (len(images), 3), noise_seed(7, Stream.DISCRIMINATOR_STEP, step)
        )
        with tf.GradientTape() as tape:
            on_real, on_fake = discriminator(images), discriminator(generator(latents))
            loss = (cross_entropy(on_real, 1.0) + cross_entropy(on_fake, 0.0)) / 2
        variables = [v.value for v in discriminator.trainable_variables]
        for variable, gradient in zip(
            variables, tape.gradient(loss, variables), strict=True
        ):
            variable.assign_sub(0.1 * gradient)

        latents = prior((len(images), 3), noise_seed(7, Stream.GENERATOR_STEP, step))
        with tf.GradientTape() as tape:
            loss = cross_entropy(discriminator(generator(latents)), 1.0)
        variables = [v.value for v in generator.trainable_variables]
        for variable, gradient in zip(
            variables, tape.gradient(loss, variables), strict=True
        ):
            variable.assign_sub(0.1 * gradient)
    for ours, by_hand in [
        (gan.generator, generator),
        (gan.discriminator, discriminator),
    ]:
        for a, b in zip(weights(ours), weights(by_hand), strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(
    "mode",
    [
        {"steps_per_execution": 3},
        {"run_eagerly": True},
        {"jit_compile": True, "steps_per_execution": 2},
    ],
    ids=["steps_per_execution", "eager", "jit_steps_per_execution"],
)
def test_ways_of_execution_agree(make_gan, images, mode):
    results = []
    for arguments in [{}, mode]:
        gan = make_gan(
            optimizer=sgd,
            latent=fixed_latents,
            discriminator_steps=2,
            terms=[keras_gan.losses.R1(1.0, every=2)],
            **arguments,
        )
        history = gan.fit(images, batch_size=4, epochs=2, shuffle=False, verbose=0)
        results.append((gan.get_weights(), history.history))
    (weights_a, logs_a), (weights_b, logs_b) = results
    for a, b in zip(weights_a, weights_b, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)
    assert set(logs_a) == set(logs_b) == {*LOG_KEYS, "r1"}
    for key in logs_a:
        np.testing.assert_allclose(logs_a[key], logs_b[key], rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    "name", ["sgd", "adam", "rmsprop", "adamw", "nadam", "adagrad", "lion", "ftrl"]
)
def test_any_keras_optimizer_trains_both(make_gan, images, name):
    gan = make_gan(optimizer=lambda: keras.optimizers.get(name))
    before = weights(gan.generator), weights(gan.discriminator)
    train_one_by_one(gan, images, 2)
    assert any(moved(before[0], gan.generator))
    assert any(moved(before[1], gan.discriminator))
    assert np.isfinite(gan.sample(5)).all()


def test_optimizers_can_be_named(make_gan, images):
    gan = make_gan()
    gan.compile("sgd", "adam")
    gan.fit(images, verbose=0)
    assert isinstance(gan.d_optimizer, keras.optimizers.SGD)
    assert isinstance(gan.g_optimizer, keras.optimizers.Adam)


def test_mixed_float16_scales_both_losses(make_gan, images):
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        gan = make_gan(terms=[keras_gan.losses.R1(0.1)])
    finally:
        keras.config.set_dtype_policy(policy)
    for optimizer in (gan.d_optimizer, gan.g_optimizer):
        assert isinstance(optimizer, keras.optimizers.LossScaleOptimizer)
        assert isinstance(optimizer.inner_optimizer, keras.optimizers.Adam)
    before = weights(gan.generator), weights(gan.discriminator)
    logs = gan.fit(images, epochs=2, batch_size=8, verbose=0).history
    assert any(moved(before[0], gan.generator))
    assert any(moved(before[1], gan.discriminator))
    # Logs are not scaled: a fresh game lies near log 2 for each loss.
    assert 0.3 < logs["d_loss"][0] < 1.5
    assert 0.3 < logs["g_loss"][0] < 1.5
    gan.compile(gan.d_optimizer, gan.g_optimizer)
    assert isinstance(gan.d_optimizer.inner_optimizer, keras.optimizers.Adam)


def test_logs_are_means_over_the_epoch_with_a_partial_last_batch(make_gan, images):
    gan = make_gan(optimizer=lambda: keras.optimizers.SGD(0.0))
    images = np.concatenate([images[:21], np.ones((1, 4), "float32")])  # 8, 8, 6
    logs = gan.fit(images, batch_size=8, shuffle=False, verbose=0).history
    expected = tf.reduce_mean(tf.sigmoid(gan.discriminator(images)))
    np.testing.assert_allclose(logs["d_real"], [float(expected)], rtol=1e-5)
    last = tf.reduce_mean(tf.sigmoid(gan.discriminator(images[16:])))
    assert abs(float(last) - logs["d_real"][0]) > 1e-4
    losses = []
    for step, size in enumerate([8, 8, 6]):
        latents = Uniform()((size, 3), noise_seed(0, Stream.GENERATOR_STEP, step))
        logits = gan.discriminator(gan.generator(latents))
        losses += [*np.array(tf.nn.softplus(-logits)).ravel()]
    np.testing.assert_allclose(logs["g_loss"], [np.mean(losses)], rtol=1e-5)


def test_value_at_the_equilibrium_is_minus_log_4(make_gan, images):
    gan = make_gan(optimizer=lambda: keras.optimizers.SGD(0.0))
    for variable in gan.discriminator.trainable_variables:
        variable.assign(tf.zeros_like(variable.value))
    logs = gan.fit(images, validation_data=images, verbose=0).history
    for prefix in ("", "val_"):
        assert logs[f"{prefix}value"][0] == pytest.approx(-math.log(4), abs=1e-6)
        assert logs[f"{prefix}d_loss"][0] == pytest.approx(math.log(2), abs=1e-6)
        assert logs[f"{prefix}g_loss"][0] == pytest.approx(math.log(2), abs=1e-6)
        assert logs[f"{prefix}d_real"][0] == pytest.approx(0.5, abs=1e-6)
        assert logs[f"{prefix}d_fake"][0] == pytest.approx(0.5, abs=1e-6)


@pytest.mark.parametrize("player", ["generator", "discriminator"])
def test_kernel_regularizers_count_in_their_own_players_update(
    make_gan, make_generator, make_discriminator, images, player
):
    regularizer = {"kernel_regularizer": keras.regularizers.L2(0.5)}
    plain = make_gan(optimizer=sgd)
    regularized = make_gan(
        make_generator(**regularizer if player == "generator" else {}),
        make_discriminator(**regularizer if player == "discriminator" else {}),
        optimizer=sgd,
        discriminator_steps=1,
    )
    regularized.set_weights(plain.get_weights())
    kernel = np.array(getattr(plain, player).trainable_variables[0])
    other = "discriminator" if player == "generator" else "generator"
    plain_logs = plain.train_on_batch(images, return_dict=True)
    logs = regularized.train_on_batch(images, return_dict=True)
    got = np.array(getattr(regularized, player).trainable_variables[0])
    expected = np.array(getattr(plain, player).trainable_variables[0])
    # The gradient of 0.5 w^2 is w, and the learning rate 0.1.
    np.testing.assert_allclose(got, expected - 0.1 * kernel, rtol=1e-4, atol=1e-6)
    if player == "generator":  # G's update comes last, so D saw nothing of it
        assert not any(moved(weights(getattr(plain, other)), regularized.discriminator))
    assert logs["d_loss"] == pytest.approx(plain_logs["d_loss"])


def test_batch_statistics_get_into_the_average(make_gan, make_generator, images):
    gan = make_gan(make_generator(keras.layers.BatchNormalization(momentum=0.5)))
    fresh = gan.ema_generator.layers[1].get_weights()
    train_one_by_one(gan, images, 3)
    averaged = gan.ema_generator.layers[1].get_weights()
    in_play = gan.generator.layers[1].get_weights()
    for index in (2, 3):  # moving mean and variance
        assert not np.allclose(averaged[index], fresh[index])
        np.testing.assert_array_equal(averaged[index], in_play[index])


@pytest.mark.parametrize(
    ("rule", "keep"),
    [
        ("power", lambda update: (1 - 1 / update) ** 4),  # Karras et al., 2023
        (0.5, lambda update: min(0.5, (1 + update) / (10 + update))),
    ],
)
def test_average_follows_its_rule(make_gan, images, rule, keep):
    gan = make_gan(generator_ema=rule)
    expected = weights(gan.generator)
    for update in range(1, 11):
        gan.train_on_batch(images)
        expected = [
            keep(update) * a + (1 - keep(update)) * b
            for a, b in zip(expected, weights(gan.generator), strict=True)
        ]
    for a, b in zip(weights(gan.ema_generator), expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


def test_without_an_average_samples_come_from_the_generator_in_play(make_gan, images):
    gan = make_gan(generator_ema=None)
    train_one_by_one(gan, images, 2)
    assert gan.ema_generator is None
    np.testing.assert_array_equal(
        gan.sample(4, seed=1), gan.sample(4, seed=1, averaged=False)
    )


def test_networks_may_be_unbuilt_or_subclassed(images):
    class Subclassed(keras.Model):
        def __init__(self, units, **kwargs):
            super().__init__(**kwargs)
            self.units = units
            self.dense = keras.layers.Dense(units)

        def call(self, inputs):
            return self.dense(inputs)

        def get_config(self):
            return {"units": self.units, **super().get_config()}

    unbuilt = keras.Sequential([keras.layers.Dense(1)])
    gan = keras_gan.GAN(Subclassed(4), unbuilt, latent_dim=3)
    gan.compile("adam", "adam")
    gan.fit(images, verbose=0)
    assert gan.sample(7).shape == (7, 4)


def test_numpy_integers_and_floats_are_numbers(make_gan, images):
    gan = make_gan(
        latent_dim=np.int64(3),
        seed=np.int32(4),
        generator_ema=np.float32(0.9),
        discriminator_steps=np.int64(2),
    )
    gan.fit(images, verbose=0)
    assert gan.sample(np.int64(2)).shape == (2, 4)
    assert gan.get_config()["generator_ema"] == pytest.approx(0.9)
