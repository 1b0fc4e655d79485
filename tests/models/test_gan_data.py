import keras
import numpy as np
import pytest
import tensorflow as tf

from keras_gan.latents import Stream, Uniform, noise_seed

LOG_KEYS = {"d_loss", "g_loss", "value", "d_real", "d_fake"}


def dataset(images):
    return tf.data.Dataset.from_tensor_slices(images).batch(8), {}


def labelled_dataset(images):
    labels = np.arange(len(images))
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(8), {}


def endless_dataset(images):
    return dataset(images)[0].repeat(), {"steps_per_epoch": 3}


class Batches(keras.utils.PyDataset):
    def __init__(self, images):
        super().__init__()
        self.images = images

    def __len__(self):
        return 3

    def __getitem__(self, index):
        return self.images[8 * index : 8 * index + 8], np.zeros(8)


def py_dataset(images):
    return Batches(images), {"shuffle": False}


def generator(images):
    def batches():
        while True:
            for begin in range(0, 24, 8):
                yield (images[begin : begin + 8],)

    return batches(), {"steps_per_epoch": 3, "shuffle": False}


@pytest.mark.parametrize(
    "source", [dataset, labelled_dataset, endless_dataset, py_dataset, generator]
)
def test_fit_takes_images_in_any_form(make_gan, images, source):
    expected = make_gan()
    expected.fit(images, batch_size=8, epochs=2, shuffle=False, verbose=0)
    gan = make_gan()
    data, arguments = source(images)
    gan.fit(data, epochs=2, verbose=0, **arguments)
    assert int(gan.step_counter) == 6
    np.testing.assert_allclose(
        gan.sample(5, seed=0), expected.sample(5, seed=0), atol=1e-6
    )


@pytest.mark.parametrize("how", ["y", "tuple"])
def test_labels_are_not_used(make_gan, images, how):
    plain, labelled = make_gan(), make_gan()
    labels = np.arange(len(images))
    plain.fit(images, shuffle=False, verbose=0)
    if how == "y":
        labelled.fit(images, labels, shuffle=False, verbose=0)
    else:
        labelled.fit((images, labels), shuffle=False, verbose=0)
    np.testing.assert_array_equal(plain.sample(5, seed=0), labelled.sample(5, seed=0))


def test_float64_images_and_validation_split(make_gan, images):
    logs = make_gan().fit(images.astype("float64"), validation_split=0.25, verbose=0)
    assert set(logs.history) == LOG_KEYS | {f"val_{key}" for key in LOG_KEYS}


def test_evaluate_is_deterministic_and_moves_nothing(make_gan, images, state_of):
    gan = make_gan()
    gan.fit(images, verbose=0)
    before = state_of(gan)
    first = gan.evaluate(images, batch_size=5, return_dict=True, verbose=0)
    second = gan.evaluate(images, batch_size=5, return_dict=True, verbose=0)
    assert first == second
    assert set(first) == LOG_KEYS
    after = state_of(gan)
    assert all(np.array_equal(before[key], after[key]) for key in before)
    labelled = gan.evaluate(images, np.zeros(24), batch_size=5, verbose=0)
    assert labelled == pytest.approx([first[metric.name] for metric in gan.metrics])


def test_validation_logs_are_those_of_evaluate(make_gan, images):
    gan = make_gan()
    logs = gan.fit(
        images, validation_data=(images[:8], np.zeros(8)), epochs=2, verbose=0
    ).history
    expected = gan.evaluate(images[:8], return_dict=True, verbose=0)
    assert {f"val_{key}": pytest.approx(v) for key, v in expected.items()} == {
        key: values[-1] for key, values in logs.items() if key.startswith("val_")
    }


class Pairs(keras.metrics.Metric):
    """Keeps how far real and fake images lie apart, and the last fake ones."""

    def __init__(self, name="pairs"):
        super().__init__(name=name)
        self.total = self.add_weight(initializer="zeros", name="total")
        self.last_fake = self.add_weight(
            shape=(24, 4), initializer="zeros", name="last_fake"
        )

    def update_state(self, real_images, fake_images):
        self.total.assign_add(tf.reduce_sum(real_images - fake_images))
        self.last_fake.assign(fake_images)

    def result(self):
        return self.total.value


def test_metrics_get_real_images_and_averaged_samples(make_gan, images):
    metric = Pairs()
    gan = make_gan(metrics=[metric], generator_ema=0.999)
    logs = gan.fit(images, batch_size=4, epochs=3, verbose=0).history
    assert "pairs" not in logs
    result = gan.evaluate(images, batch_size=24, return_dict=True, verbose=0)
    latents = Uniform()((24, 3), noise_seed(0, Stream.TEST, 0))
    fake_images = np.array(gan.ema_generator(latents))
    np.testing.assert_allclose(np.array(metric.last_fake), fake_images, atol=1e-6)
    assert not np.allclose(fake_images, np.array(gan.generator(latents)), atol=1e-4)
    assert result["pairs"] == pytest.approx((images - fake_images).sum(), abs=1e-3)
    logs = gan.fit(images, validation_data=images, batch_size=24, verbose=0).history
    assert "val_pairs" in logs and "pairs" not in logs
