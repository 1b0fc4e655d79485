"""What would pass in silence: frozen networks, a stale average, a game that stands."""

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

import keras_gan

IMAGES = np.random.default_rng(0).random((24, 4)).astype("float32")


def test_a_discriminator_that_is_not_trainable(make_generator, make_discriminator):
    discriminator = make_discriminator()
    discriminator.trainable = False
    with pytest.raises(ValueError, match="never learn.*freezes no network"):
        keras_gan.GAN(make_generator(), discriminator)


def test_a_generator_that_is_not_trainable_is_told(make_gan, make_generator):
    generator = make_generator()
    generator.trainable = False
    gan = make_gan(generator)
    with pytest.warns(UserWarning, match="generator has no trainable weights"):
        gan.fit(IMAGES, verbose=0)


def test_weights_that_became_trainable_after_compile(make_gan, make_discriminator):
    discriminator = make_discriminator()
    discriminator.layers[0].trainable = False
    gan = make_gan(discriminator=discriminator)
    discriminator.layers[0].trainable = True
    with pytest.raises(ValueError, match="discriminator became trainable.*again"):
        gan.fit(IMAGES, verbose=0)
    gan.compile("sgd", "sgd")
    gan.fit(IMAGES, verbose=0)


def test_keras_spectral_normalization_is_told(make_gan, make_discriminator):
    wrapped = layers.SpectralNormalization(layers.Dense(3))
    with pytest.warns(UserWarning, match="keras_gan.layers.SpectralNormalization"):
        make_gan(discriminator=make_discriminator(wrapped))


def test_logs_are_nan_once_a_game_stands_still(make_gan):
    gan = make_gan()
    step = tf.function(gan.train_step)
    assert np.isfinite(step(tf.constant(IMAGES))["d_loss"])
    step(tf.constant(IMAGES * np.nan))
    gan.reset_metrics()
    before = gan.generator.get_weights()
    logs = step(tf.constant(IMAGES))
    assert all(np.isnan(value) for value in logs.values())
    np.testing.assert_array_equal(before[0], gan.generator.get_weights()[0])


def test_epochs_without_an_update_of_g_have_no_g_loss(make_gan):
    gan = make_gan(discriminator_steps=4)
    history = gan.fit(IMAGES, batch_size=8, epochs=2, verbose=0).history
    assert len(history["d_loss"]) == 2
    assert len(history["g_loss"]) == 1  # of the second epoch alone


def test_before_the_first_update_the_average_is_the_generator(make_gan):
    gan = make_gan()
    gan.generator.set_weights([w + 0.1 for w in gan.generator.get_weights()])
    expected = gan.sample(3, seed=1, averaged=False)
    np.testing.assert_array_equal(gan.sample(3, seed=1), expected)


def test_a_stale_average_is_told_and_one_call_mends_it(make_gan):
    gan = make_gan()
    gan.fit(IMAGES, verbose=0)
    gan.sample(3)
    gan.generator.set_weights([w + 0.1 for w in gan.generator.get_weights()])
    with pytest.warns(UserWarning, match="changed without a training step"):
        gan.sample(3)
    gan.reset_average()
    expected = gan.sample(3, seed=1, averaged=False)
    np.testing.assert_array_equal(gan.sample(3, seed=1), expected)


class PixelNorm(keras.layers.Layer):
    """Not registered with Keras."""

    def call(self, inputs):
        mean = keras.ops.mean(inputs**2, axis=-1, keepdims=True)
        return inputs / keras.ops.sqrt(mean + 1e-8)


def own_activation(inputs):
    return keras.ops.sigmoid(inputs)


class Opaque(keras.layers.Layer):
    """Takes what no config can hold."""

    def __init__(self, function, **kwargs):
        super().__init__(**kwargs)
        self.function = function

    def call(self, inputs):
        return self.function(inputs)


@pytest.mark.parametrize(
    "layer",
    [
        PixelNorm,
        lambda: layers.Lambda(lambda x: 2.0 * x),
        lambda: layers.Dense(5, activation=own_activation),
        lambda: layers.Dense(5, activation=lambda x: x),
    ],
)
def test_generators_with_code_of_the_users_own_are_averaged(
    make_gan, make_generator, layer
):
    gan = make_gan(make_generator(layer()))
    gan.fit(IMAGES, verbose=0)
    assert np.isfinite(gan.sample(2)).all()


def test_what_cannot_be_copied_is_told(make_generator, make_discriminator):
    generator = make_generator(Opaque(lambda x: x))
    with pytest.raises(TypeError, match="generator_ema=None"):
        keras_gan.GAN(generator, make_discriminator())
    keras_gan.GAN(generator, make_discriminator(), generator_ema=None)


def own_prior(shape, seed):
    return tf.random.stateless_normal(shape, seed)


@pytest.mark.parametrize(
    ("prior", "name"),
    [(own_prior, "own_prior"), (lambda shape, seed: own_prior(shape, seed), "latent")],
)
def test_a_prior_that_is_a_function_comes_back_by_name(make_gan, tmp_path, prior, name):
    gan = make_gan(latent=prior)
    gan.save(tmp_path / "gan.keras")
    with pytest.raises(ValueError, match=f'custom_objects={{"{name}"'):
        keras.saving.load_model(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(
        tmp_path / "gan.keras", custom_objects={name: prior}
    )
    np.testing.assert_array_equal(loaded.sample(3, seed=1), gan.sample(3, seed=1))


def test_images_of_half_the_generators_range_are_told(make_gan, make_generator):
    gan = make_gan(make_generator(activation="tanh"))
    with pytest.warns(UserWarning, match=r"Pass `2 \* x - 1`"):
        gan.fit(IMAGES, verbose=0)


def test_sources_that_can_be_read_once_lose_no_batch(make_gan):
    batches = iter([IMAGES[:8], IMAGES[8:16], IMAGES[16:]])
    data = tf.data.Dataset.from_generator(
        lambda: batches, output_signature=tf.TensorSpec((None, 4))
    )
    gan = make_gan()
    gan.fit(data, steps_per_epoch=3, verbose=0)
    assert int(gan.step_counter) == 3


def test_datasets_of_unknown_rank(make_gan):
    data = tf.data.Dataset.from_tensor_slices(IMAGES).batch(8)
    data = data.map(lambda x: tf.numpy_function(lambda y: y, [x], tf.float32))
    gan = make_gan()
    gan.fit(data, verbose=0)
    assert int(gan.step_counter) == 3


def test_bfloat16_images(make_gan):
    images = tf.cast(IMAGES, tf.bfloat16).numpy()
    make_gan().fit(images, verbose=0)
    with pytest.raises(ValueError, match="between 0 and 1"):
        make_gan().fit(tf.cast(255 * IMAGES, tf.bfloat16).numpy(), verbose=0)


class Endless(keras.utils.PyDataset):
    """A `PyDataset` without a length."""

    @property
    def num_batches(self):
        return None

    def __getitem__(self, index):
        return IMAGES[:8]


def test_py_datasets_without_a_length(make_gan):
    gan = make_gan()
    gan.fit(Endless(), steps_per_epoch=3, shuffle=False, verbose=0)
    assert int(gan.step_counter) == 3


def test_swapped_averages_of_weights_under_mixed_float16(make_generator, make_gan):
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        gan = make_gan(optimizer=lambda: keras.optimizers.Adam(0.01, use_ema=True))
    finally:
        keras.config.set_dtype_policy(policy)
    swap = keras.callbacks.SwapEMAWeights()
    gan.fit(IMAGES, batch_size=8, epochs=2, callbacks=[swap], verbose=0)
    assert np.isfinite(gan.sample(2)).all()


def test_measured_statistics_are_those_of_the_averaged_weights(
    make_gan, make_generator
):
    gan = make_gan(make_generator(layers.BatchNormalization(momentum=0.999)))
    gan.fit(IMAGES, batch_size=8, epochs=2, verbose=0)
    average = gan.ema_generator
    before = [np.array(v) for v in average.weights]
    drawn = gan.sample(400, seed=1)
    for a, b in zip(before, average.weights, strict=True):  # nothing moved for good
        np.testing.assert_array_equal(a, np.array(b))
    batch = np.array(average(gan.draw_latents(400, 1), training=False))
    latents = gan.draw_latents(4000, 2)
    average.layers[1].trainable = True
    by_batch = np.array(average(latents, training=True)).std(axis=0)
    # Statistics of 1,000 latents against those of 4,000.
    np.testing.assert_allclose(drawn.std(axis=0), by_batch, rtol=0.15)
    assert not np.allclose(batch.std(axis=0), by_batch, rtol=0.15)


def test_penalties_is_a_former_name(make_gan):
    gan = make_gan()
    terms = [keras_gan.losses.R1()]
    with pytest.warns(DeprecationWarning, match="terms"):
        gan.compile("sgd", "sgd", penalties=terms)
    assert gan.terms == terms
    with pytest.raises(TypeError, match="both"):
        gan.compile("sgd", "sgd", terms=terms, penalties=terms)


def test_exports_take_keras_keywords(make_gan, tmp_path, capsys):
    gan = make_gan()
    gan.export(tmp_path / "a", verbose=False)
    assert not capsys.readouterr().out
    gan.export(tmp_path / "b", verbose=True)
    assert "Saved the generator" in capsys.readouterr().out
    with pytest.raises(ValueError, match="input_signature"):
        gan.export(tmp_path / "c", input_signature=[])


def test_a_loop_of_ones_own_makes_a_graph_of_a_step_without_complaint(make_gan, caplog):
    gan, logger = make_gan(), tf.get_logger()
    logger.addHandler(caplog.handler)
    try:
        tf.function(gan.train_step)(tf.constant(IMAGES[:8]))
    finally:
        logger.removeHandler(caplog.handler)
    assert "could not transform" not in caplog.text
