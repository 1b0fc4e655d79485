"""A step in half precision goes where the step in float32 goes."""

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import losses, networks, optimizers

IMAGES = np.random.default_rng(0).random((64, 4, 4, 1), dtype="float32")


def game(policy, update):
    keras.config.set_dtype_policy(policy)
    try:
        keras.utils.set_random_seed(0)
        gan = keras_gan.GAN(
            networks.dense_generator((4, 4, 1), 8, (32,)),
            networks.dense_discriminator((4, 4, 1), (32,)),
        )
    finally:
        keras.config.set_dtype_policy("float32")
    gan.compile(
        optimizers.SGD(0.1),
        optimizers.SGD(0.1),
        update=update,
        terms=[losses.R1(1.0)],
    )
    return gan


def move_of(gan):
    """How one step moves each network, as vectors; and the logs of the step."""
    networks = {"discriminator": gan.discriminator, "generator": gan.generator}
    before = {name: network.get_weights() for name, network in networks.items()}
    logs = gan.train_on_batch(IMAGES, return_dict=True)
    moves = {}
    for name, network in networks.items():
        pairs = zip(network.get_weights(), before[name], strict=True)
        moves[name] = np.concatenate([(a - b).ravel() for a, b in pairs])
    return moves, logs


@pytest.mark.parametrize("update", ["alternating", "simultaneous"])
@pytest.mark.parametrize("policy", ["mixed_float16", "mixed_bfloat16"])
def test_a_mixed_step_goes_where_a_float32_one_goes(policy, update):
    mixed = game(policy, update)
    expected, expected_logs = move_of(game("float32", update))
    moves, logs = move_of(mixed)
    for name, move in moves.items():
        assert np.linalg.norm(move) > 0  # an overflow would have been skipped
        cosine = move @ expected[name]
        cosine /= np.linalg.norm(move) * np.linalg.norm(expected[name])
        assert cosine == pytest.approx(1.0, abs=5e-3), name
        ratio = np.linalg.norm(move) / np.linalg.norm(expected[name])
        assert ratio == pytest.approx(1.0, abs=2e-2), name
    for name, value in logs.items():
        assert value == pytest.approx(expected_logs[name], rel=2e-2), name
    is_scaled = policy == "mixed_float16"
    for optimizer in (mixed.d_optimizer, mixed.g_optimizer):
        assert hasattr(optimizer, "dynamic_scale") is is_scaled


def test_the_penalty_is_worked_out_in_float32():
    discriminator = keras.Sequential(
        [
            keras.Input((4, 4, 1)),
            keras.layers.Flatten(dtype="mixed_float16"),
            keras.layers.Dense(1, kernel_initializer="ones", dtype="mixed_float16"),
        ]
    )
    kernel, bias = discriminator.get_weights()
    discriminator.set_weights([300 * kernel, bias])
    images = tf.constant(IMAGES[:2])
    values = losses.R1(1.0)(discriminator, images, images, None)
    assert np.asarray(values).dtype == np.float32
    # Half of 16 times 300 squared, where float16 ends at 65,504.
    np.testing.assert_allclose(values, np.full(2, 720_000.0), rtol=1e-6)
