import keras
import numpy as np
import pytest
import tensorflow as tf

import keras_gan
from keras_gan import TrainingDivergedError
from keras_gan.models.divergence import all_finite

BATCHES, BATCH_SIZE = 8, 4


def with_nan_in_batch(images, batch, value=np.nan):
    """Batches of images of which one has a bad pixel, as a dataset."""
    images = np.tile(images, (2, 1))[: BATCHES * BATCH_SIZE]
    images[batch * BATCH_SIZE + 1, 2] = value
    return tf.data.Dataset.from_tensor_slices(images).batch(BATCH_SIZE)


def assert_same(a, b):
    assert a.keys() == b.keys()
    for key in a:
        np.testing.assert_allclose(a[key], b[key], rtol=1e-4, atol=1e-6, err_msg=key)


MODES = {
    "graph": {},
    "eager": {"run_eagerly": True},
    "steps_per_execution": {"steps_per_execution": 4},
    "jit_steps_per_execution": {"jit_compile": True, "steps_per_execution": 4},
    "k": {"discriminator_steps": 2},
    "simultaneous": {"update": "simultaneous"},
}


@pytest.mark.parametrize(
    ("mode", "value"),
    [*((mode, np.nan) for mode in MODES.values()), ({}, np.inf)],
    ids=[*MODES, "infinity"],
)
def test_bad_pixel_stops_training_and_loses_nothing(
    make_gan, make_generator, make_discriminator, images, state_of, mode, value
):
    def make():
        return make_gan(
            make_generator(keras.layers.BatchNormalization()),
            make_discriminator(keras.layers.BatchNormalization()),
            **mode,
        )

    gan = make()
    sentence = "of the discriminator was NaN or infinite, .*1e12, at training step 5"
    with pytest.raises(TrainingDivergedError, match=sentence) as error:
        gan.fit(with_nan_in_batch(images, 5, value), verbose=0)
    assert (error.value.step, error.value.player) == (5, "discriminator")

    undisturbed = make()
    if "steps_per_execution" in mode:  # five steps one by one give the same
        undisturbed.compile(
            undisturbed.d_optimizer,
            undisturbed.g_optimizer,
            jit_compile=mode.get("jit_compile", False),
        )
    first = with_nan_in_batch(images, 5, 0.5).take(5)
    undisturbed.fit(first, verbose=0)
    kept, expected = state_of(gan), state_of(undisturbed)
    kept.pop("step"), expected.pop("step")
    if not mode.get("jit_compile"):  # XLA rounds otherwise
        assert_same(kept, expected)
    assert all(np.isfinite(value).all() for value in kept.values())
    assert any(np.any(value != 0) for key, value in kept.items() if "optimizer" in key)
    assert np.isfinite(gan.sample(10)).all()


def test_step_counts_over_the_models_life_and_training_can_go_on(make_gan, images):
    gan = make_gan()
    gan.fit(images, batch_size=4, verbose=0)  # 6 steps
    with pytest.raises(TrainingDivergedError) as error:
        gan.fit(with_nan_in_batch(images, 3), verbose=0)
    assert error.value.step == 9
    before = gan.generator.get_weights()
    history = gan.fit(images, batch_size=4, verbose=0)
    assert not np.array_equal(before[0], gan.generator.get_weights()[0])
    assert np.isfinite(history.history["d_loss"]).all()


def test_first_bad_step_is_the_one_named(make_gan, images):
    images = np.tile(images, (2, 1))
    images[8:] = np.nan
    data = tf.data.Dataset.from_tensor_slices(images).batch(4)
    with pytest.raises(TrainingDivergedError) as error:
        make_gan(steps_per_execution=6).fit(data, verbose=0)
    assert error.value.step == 2


class BadFromThirdStep(keras_gan.losses.NonSaturating):
    """A generator loss that turns bad, while the discriminator's stays good."""

    def __init__(self, bad):
        super().__init__()
        self.bad = bad
        self.calls = tf.Variable(0, trainable=False)

    def generator_loss(self, fake_logits):
        loss = super().generator_loss(fake_logits)
        calls = self.calls.assign_add(1)
        return tf.where(calls < 3, loss, self.bad)


@pytest.mark.parametrize("bad", [np.nan, 1e13])  # which float32 can hold
@pytest.mark.parametrize("steps_per_execution", [1, 4])
def test_the_generators_loss_alone(make_gan, images, steps_per_execution, bad):
    loss = BadFromThirdStep(bad)
    gan = make_gan(loss=loss, steps_per_execution=steps_per_execution)
    with pytest.raises(TrainingDivergedError) as error:
        gan.fit(images, batch_size=3, verbose=0)
    assert error.value.step == 2
    assert error.value.player == "generator"
    assert int(gan.g_optimizer.iterations) == 2
    # D's update came before G's loss in that step, and none after it.
    assert int(gan.d_optimizer.iterations) == 3
    assert all(np.isfinite(w).all() for w in gan.get_weights())


class NormWithoutGuard(keras_gan.losses.Penalty):
    """Zero, with a gradient of 0 * infinity for kernels and none for biases."""

    def __call__(self, discriminator, real_images, fake_images, seed):
        square = keras_gan.losses.squared_gradient(discriminator, real_images)
        return tf.sqrt(square * 0.0)


def test_nan_in_a_gradient_alone(make_gan, images, state_of):
    gan = make_gan(terms=[NormWithoutGuard(1.0)])
    before = state_of(gan)
    with pytest.raises(TrainingDivergedError) as error:
        gan.fit(images, verbose=0)
    assert error.value.step == 0
    after = state_of(gan)
    before.pop("step"), after.pop("step")
    assert_same(before, after)


def test_nan_in_a_gradient_ends_when_no_loss_scale_is_left(make_gan, images):
    gan = make_gan(terms=[NormWithoutGuard(1.0)])
    scaled = keras.optimizers.LossScaleOptimizer(keras.optimizers.SGD(), 4.0)
    gan.compile(scaled, keras.optimizers.SGD(), terms=gan.terms)
    before = gan.discriminator.get_weights()
    with pytest.raises(TrainingDivergedError, match="of the discriminator") as error:
        gan.fit(images, batch_size=4, verbose=0)
    assert error.value.step == 2  # the first two halved the scale, to 1
    for now, then in zip(gan.discriminator.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_rectifiers_do_not_hide_nan(make_gan, images):
    # On CPUs TensorFlow's rectifier turns NaN into zero, so that the loss is finite.
    gan = make_gan()
    with pytest.raises(TrainingDivergedError):
        gan.train_on_batch(images * np.nan)
    assert all(np.isfinite(w).all() for w in gan.get_weights())
    gan.train_on_batch(images)


def test_nan_in_a_python_generator_stops_training(make_gan, images):
    def batches():
        yield (images[:8],)
        yield (images[:8] * np.nan,)

    with pytest.raises(
        TrainingDivergedError, match="Check the images for NaN"
    ) as error:
        make_gan().fit(batches(), steps_per_epoch=2, shuffle=False, verbose=0)
    assert error.value.step == 1


@pytest.mark.parametrize("logs", [{"of_its_own": 1.0}, {"d_loss": np.ones(2)}])
def test_a_step_of_ones_own_without_our_logs_is_stopped_too(images, make_gan, logs):
    class Game(keras_gan.GAN):
        def train_step(self, data):
            super().train_step(data)
            return {name: tf.constant(value) for name, value in logs.items()}

    plain = make_gan()
    gan = Game(plain.generator, plain.discriminator)
    gan.compile("sgd", "sgd", jit_compile=False)
    with pytest.raises(TrainingDivergedError) as error:
        gan.fit(with_nan_in_batch(images, 5), verbose=0)
    assert error.value.step == 5


def test_the_guard_asks_the_device_only_where_logs_are_nan(
    make_gan, images, monkeypatch
):
    gan = make_gan()
    asked = []
    monkeypatch.setattr(gan.guard, "check", lambda: asked.append(1))
    gan.fit(images, batch_size=4, verbose=0)
    assert len(asked) == 1  # at the end of the epoch


def test_other_callbacks_keep_the_last_good_state(make_gan, images, tmp_path):
    path = tmp_path / "{epoch}.weights.h5"
    gan = make_gan()
    checkpoint = keras.callbacks.ModelCheckpoint(path, save_weights_only=True)
    with pytest.raises(TrainingDivergedError):
        gan.fit(with_nan_in_batch(images, 7), callbacks=[checkpoint], verbose=0)
    assert not list(tmp_path.iterdir())  # the epoch was not finished


def test_all_finite_reads_every_gradient():
    good = [tf.ones((2, 3)), None, tf.ones(3)]
    assert bool(all_finite(good))
    for bad in (np.nan, np.inf, -np.inf):
        assert not bool(all_finite([tf.constant([[1.0, bad]]), *good]))
        assert not bool(all_finite([*good, tf.constant([1.0, bad])]))
