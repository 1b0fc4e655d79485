import importlib
import re

import numpy as np
import pytest
import requests

from keras_gan import datasets
from keras_gan.datasets.from_tfds import _download, from_tfds, whole_splits


def assert_parts(data, images, *counts):
    parts = [data.train, data.validation, data.test]
    assert [len(part) for part in parts] == list(counts)
    np.testing.assert_array_equal(np.concatenate(parts), images)


def test_missing_parts_are_cut_from_the_training_images(prepare_digits, tmp_path):
    _, images = prepare_digits(tmp_path, train=50)
    data = datasets.load("own_digits", tmp_path)
    # a fifth of 50 for the test, a fifth of the other 40 for validation
    assert_parts(data, images, 32, 8, 10)
    assert data.name == "own_digits"
    assert data.train.dtype == np.float32


def test_validation_can_be_of_a_given_length(prepare_digits, tmp_path):
    _, images = prepare_digits(tmp_path, train=50, test=5)
    assert_parts(from_tfds("own_digits", tmp_path, 3), images, 47, 3, 5)


def test_own_splits_are_taken(prepare_digits, tmp_path):
    _, images = prepare_digits(tmp_path, train=20, validation=4, test=6, extra=7)
    assert_parts(from_tfds("own_digits", tmp_path), images[:30], 20, 4, 6)


@pytest.mark.parametrize("many", [1, 2**20])
def test_labels_come_with_the_images(prepare_digits, tmp_path, monkeypatch, many):
    monkeypatch.setattr(
        importlib.import_module(from_tfds.__module__), "MANY_BYTES", many
    )
    prepare_digits(tmp_path, train=30, validation=4, test=6)
    expected = datasets.digits().labels["train"]
    for _ in range(2):  # the second time from pictures that are kept
        data = datasets.load("own_digits", tmp_path, cache=tmp_path / "cache")
        assert data.classes == tuple("0123456789")
        parts = [data.labels[part] for part in ("train", "validation", "test")]
        np.testing.assert_array_equal(np.concatenate(parts), expected[:40])
    kept = list((tmp_path / "cache").glob("*")) if many == 1 else [1, 2, 3]
    assert len(kept) == 3


def test_nothing_to_train_on(prepare_digits, tmp_path):
    builder, _ = prepare_digits(tmp_path, test=5)
    with pytest.raises(ValueError, match=r"a split 'train'. Received: .*\['test'\]"):
        whole_splits(builder)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cats_vs_dogs", r"uint8 of shape \(None, None, 3\).*datasets.image_folder"),
        ("imdb_reviews", r"Received: none of \['label', 'text'\]"),
        ("cityscapes", r"Received: \['image_left', 'segmentation_label'\] of"),
    ],
)
def test_unfit_images_are_refused_before_they_are_downloaded(name, message, tmp_path):
    with pytest.raises(ValueError, match=f"'{name}'.*{message}"):
        datasets.load(name, tmp_path)


def test_the_server_of_the_data_is_tried(tmp_path, monkeypatch):
    tried = []

    def refuse(url, timeout):
        tried.append(url)
        raise requests.ConnectionError("Name or service not known")

    monkeypatch.setattr(requests, "head", refuse)
    message = re.escape(f"tfds build cifar10 --data_dir={tmp_path}")
    with pytest.raises(FileNotFoundError, match=message):
        datasets.cifar10(tmp_path)
    assert tried == ["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"]


def test_failed_download_says_what_failed(tmp_path):
    class Builder:
        name = "mnist"
        data_dir = str(tmp_path / "mnist" / "3.0.1")
        url_infos = None
        MANUAL_DOWNLOAD_INSTRUCTIONS = None

        def download_and_prepare(self):
            raise OSError("No space left on device")

    with pytest.raises(FileNotFoundError, match="OSError: No space left on device"):
        _download(Builder())
