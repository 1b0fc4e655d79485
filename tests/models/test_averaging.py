import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan


def of_one_device():
    return tf.distribute.MirroredStrategy(["CPU:0"])


@pytest.mark.parametrize("strategy", [tf.distribute.get_strategy, of_one_device])
def test_each_of_two_games_follows_its_own_generator(strategy, images):
    strategy = strategy()
    for seed in range(2):
        with strategy.scope():
            keras.utils.set_random_seed(seed)
            generator = keras.Sequential(
                [keras.Input((3,)), keras.layers.Dense(4), keras.layers.Dense(4)]
            )
            discriminator = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
            gan = keras_gan.GAN(generator, discriminator)
            gan.compile("sgd", "sgd", jit_compile=False)
        gan.fit(images, batch_size=len(images), verbose=0)
        # The power rule keeps nothing at the first update.
        for mean, value in zip(
            gan.ema_generator.weights, generator.weights, strict=True
        ):
            np.testing.assert_array_equal(np.asarray(mean), np.asarray(value))


def test_a_strategy_of_one_device_equals_none(images):
    results = []
    for strategy in (tf.distribute.get_strategy(), of_one_device()):
        keras.utils.set_random_seed(0)
        with strategy.scope():
            gan = keras_gan.GAN(
                keras_gan.networks.paper_generator((2, 2, 1), 3, width=8),
                keras_gan.networks.paper_discriminator((2, 2, 1), num_units=6),
                seed=0,
            )
            gan.compile(
                keras_gan.optimizers.Adam(),
                keras_gan.optimizers.Adam(),
                jit_compile=False,
            )
        data = keras_gan.datasets.batches(images.reshape(-1, 2, 2, 1), 8)
        gan.fit(data, steps_per_epoch=3, epochs=2, verbose=0)
        results.append([np.asarray(weight) for weight in gan.weights])
    for alone, mirrored in zip(*results, strict=True):
        np.testing.assert_allclose(mirrored, alone, rtol=1e-5, atol=1e-7)


def game_of_averages(rule):
    keras.utils.set_random_seed(0)
    gan = keras_gan.GAN(
        keras_gan.networks.dense_generator((2, 2, 1), 3, (4,)),
        keras_gan.networks.salimans_discriminator((2, 2, 1), 3, (5, 4), 0.1, 0.1),
        discriminator_ema=rule,
    )
    pair = [keras.optimizers.Adam(0.01) for _ in range(2)]
    gan.compile(*pair, loss=keras_gan.losses.SemiSupervised(), discriminator_steps=2)
    return gan


class Weights(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.seen = []

    def on_train_batch_end(self, batch, logs=None):
        self.seen.append(self.model.discriminator.get_weights())


@pytest.mark.parametrize("rule", ["power", 0.3])
def test_the_average_of_a_discriminator_counts_its_own_updates(rule, images):
    gan, weights = game_of_averages(rule), Weights()
    labels = np.arange(len(images)) % 3
    expected = gan.discriminator.get_weights()
    data = images.reshape(-1, 2, 2, 1)
    gan.fit(data, labels, batch_size=2, callbacks=[weights], verbose=0)
    for update, values in enumerate(weights.seen, start=1):
        kept = (1 - 1 / update) ** 4
        if rule != "power":
            kept = min(rule, (1 + update) / (10 + update))
        expected = [
            kept * mean + (1 - kept) * value
            for mean, value in zip(expected, values, strict=True)
        ]
    trained = {id(v) for v in gan.discriminator.trainable_variables}
    for mean, value, own in zip(
        gan.ema_discriminator.weights,
        expected,
        gan.discriminator.weights,
        strict=True,
    ):
        value = value if id(own) in trained else own.numpy()
        np.testing.assert_allclose(mean, value, rtol=1e-4, atol=1e-6)
    assert len(weights.seen) > 2


def test_an_averaged_discriminator_is_saved(tmp_path, images):
    gan = game_of_averages("power")
    data = images.reshape(-1, 2, 2, 1)
    gan.fit(data, np.arange(len(images)) % 3, batch_size=2, verbose=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.models.load_model(tmp_path / "gan.keras")
    assert loaded.discriminator_ema == "power"
    classes = loaded.ema_discriminator(data)["classes"]
    np.testing.assert_array_equal(classes, gan.ema_discriminator(data)["classes"])
    assert np.abs(classes - gan.discriminator(data)["classes"]).max() > 1e-4


def test_no_average_of_a_discriminator_by_default(images):
    gan = game_of_averages(None)
    assert gan.ema_discriminator is None
    assert "discriminator_ema" not in gan.get_config()
    with pytest.raises(ValueError, match="Received: discriminator_ema=2"):
        game_of_averages(2)


def test_other_weights_are_the_beginning_of_both_averages(images):
    gan = game_of_averages("power")
    data = images.reshape(-1, 2, 2, 1)
    keras_gan.layers.initialize_from_data(gan.discriminator, data)
    gan.reset_average()
    np.testing.assert_array_equal(
        gan.ema_discriminator(data)["classes"], gan.discriminator(data)["classes"]
    )
