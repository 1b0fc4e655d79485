import os
import subprocess
import sys
import textwrap

import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan


@keras.saving.register_keras_serializable(package="tests")
def two_spikes(shape, seed):
    return tf.sign(tf.random.stateless_normal(shape, seed))


@pytest.fixture
def trained(make_gan, make_generator, make_discriminator, images):
    gan = make_gan(
        make_generator(keras.layers.BatchNormalization()),
        make_discriminator(keras.layers.Dropout(0.5, seed=1)),
        loss=keras_gan.losses.Blend(0.25, label_smoothing=0.1),
        discriminator_steps=2,
        terms=[keras_gan.losses.R1(3.0, every=4), keras_gan.losses.R2(0.5)],
        metrics=[keras.metrics.MeanSquaredError(name="mse")],
        latent="normal",
        generator_ema=0.99,
        seed=5,
    )
    gan.fit(images, batch_size=8, epochs=3, verbose=0)
    return gan


def assert_same(a, b):
    assert a.keys() == b.keys()
    for key in a:
        np.testing.assert_array_equal(a[key], b[key], err_msg=key)


def test_everything_comes_back(trained, images, state_of, tmp_path):
    trained.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert isinstance(loaded, keras_gan.GAN)
    assert_same(state_of(loaded), state_of(trained))
    assert int(loaded.step_counter) == 9
    assert int(loaded.d_optimizer.iterations) == 9
    assert int(loaded.g_optimizer.iterations) == 4
    # Adam's moments, of which a fresh optimizer has only zeros.
    assert any(np.any(np.array(v)) for v in loaded.g_optimizer.variables[2:])
    assert_same(
        {"evaluate": trained.evaluate(images, verbose=0)},
        {"evaluate": loaded.evaluate(images, verbose=0)},
    )
    for averaged in (True, False):
        np.testing.assert_array_equal(
            trained.sample(5, seed=1, averaged=averaged),
            loaded.sample(5, seed=1, averaged=averaged),
        )


def test_constructor_and_compile_arguments_come_back(trained, tmp_path):
    trained.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert isinstance(loaded.latent, keras_gan.latents.Normal)
    assert (loaded.seed, loaded.generator_ema, loaded.latent_dim) == (5, 0.99, 3)
    assert loaded.discriminator_steps == 2
    assert isinstance(loaded.adversarial_loss, keras_gan.losses.Blend)
    assert loaded.adversarial_loss.get_config() == {
        "non_saturating": 0.25,
        "label_smoothing": 0.1,
    }
    assert [type(p).__name__ for p in loaded.terms] == ["R1", "R2"]
    assert [p.get_config() for p in loaded.terms] == [
        {"weight": 3.0, "every": 4, "name": "r1"},
        {"weight": 0.5, "every": 1, "name": "r2"},
    ]
    assert [m.name for m in loaded.test_metrics] == ["mse"]
    for optimizer in (loaded.d_optimizer, loaded.g_optimizer):
        assert isinstance(optimizer, keras.optimizers.Adam)
        assert optimizer.beta_1 == 0.5
        assert float(optimizer.learning_rate) == pytest.approx(0.01)
    assert loaded.get_compile_config() == trained.get_compile_config()


def test_automatic_jit_is_decided_where_the_model_is_loaded(make_gan):
    gan = make_gan(jit_compile="auto")
    assert gan.get_compile_config()["jit_compile"] == "auto"
    assert make_gan(jit_compile=True).get_compile_config()["jit_compile"] is True


def test_learning_rates_that_were_steered_come_back(trained, tmp_path):
    trained.optimizer.learning_rate = 0.123
    trained.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert float(loaded.d_optimizer.learning_rate) == pytest.approx(0.123)
    assert float(loaded.g_optimizer.learning_rate) == pytest.approx(0.123)


def test_file_loads_in_another_process(trained, images, tmp_path):
    trained.save(tmp_path / "gan.keras")
    np.save(tmp_path / "images.npy", images)
    program = """
        import sys
        import keras, numpy as np
        import keras_gan
        folder = sys.argv[1]
        gan = keras.saving.load_model(folder + "/gan.keras")
        np.save(folder + "/samples.npy", gan.sample(5, seed=1))
        images = np.load(folder + "/images.npy")
        np.save(folder + "/logs.npy", gan.evaluate(images, verbose=0))
        gan.fit(images, batch_size=8, verbose=0, shuffle=False)
        np.save(folder + "/after.npy", gan.sample(5, seed=1))
    """
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"}
    subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program), str(tmp_path)],
        check=True,
        env=environment,
        timeout=300,
    )
    samples = np.load(tmp_path / "samples.npy")
    np.testing.assert_allclose(samples, trained.sample(5, seed=1), atol=1e-6)
    logs = trained.evaluate(images, verbose=0)
    np.testing.assert_allclose(np.load(tmp_path / "logs.npy"), logs, rtol=1e-5)
    trained.fit(images, batch_size=8, verbose=0, shuffle=False)
    after = np.load(tmp_path / "after.npy")
    np.testing.assert_allclose(after, trained.sample(5, seed=1), atol=1e-5)


def test_registered_prior_comes_back(make_gan, tmp_path):
    gan = make_gan(latent=two_spikes)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert loaded.latent is two_spikes
    assert set(np.unique(loaded.draw_latents(9, 0))) == {-1.0, 1.0}
    np.testing.assert_array_equal(gan.sample(4, seed=2), loaded.sample(4, seed=2))


def test_game_that_was_not_compiled(make_generator, make_discriminator, tmp_path):
    gan = keras_gan.GAN(make_generator(), make_discriminator(), generator_ema=None)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert not loaded.compiled
    assert loaded.ema_generator is None
    np.testing.assert_array_equal(gan.sample(4, seed=2), loaded.sample(4, seed=2))


def test_load_without_compiling_samples_and_compiles_anew(trained, images, tmp_path):
    trained.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras", compile=False)
    np.testing.assert_array_equal(trained.sample(4, seed=2), loaded.sample(4, seed=2))
    loaded.compile("sgd", "sgd")
    loaded.fit(images, verbose=0)


def test_weights_file_holds_both_optimizers(trained, make_gan, state_of, tmp_path):
    trained.save(tmp_path / "gan.keras")
    trained.save_weights(tmp_path / "gan.weights.h5")
    expected = state_of(trained)
    other = keras.saving.load_model(tmp_path / "gan.keras")
    for variable in other.variables:
        variable.assign(tf.zeros_like(variable.value))
    for variable in [*other.d_optimizer.variables, *other.g_optimizer.variables]:
        variable.assign(tf.zeros_like(variable.value))
    other.load_weights(tmp_path / "gan.weights.h5")
    assert_same(state_of(other), expected)


def test_file_after_compiling_again_with_other_rules(trained, images, tmp_path):
    trained.compile("sgd", "sgd")
    trained.fit(images, verbose=0)
    trained.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert loaded.terms == []
    np.testing.assert_array_equal(trained.sample(4, seed=2), loaded.sample(4, seed=2))


def test_mixed_precision_game_comes_back(make_gan, images, state_of, tmp_path):
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_float16")
    try:
        gan = make_gan()
    finally:
        keras.config.set_dtype_policy(policy)
    gan.fit(images, batch_size=8, verbose=0)
    gan.save(tmp_path / "gan.keras")
    loaded = keras.saving.load_model(tmp_path / "gan.keras")
    assert_same(state_of(loaded), state_of(gan))
    assert isinstance(loaded.d_optimizer.inner_optimizer, keras.optimizers.Adam)


def test_saves_after_the_first_make_no_optimizers(trained, tmp_path, monkeypatch):
    trained.save(tmp_path / "first.keras")
    made = []
    make = keras.optimizers.Optimizer.__init__

    def make_and_tell(self, *args, **kwargs):
        made.append(self)
        make(self, *args, **kwargs)

    monkeypatch.setattr(keras.optimizers.Optimizer, "__init__", make_and_tell)
    trained.save(tmp_path / "second.keras")
    assert not made
