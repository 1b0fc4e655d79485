import subprocess
import sys

import keras
import numpy as np
import onnxruntime
import pytest
import tensorflow as tf
from ai_edge_litert.interpreter import Interpreter

import keras_gan
from keras_gan import networks
from keras_gan.export import export_generator


def dense():
    return (
        networks.dense_generator((3, 2, 1), 4, (5,)),
        networks.dense_discriminator((3, 2, 1), (6,)),
    )


def convolutional():
    shape = (32, 32, 3)
    return (
        networks.cifar10_conv_generator(shape, 4, width=6, channels=2),
        networks.cifar10_conv_discriminator(shape, filters=(1, 1, 2), num_units=3),
    )


@pytest.fixture(params=[dense, convolutional], ids=lambda pair: pair.__name__)
def gan(request):
    """A game whose average is not the un-averaged generator."""
    keras.utils.set_random_seed(0)
    gan = keras_gan.GAN(*request.param(), generator_ema=0.5)
    gan.ema_generator.set_weights([w + 0.1 for w in gan.generator.get_weights()])
    return gan


def latents(count):
    return np.random.default_rng(count).normal(size=(count, 4)).astype("float32")


def assert_same_images(images, gan, z):
    expected = np.asarray(gan.ema_generator(z))
    assert images.shape == expected.shape
    assert images.dtype == np.float32
    np.testing.assert_allclose(images, expected, rtol=1e-5, atol=1e-5)


def test_onnxruntime_makes_the_same_images(gan, tmp_path):
    gan.export(tmp_path / "g.onnx", format="onnx")
    session = onnxruntime.InferenceSession(
        tmp_path / "g.onnx", providers=["CPUExecutionProvider"]
    )
    for count in (1, 7, 1000):
        z = latents(count)
        (images,) = session.run(["images"], {"latents": z})
        assert_same_images(images, gan, z)


def test_litert_makes_the_same_images(gan, tmp_path):
    gan.export(tmp_path / "g.tflite", format="litert")
    run = Interpreter(str(tmp_path / "g.tflite")).get_signature_runner()
    for count in (1, 7, 1000):
        z = latents(count)
        assert_same_images(run(latents=z)["images"], gan, z)


@pytest.mark.parametrize(
    ("format", "name"), [("onnx", "g.onnx"), ("litert", "g.tflite")]
)
def test_a_file_is_overwritten_only_when_asked(format, name, tmp_path):
    gan = keras_gan.GAN(*dense())
    path = tmp_path / name
    path.write_text("three years of work")
    with pytest.raises(FileExistsError, match=r"not overwritten unasked.*--overwrite"):
        gan.export(path, format=format)
    assert path.read_text() == "three years of work"
    gan.export(path, format=format, overwrite=True)
    assert path.stat().st_size > 500
    assert [each.name for each in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize(
    ("format", "name", "sentence"),
    [
        ("onnx", "g", r"ends with '.onnx'. Received: filepath=.*g'"),
        ("litert", "g.onnx", "ends with '.tflite'"),
        ("pickle", "g", r"Expected one of \['litert', 'onnx', 'tf_saved_model'\]"),
    ],
)
def test_other_names_are_refused(format, name, sentence, tmp_path):
    with pytest.raises(ValueError, match=sentence):
        keras_gan.GAN(*dense()).export(tmp_path / name, format=format)


@pytest.mark.parametrize("format", ["onnx", "litert", "tf_saved_model"])
def test_a_file_is_no_folder_to_export_into(format, tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("a letter")
    suffix = {"onnx": ".onnx", "litert": ".tflite", "tf_saved_model": ""}[format]
    with pytest.raises(NotADirectoryError, match="taken', which is a file. Received"):
        keras_gan.GAN(*dense()).export(taken / f"g/g{suffix}", format=format)
    assert taken.read_text() == "a letter"


def test_without_tf2onnx_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "tf2onnx", None)
    with pytest.raises(ImportError, match=r"pip install 'keras-gan\[onnx\]'"):
        keras_gan.GAN(*dense()).export(tmp_path / "g.onnx", format="onnx")


def test_saved_model_cli_runs_an_export(tmp_path):
    gan = keras_gan.GAN(*dense())
    gan.export(tmp_path / "model")
    z = latents(7)
    np.save(tmp_path / "z.npy", z)
    program = "from tensorflow.python.tools.saved_model_cli import main; main()"
    command = ["run", "--dir", "model", "--tag_set", "serve"]
    command += ["--signature_def", "serving_default", "--inputs", "latents=z.npy"]
    done = subprocess.run(
        [sys.executable, "-c", program, *command, "--outdir", "."],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert_same_images(np.load(tmp_path / "images.npy"), gan, z)


@pytest.fixture(scope="module")
def with_batch_statistics():
    """A game whose average draws with measured statistics, and what it draws."""
    keras.utils.set_random_seed(0)
    gan = keras_gan.GAN(
        networks.residual_generator((16, 16, 1), 4, width=2),
        networks.residual_discriminator((16, 16, 1), width=2),
        seed=0,
    )
    gan.compile(keras.optimizers.Adam(0.01), keras.optimizers.Adam(0.01))
    images = np.random.default_rng(0).random((40, 16, 16, 1)).astype("float32")
    gan.fit(images, batch_size=8, verbose=0)
    z = gan.draw_latents(3, seed=1)
    with pytest.raises(AssertionError):  # what running statistics would draw
        assert_same_images(gan.sample(3, seed=1), gan, z)
    return gan, np.asarray(z), gan.sample(3, seed=1)


def served(path, z):
    if path.suffix == ".onnx":
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        return session.run(["images"], {"latents": z})[0]
    if path.suffix == ".tflite":
        return Interpreter(str(path)).get_signature_runner()(latents=z)["images"]
    serve = tf.saved_model.load(path).signatures["serving_default"]
    return serve(latents=tf.constant(z))["images"]


@pytest.mark.parametrize(
    ("format", "name"),
    [("tf_saved_model", "g"), ("onnx", "g.onnx"), ("litert", "g.tflite")],
)
def test_what_is_exported_draws_as_the_game_does(
    with_batch_statistics, tmp_path, format, name
):
    gan, z, drawn = with_batch_statistics
    export_generator(gan, tmp_path / name, format)
    np.testing.assert_allclose(served(tmp_path / name, z), drawn, rtol=1e-5, atol=1e-5)
