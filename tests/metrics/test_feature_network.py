import keras
import numpy as np
import pytest

from keras_gan import datasets
from keras_gan.metrics import FeatureNetwork, Reader, feature_network
from keras_gan.metrics.inception import inception_network, prepared
from keras_gan.metrics.reader import turned_at_random

IMAGES = np.random.default_rng(0).random((7, 8, 8, 1), dtype="float32")


@pytest.fixture(scope="module")
def model():
    keras.utils.set_random_seed(0)
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(6, 3, name="maps"),
            keras.layers.GlobalAveragePooling2D(name="pool"),
            keras.layers.Dense(4, name="answers"),
        ],
        name="small",
    )


def test_a_keras_model_and_its_layers(model):
    network = feature_network(model)
    np.testing.assert_allclose(network.features(IMAGES), model(IMAGES), atol=1e-6)
    pool = feature_network(model, layer="pool")
    maps = feature_network(model, layer="maps")
    # Of maps, the mean over places is taken.
    np.testing.assert_allclose(maps.features(IMAGES), pool.features(IMAGES), atol=1e-6)
    assert pool.name.startswith("small-pool-") and pool.name != network.name
    with pytest.raises(ValueError, match="Expected one of .*'pool'.*layer='poool'"):
        feature_network(model, layer="poool")


def test_the_name_changes_with_any_weight(model):
    before = feature_network(model, "maps").name
    other = keras.models.clone_model(model)
    other.set_weights(model.get_weights())
    assert feature_network(other, "maps").name == before
    weights = other.get_weights()
    weights[0][0, 0, 0, 0] += 1e-6
    other.set_weights(weights)
    assert feature_network(other, "maps").name != before


@pytest.mark.filterwarnings("ignore:In the future `np.object`:FutureWarning")
@pytest.mark.parametrize("kind", ["keras", "saved_model", "onnx"])
def test_files_have_the_features_of_the_model(model, kind, tmp_path):
    path = tmp_path / {"keras": "a.keras", "saved_model": "a", "onnx": "a.onnx"}[kind]
    if kind == "keras":
        model.save(path)
    elif kind == "saved_model":
        model.export(path, verbose=False)
    else:
        pytest.importorskip("tf2onnx")
        model.export(path, format="onnx", verbose=False)
    network = feature_network(str(path))
    expected = model.predict(IMAGES, verbose=0)
    np.testing.assert_allclose(network.features(IMAGES), expected, atol=1e-5)
    assert network.name.startswith("a-")
    assert feature_network(path).name == network.name
    with pytest.raises(ValueError, match=r"takes images of shape|shape \(8, 8, 1\)"):
        network.features(np.zeros((2, 9, 9, 1), "float32"))


def test_many_images_are_taken_part_by_part(model):
    images = np.random.default_rng(1).random((603, 8, 8, 1), dtype="float32")
    found = feature_network(model).features(images)
    np.testing.assert_allclose(found, model.predict(images, verbose=0), atol=1e-6)
    stored = datasets.StoredImages((255 * images).round().astype("uint8"))
    found = feature_network(model).features(stored)
    np.testing.assert_allclose(found, model(np.asarray(stored)), atol=1e-6)


def test_what_is_no_feature_network_is_told(model, tmp_path):
    with pytest.raises(FileNotFoundError, match="No feature network lies there"):
        feature_network(tmp_path / "none.keras")
    (tmp_path / "a.txt").write_text("")
    with pytest.raises(ValueError, match="folder of a SavedModel. Received: .*a.txt"):
        feature_network(tmp_path / "a.txt")
    with pytest.raises(TypeError, match="Received: 3"):
        feature_network(3)
    with pytest.raises(ValueError, match="needs the probabilities of classes"):
        feature_network(model).probabilities(IMAGES)
    bad = FeatureNetwork(lambda images: images[..., 0] * np.nan, "bad")
    with pytest.raises(ValueError, match="one finite vector an image"):
        bad.features(IMAGES)
    with pytest.raises(ValueError, match="from 0 to 1|between 0 and 1|0.*1"):
        feature_network(model).features(IMAGES - 1)


def test_inception_up_to_its_weights():
    keras.utils.set_random_seed(0)
    network = inception_network(weights=None)
    images = np.random.default_rng(0).random((2, 40, 32, 1), dtype="float32")
    features = network.features(images)
    assert features.shape == (2, 2048)
    shares = network.probabilities(images)
    assert shares.shape == (2, 1000)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert network.name.startswith("inception-v3-")


def test_inception_sees_the_middle_of_a_picture_in_its_own_range():
    images = np.zeros((1, 20, 40, 3), "float32")
    images[:, :, 10:30] = 1  # the square in the middle
    seen = prepared(images)
    assert seen.shape == (1, 299, 299, 3)
    np.testing.assert_array_equal(seen, 1)
    np.testing.assert_array_equal(prepared(np.zeros((1, 20, 20, 1), "float32")), -1)


def test_a_reader_is_one_and_its_name_says_which():
    digits = datasets.digits()
    reader = Reader.trained_on(
        digits.train[:64],
        digits.labels["train"][:64],
        digits.test,
        digits.labels["test"],
        epochs=1,
    )
    assert feature_network(reader) is reader
    assert reader.name.startswith("reader-")


def test_turns():
    images = np.arange(40 * 4).reshape(40, 2, 2, 1).astype("float32")
    turned, turns = turned_at_random(images, 0)
    assert set(turns) == {0, 1, 2, 3}
    for image, after, number in zip(images, turned, turns, strict=True):
        np.testing.assert_array_equal(np.rot90(image, number), after)
    wide = np.arange(20 * 6).reshape(20, 2, 3, 1).astype("float32")
    turned, halves = turned_at_random(wide, 0)
    assert set(halves) == {0, 1}
    for image, after, number in zip(wide, turned, halves, strict=True):
        np.testing.assert_array_equal(np.rot90(image, 2 * number), after)


def test_a_network_of_turns_knows_digits():
    digits = datasets.digits()
    reader = Reader.of_turns(digits.train, digits.test)
    assert reader.name.startswith("turns-")
    assert 0.8 < reader.accuracy <= 1
    assert reader.features(digits.test).shape == (300, 128)
