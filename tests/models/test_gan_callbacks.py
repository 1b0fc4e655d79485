import csv

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import callbacks

import keras_gan
from keras_gan.callbacks import ParzenEvaluation, SampleExport
from keras_gan.models.divergence import TrainingDivergedError

SIGMAS = (0.2, 0.4)


@pytest.fixture
def parzen(images):
    return ParzenEvaluation(images, num_samples=50, sigmas=SIGMAS)


def rates(gan):
    return [float(o.learning_rate) for o in (gan.d_optimizer, gan.g_optimizer)]


def test_no_phantom_optimizer(make_gan):
    gan = make_gan()
    assert gan.optimizer.optimizers == [gan.d_optimizer, gan.g_optimizer]
    ours = [*gan.d_optimizer.variables, *gan.g_optimizer.variables]
    assert [id(v) for v in gan.optimizer.variables] == [id(v) for v in ours]
    assert gan.optimizer.built


def test_optimizers_own_averages_go_into_their_own_networks(make_gan, images):
    gan = make_gan(
        optimizer=lambda: keras.optimizers.SGD(0.5, use_ema=True, ema_momentum=0.5)
    )
    gan.fit(images, batch_size=4, verbose=0)
    pairs = [
        (gan.d_optimizer, gan.discriminator),
        (gan.g_optimizer, gan.generator),
    ]
    for optimizer, network in pairs:
        averages = optimizer._model_variables_moving_average
        for average, value in zip(averages, network.trainable_variables, strict=True):
            np.testing.assert_array_equal(np.array(average), np.array(value))


def test_early_stopping_on_val_parzen(make_gan, images, parzen):
    gan = make_gan()
    stopping = callbacks.EarlyStopping(
        "val_parzen", mode="max", min_delta=1e6, patience=2, restore_best_weights=True
    )
    history = gan.fit(images, epochs=9, callbacks=[parzen, stopping], verbose=0)
    assert len(history.history["val_parzen"]) == 3
    assert int(gan.step_counter) == 1  # that of the best epoch, restored
    assert len(parzen.history) == 3
    score = parzen._score(0, averaged=True).mean
    assert score == pytest.approx(history.history["val_parzen"][0], rel=1e-6)


def test_model_checkpoint_on_val_parzen(make_gan, images, parzen, tmp_path):
    gan = make_gan()
    path = tmp_path / "best.keras"
    checkpoint = callbacks.ModelCheckpoint(
        path, monitor="val_parzen", mode="max", save_best_only=True
    )
    history = gan.fit(images, epochs=3, callbacks=[parzen, checkpoint], verbose=0)
    best = int(np.argmax(history.history["val_parzen"])) + 1
    loaded = keras.saving.load_model(path)
    assert isinstance(loaded, keras_gan.GAN)
    assert int(loaded.step_counter) == best
    assert checkpoint.best == max(history.history["val_parzen"])


def test_learning_rate_scheduler_steers_both(make_gan, images):
    gan = make_gan()
    scheduler = callbacks.LearningRateScheduler(lambda epoch, rate: rate / 2)
    history = gan.fit(images, epochs=2, callbacks=[scheduler], verbose=0)
    assert rates(gan) == pytest.approx([0.0025, 0.0025])
    assert "d_loss" in history.history


def test_reduce_learning_rate_on_plateau_steers_both(make_gan, images, parzen):
    gan = make_gan()
    plateau = callbacks.ReduceLROnPlateau(
        "val_parzen", mode="max", factor=0.1, patience=1, min_delta=1e6
    )
    history = gan.fit(images, epochs=3, callbacks=[parzen, plateau], verbose=0)
    assert rates(gan) == pytest.approx([0.0001, 0.0001])
    # The same columns in every process, so that a resumed CSV file goes on.
    logged = {key for key in history.history if key.startswith("learning_rate")}
    assert logged == {"learning_rate_d_optimizer", "learning_rate_g_optimizer"}


def test_setting_the_learning_rate_sets_both(make_gan):
    gan = make_gan()
    gan.optimizer.learning_rate = 0.5
    assert rates(gan) == [0.5, 0.5]
    assert float(gan.optimizer.learning_rate) == 0.5


def test_csv_logger(make_gan, images, parzen, tmp_path):
    path = tmp_path / "history.csv"
    gan = make_gan(terms=[keras_gan.losses.R1(1.0)])
    history = gan.fit(
        images,
        epochs=2,
        validation_data=images,
        callbacks=[parzen, callbacks.CSVLogger(path)],
        verbose=0,
    ).history
    with path.open() as file:
        rows = list(csv.DictReader(file))
    keys = ["d_loss", "g_loss", "value", "d_real", "d_fake", "r1"]
    expected = {"epoch", "val_parzen", *keys, *(f"val_{key}" for key in keys)}
    assert set(rows[0]) == expected
    assert len(rows) == 2
    assert float(rows[1]["value"]) == pytest.approx(history["value"][1], rel=1e-6)


def test_tensorboard(make_gan, images, tmp_path):
    gan = make_gan()
    board = callbacks.TensorBoard(tmp_path, histogram_freq=1, update_freq="epoch")
    gan.fit(images, validation_data=images, callbacks=[board], verbose=0)
    for part in ("train", "validation"):
        files = list((tmp_path / part).glob("events.*"))
        assert files and files[0].stat().st_size > 0
    content = b"".join(f.read_bytes() for f in tmp_path.rglob("events.*"))
    assert b"epoch_d_loss" in content and b"epoch_g_loss" in content


def tensorboard_events(directory):
    """Pairs of a tag and a step, with the values, of all files of a log."""
    events = {}
    for path in directory.rglob("events.*"):
        for record in tf.data.TFRecordDataset(str(path)).as_numpy_iterator():
            event = tf.compat.v1.Event.FromString(record)
            for value in event.summary.value:
                events[value.tag, event.step] = value.tensor
    return events


def test_tensorboard_gets_scores_and_samples(make_gan, images, tmp_path):
    gan = make_gan()
    gan.fit(
        images,
        epochs=3,
        callbacks=[
            ParzenEvaluation(images, num_samples=50, sigmas=SIGMAS, every=9),
            SampleExport(
                tmp_path / "samples",
                tensorboard=tmp_path / "logs",
                image_shape=(2, 2),
            ),
            callbacks.TensorBoard(tmp_path / "logs"),
        ],
        verbose=0,
    )
    events = tensorboard_events(tmp_path / "logs")
    losses = {step for tag, step in events if tag == "epoch_d_loss"}
    assert losses == {0, 1, 2}  # Keras counts epochs from 0
    scores = {
        step: float(tf.make_ndarray(tensor))
        for (tag, step), tensor in events.items()
        if tag == "epoch_parzen"
    }
    evaluated = gan.history.history["val_parzen"]
    assert scores == {
        epoch: pytest.approx(score, rel=1e-6)
        for epoch, score in zip((0, 2), evaluated, strict=True)
    }
    assert {step for tag, step in events if tag == "samples"} == {1, 2, 3}


def test_backup_and_restore_keeps_both_optimizers(make_gan, images, tmp_path):
    def interrupt(epoch, logs):
        if epoch == 1:
            raise InterruptedError

    gan = make_gan()
    with pytest.raises(InterruptedError):
        gan.fit(
            images,
            epochs=3,
            callbacks=[
                callbacks.BackupAndRestore(tmp_path),
                callbacks.LambdaCallback(on_epoch_begin=interrupt),
            ],
            verbose=0,
        )
    seen = {}

    class Look(callbacks.Callback):
        def on_train_begin(self, logs=None):
            for optimizer in self.model.optimizer.optimizers:
                seen[optimizer.name] = [np.array(v) for v in optimizer.variables]

    resumed = make_gan()
    backup = callbacks.BackupAndRestore(tmp_path)
    history = resumed.fit(images, epochs=3, callbacks=[backup, Look()], verbose=0)
    assert history.epoch == [1, 2]
    for optimizer in (gan.d_optimizer, gan.g_optimizer):
        pairs = zip(seen[optimizer.name], optimizer.variables, strict=True)
        for a, b in pairs:
            np.testing.assert_array_equal(a, np.array(b))
    assert int(resumed.g_optimizer.iterations) == 3


def test_a_single_callback_needs_no_list(make_gan, images):
    lines = []
    callback = callbacks.LambdaCallback(on_epoch_end=lambda e, logs: lines.append(e))
    make_gan().fit(images, callbacks=callback, verbose=0)
    assert lines == [0]


def test_terminate_on_nan_leaves_the_error_to_the_game(make_gan, images):
    gan = make_gan()
    gan.fit(images, callbacks=[callbacks.TerminateOnNaN()], verbose=0)

    def poison(batch, logs):
        bias = gan.generator.trainable_variables[-1]
        bias.assign(bias.value * np.nan)

    callback = callbacks.LambdaCallback(on_train_batch_begin=poison)
    with pytest.raises(TrainingDivergedError):
        gan.fit(images, callbacks=[callbacks.TerminateOnNaN(), callback], verbose=0)
