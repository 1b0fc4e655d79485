import numpy as np
import pytest

from keras_gan import datasets
from keras_gan.metrics import Reader
from keras_gan.recipes.reader import features_of, reader_of
from keras_gan.recipes.run_folder import RunFolder


@pytest.fixture(scope="module")
def digits():
    return datasets.digits()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return RunFolder(tmp_path_factory.mktemp("run"))


@pytest.fixture(scope="module")
def reader(digits, folder):
    return reader_of(digits, folder)


def test_it_reads_digits(reader, digits):
    assert 0.98 <= reader.accuracy <= 1.0
    verdict = reader.read(digits.test)
    assert np.mean(verdict == digits.labels["test"]) == reader.accuracy
    shares = reader.probabilities(digits.test)
    np.testing.assert_array_equal(shares.argmax(axis=1), verdict)
    np.testing.assert_allclose(shares.sum(axis=1), 1, rtol=1e-12)
    assert reader.features(digits.test).shape == (300, 128)


def test_it_is_kept_in_the_run(reader, digits, folder):
    again = reader_of(digits, folder)
    assert again.accuracy == reader.accuracy
    np.testing.assert_array_equal(
        again.features(digits.test), reader.features(digits.test)
    )


def test_unknown_labels_are_left_out(digits):
    labels = np.where(np.arange(1297) < 40, digits.labels["train"], -1)
    of_test = np.where(np.arange(300) < 10, digits.labels["test"], -1)
    reader = Reader.trained_on(digits.train, labels, digits.test, of_test, epochs=1)
    assert 10 * reader.accuracy == round(10 * reader.accuracy)
    with pytest.raises(ValueError, match="300 images.*0 of them known"):
        Reader(reader.network, digits.test, np.full(300, -1))


def test_other_images_are_refused(reader):
    with pytest.raises(ValueError, match="shape"):
        reader.read(np.zeros((2, 9, 9, 1), "float32"))
    with pytest.raises(ValueError, match="0.*1"):
        reader.read(np.full((2, 8, 8, 1), -1.0, "float32"))


def test_contrast_normalized_images_are_read_as_they_are_shown(digits, tmp_path):
    normalized = digits.first(train=300).contrast_normalized()
    network = features_of(normalized, RunFolder(tmp_path))
    assert network.name.startswith("reader-") and network.accuracy > 0.5
    shown = normalized.pictures(normalized.test)
    assert network.features(shown).shape == (300, 128)
