"""Model files that somebody made to do harm."""

import io
import zipfile

import h5py
import keras
import pytest

import keras_gan
from keras_gan import networks
from keras_gan.recipes.run_backup import load_model
from keras_gan.recipes.run_folder import RunFolder

# Any of these is an error before a weight is used.
REFUSALS = (ValueError, TypeError, OSError, MemoryError)


def game(*layers):
    keras.utils.set_random_seed(0)
    inputs = [keras.Input((4, 4, 1)), keras.layers.Flatten()]
    gan = keras_gan.GAN(
        networks.dense_generator((4, 4, 1), 3, (8,)),
        keras.Sequential([*inputs, *layers, keras.layers.Dense(1)]),
    )
    gan.compile("sgd", "adam")
    return gan


@pytest.fixture
def parts(tmp_path):
    """The contents of a good file, by their names in the archive."""
    game().save(tmp_path / "good.keras")
    with zipfile.ZipFile(tmp_path / "good.keras") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path, parts):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_a_lambda_is_not_run(tmp_path):
    game(keras.layers.Lambda(lambda x: x)).save(tmp_path / "gan.keras")
    with pytest.raises(ValueError, match="safe_mode=False"):
        keras.saving.load_model(tmp_path / "gan.keras")


def test_a_class_of_another_module_is_not_imported(parts, tmp_path):
    config = parts["config.json"].decode()
    assert '"module": "keras.layers"' in config
    config = config.replace('"module": "keras.layers"', '"module": "os"')
    config = config.replace('"class_name": "Dense"', '"class_name": "system"')
    path = write(tmp_path / "gan.keras", {**parts, "config.json": config.encode()})
    with pytest.raises((TypeError, ValueError), match="[Cc]ould not|deserializ"):
        keras.saving.load_model(path)


@pytest.mark.parametrize("name", ["../../climbed.txt", "/climbed.txt", "other.txt"])
def test_a_run_has_no_other_parts_in_its_models(parts, name, tmp_path):
    folder = RunFolder(tmp_path / "a" / "run")
    folder.directory.mkdir(parents=True)
    write(folder.model, {**parts, name: b"climbed"})
    with (
        pytest.warns(UserWarning, match="cut off or damaged"),
        pytest.raises(ValueError, match="No saved model of the run .* is whole"),
    ):
        load_model(folder)
    assert {path.name for path in tmp_path.rglob("*")} == {
        *("a", "run", "gan.keras", "good.keras")
    }


def test_a_layer_of_terabytes_is_an_error(parts, tmp_path):
    config = parts["config.json"].decode()
    assert '"units": 8' in config
    huge = config.replace('"units": 8', '"units": 4000000000000').encode()
    path = write(tmp_path / "gan.keras", {**parts, "config.json": huge})
    with pytest.raises(Exception, match="OOM|allocat|memory"):
        keras.saving.load_model(path)


def test_weights_of_terabytes_are_an_error(parts, tmp_path):
    file = io.BytesIO(parts["model.weights.h5"])
    with h5py.File(file, "r+") as store:
        name = "discriminator/layers/dense/vars/0"
        del store[name]
        store.create_dataset(name, (10**7, 10**6), "float32", chunks=(1000, 1000))
    path = write(tmp_path / "gan.keras", {**parts, "model.weights.h5": file.getvalue()})
    with pytest.raises(REFUSALS, match="could not be loaded|shape"):
        keras.saving.load_model(path)
