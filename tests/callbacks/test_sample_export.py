import keras
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image

from keras_gan.callbacks.sample_export import SampleExport


class Painter(keras.Model):
    """Draws gray images, lighter by the number of steps trained."""

    def __init__(self, image_shape=(8, 8, 1), value_range=None):
        super().__init__()
        self.image_shape = image_shape
        self.value_range = value_range
        self.asked_conditions = []
        self.steps = self.add_weight(name="steps", initializer="zeros")
        self.seeds = []
        self.compile()

    def train_step(self, data):
        self.steps.assign_add(1.0)
        return {"d_loss": self.steps}

    def call(self, inputs):
        return inputs

    def sample(self, count, seed=None, averaged=True, conditions=None):
        self.seeds.append(seed)
        self.asked_conditions.append(conditions)
        ramp = np.linspace(0, 0.5, count).reshape(count, *[1] * len(self.image_shape))
        gray = ramp + float(self.steps) / 20
        return np.broadcast_to(gray, (count, *self.image_shape)).astype("float32")


def train(model, callback, epochs, initial_epoch=0):
    model.fit(
        np.zeros((2, 1)),
        batch_size=2,
        epochs=epochs,
        initial_epoch=initial_epoch,
        callbacks=[callback] if not isinstance(callback, list) else callback,
        verbose=0,
    )


def names(directory):
    return sorted(path.name for path in directory.iterdir())


def pixels(path):
    with Image.open(path) as picture:
        return np.array(picture)


def test_first_every_and_last_epoch(tmp_path):
    model = Painter()
    train(model, SampleExport(tmp_path / "a", every=2, rows=2, columns=3, seed=5), 5)
    expected = [f"epoch-000{epoch}.png" for epoch in (1, 2, 4, 5)] + ["training.gif"]
    assert names(tmp_path / "a") == expected
    assert model.seeds == [5] * 4
    first = pixels(tmp_path / "a" / "epoch-0001.png")
    assert first.shape == (2 * 58 + 2, 3 * 58 + 2)
    # after one step, the first image has gray value 1/20 of 255
    assert first[5, 5] == 13
    assert pixels(tmp_path / "a" / "epoch-0004.png")[5, 5] == 51


def test_the_animation_spans_an_interruption(tmp_path):
    model = Painter()
    train(model, SampleExport(tmp_path, gif=False), 2)
    assert "training.gif" not in names(tmp_path)
    train(model, SampleExport(tmp_path), 4, initial_epoch=2)
    with Image.open(tmp_path / "training.gif") as animation:
        assert animation.n_frames == 4
        shown = []
        for frame in range(4):
            animation.seek(frame)
            shown.append(int(np.array(animation.convert("L"))[5, 5]))
    np.testing.assert_allclose(shown, [12.75, 25.5, 38.25, 51], atol=0.6)


def test_the_animation_leaves_out_what_is_not_its_own(tmp_path):
    train(Painter(), SampleExport(tmp_path, rows=1, columns=1), 1)  # another size
    train(Painter(), SampleExport(tmp_path), 5)
    (tmp_path / "epoch-0002.png").unlink()
    (tmp_path / "epoch-best.png").write_bytes(b"not ours")
    train(Painter(), SampleExport(tmp_path, every=3), 4)  # ends before epoch 5
    with Image.open(tmp_path / "training.gif") as animation:
        assert animation.n_frames == 3  # epochs 1, 3 and 4


def test_a_stopped_run_shows_its_last_epoch(tmp_path):
    class Stop(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = epoch == 2

    train(Painter(), [Stop(), SampleExport(tmp_path, every=10)], 50)
    assert names(tmp_path) == ["epoch-0001.png", "epoch-0003.png", "training.gif"]


class StopAfter(keras.callbacks.Callback):
    def __init__(self, epoch):
        super().__init__()
        self.epoch = epoch

    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch + 1 == self.epoch


def test_a_run_that_a_later_callback_stops_shows_its_last_epoch(tmp_path):
    export = SampleExport(tmp_path, every=10)
    train(Painter(), [export, StopAfter(4)], 50)
    assert names(tmp_path) == ["epoch-0001.png", "epoch-0004.png", "training.gif"]
    assert pixels(tmp_path / "epoch-0004.png")[5, 5] == 51  # 4/20 of 255
    with Image.open(tmp_path / "training.gif") as animation:
        assert animation.n_frames == 2


def test_the_first_epoch_of_another_fit(tmp_path):
    train(Painter(), SampleExport(tmp_path, every=10), 9, initial_epoch=6)
    assert names(tmp_path) == ["epoch-0007.png", "epoch-0009.png", "training.gif"]


def test_the_range_is_that_of_the_generator(tmp_path):
    train(Painter(value_range=(-1.0, 1.0)), SampleExport(tmp_path / "a"), 1)
    # after one step, the first image has value 1/20: 1.05 / 2 of 255
    assert pixels(tmp_path / "a" / "epoch-0001.png")[5, 5] == 134
    same = SampleExport(tmp_path / "b", value_range=[-1, 1])
    train(Painter(value_range=(-1.0, 1.0)), same, 1)
    assert pixels(tmp_path / "b" / "epoch-0001.png")[5, 5] == 134


def test_pictures_are_in_0_to_1_whatever_the_generator_draws(tmp_path):
    export = SampleExport(tmp_path, to_pictures=lambda x: (x + 1) / 2)
    train(Painter(value_range=(-1.0, 1.0)), export, 1)
    assert pixels(tmp_path / "epoch-0001.png")[5, 5] == 134


def test_a_range_that_is_not_the_generators_stops_before_training(tmp_path):
    model = Painter(value_range=(-1.0, 1.0))
    export = SampleExport(tmp_path, value_range=(0, 1))
    with pytest.raises(ValueError, match=r"\(-1, 1\). Received: value_range=\(0, 1\)"):
        train(model, export, 1)
    assert float(model.steps) == 0
    with pytest.raises(ValueError, match=r"`value_range` must be a pair.*\(1, 0\)"):
        SampleExport(tmp_path, value_range=(1, 0))


class WidePainter(Painter):
    """Draws values from -2 to 2."""

    def sample(self, count, seed=None, averaged=True, conditions=None):
        images = super().sample(count, seed, averaged, conditions)
        return np.linspace(-2, 2, images.size, dtype="float32").reshape(images.shape)


def test_a_generator_without_bounds_that_leaves_0_to_1_gets_one_warning(tmp_path):
    with pytest.warns(UserWarning, match="from -2 to 2.*75% .*`value_range`") as caught:
        train(WidePainter(), SampleExport(tmp_path, rows=2, columns=2), 3)
    assert len(caught) == 1
    assert set(np.unique(pixels(tmp_path / "epoch-0001.png"))) >= {0, 255}
    quiet = SampleExport(tmp_path, value_range=(-1, 1))  # warnings are errors here
    train(WidePainter(), quiet, 1)


def test_conditions_reach_the_generator(tmp_path):
    model = Painter()
    train(model, SampleExport(tmp_path, conditions={"labels": 3}), 1)
    assert model.asked_conditions == [{"labels": 3}]


def test_colour_flat_and_range(tmp_path):
    train(Painter((4, 4, 3)), SampleExport(tmp_path / "rgb"), 1)
    assert pixels(tmp_path / "rgb" / "epoch-0001.png").shape == (466, 466, 3)
    callback = SampleExport(tmp_path / "flat", image_shape=(4, 4), value_range=(-1, 1))
    train(Painter((16,)), callback, 1)
    assert pixels(tmp_path / "flat" / "epoch-0001.png")[5, 5] == 134  # 1.05 / 2 of 255


def test_samples_are_changed_before_they_are_drawn(tmp_path):
    train(Painter(), SampleExport(tmp_path, to_pictures=lambda images: 1 - images), 1)
    # after one step, the first image has gray value 1/20: 0.95 of 255 is 242.25
    assert pixels(tmp_path / "epoch-0001.png")[5, 5] == 242


def test_tensorboard_gets_the_same_pictures(tmp_path):
    pytest.importorskip("tensorboard")
    logs = tmp_path / "logs"
    train(Painter(), SampleExport(tmp_path / "a", tensorboard=logs), 2)
    (file,) = logs.iterdir()
    events = tf.data.TFRecordDataset(str(file)).as_numpy_iterator()
    pictures = {}
    for record in events:
        event = tf.compat.v1.Event.FromString(record)
        for value in event.summary.value:
            assert value.tag == "samples"
            encoded = value.tensor.string_val[2]
            pictures[event.step] = tf.io.decode_png(encoded).numpy()[:, :, 0]
    assert sorted(pictures) == [1, 2]
    np.testing.assert_array_equal(
        pictures[2], pixels(tmp_path / "a" / "epoch-0002.png")
    )


def test_training_is_not_disturbed(tmp_path):
    keras.utils.set_random_seed(0)
    expected = (np.random.random(), tf.random.uniform(()).numpy())
    keras.utils.set_random_seed(0)
    callback = SampleExport(tmp_path)
    callback.set_model(Painter())
    callback.set_params({"epochs": 1})
    callback.on_train_begin()
    callback.on_epoch_end(0)
    callback.on_train_end()
    assert (np.random.random(), tf.random.uniform(()).numpy()) == expected


def test_an_unwritable_directory_stops_before_training(tmp_path):
    (tmp_path / "file").write_text("in the way")
    model = Painter()
    for directory in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(OSError, match="cannot be written.*file.*Choose another"):
            train(model, SampleExport(directory), 1)
    assert float(model.steps) == 0


def test_missing_tensorboard_stops_before_training(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    callback = SampleExport(tmp_path, tensorboard=tmp_path / "logs")
    callback.set_model(Painter())
    with pytest.raises(ImportError, match="logs'. Run `pip install tensorboard`"):
        callback.on_train_begin()


def test_bad_arguments(tmp_path):
    with pytest.raises(ValueError, match="must be positive.*every=0"):
        SampleExport(tmp_path, every=0)
    with pytest.raises(ValueError, match="must be positive.*rows=-1"):
        SampleExport(tmp_path, rows=-1)
