import csv
import re

import numpy as np
import pytest

from keras_gan import datasets


def rows(images):
    """The images as a sorted list of bytes, to compare collections of them."""
    return sorted(image.tobytes() for image in images)


def test_real_faces(faces_data):
    parts = [faces_data.train, faces_data.validation, faces_data.test]
    assert [len(part) for part in parts] == [28_707, 3_589, 3_589]
    assert faces_data.image_shape == (48, 48, 1)
    assert faces_data.name == "fer2013"
    assert all(part.dtype == np.float32 for part in parts)
    # Measured on the files: Pillow decodes their mean to 0.5136, 0.5129 and 0.5136,
    # TensorFlow's quicker decoder to half a grey level of 255 less.
    means = [part.mean(dtype="float64") for part in parts]
    np.testing.assert_allclose(means, [0.5112, 0.5106, 0.5112], atol=3e-4)


def test_folds_share_no_image_and_cover_what_is_not_trained_on(faces_data):
    scored = [test for _, test in faces_data.folds]
    assert [len(test) for test in scored] == [1436, 1436, 1436, 1435, 1435]
    assert sum(map(len, scored)) == 7_178
    others = np.concatenate([faces_data.validation, faces_data.test])
    assert rows(np.concatenate(scored)) == rows(others)
    for index, (validation, test) in enumerate(faces_data.folds):
        np.testing.assert_array_equal(validation, scored[(index + 1) % 5])
        # shuffled: half of each fold comes from either
        of_test = set(rows(faces_data.test)).intersection(rows(test))
        assert 0.4 < len(of_test) / len(test) < 0.6


def test_missing_faces_say_how_to_get_them(tmp_path):
    manual = tmp_path / "downloads" / "manual"
    message = (
        f"'fer2013' is not prepared.*Expected: {re.escape(str(tmp_path / 'fer2013'))}.*"
        f"fill the folder {re.escape(str(manual))}: download fer2013.tar.gz.*"
        "https://www.kaggle.com/.*and put the file fer2013.csv"
    )
    with pytest.raises(FileNotFoundError, match=message):
        datasets.load("fer2013", tmp_path)
    manual.mkdir(parents=True)
    (manual / "another.csv").touch()
    with pytest.raises(FileNotFoundError, match=message):
        datasets.load("fer2013", tmp_path)


def test_faces_are_prepared_from_the_file_of_kaggle(tmp_path):
    # Real pictures of that size: digits, every pixel a square of six by six.
    usages = ["Training"] * 4 + ["PublicTest"] * 5 + ["PrivateTest"] * 6
    digits = datasets.digits().train[: len(usages)].repeat(6, axis=1).repeat(6, axis=2)
    pixels = (digits * 255).round().astype("uint8")
    file = tmp_path / "downloads" / "manual" / "fer2013.csv"
    file.parent.mkdir(parents=True)
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["emotion", "pixels", "Usage"])
        for image, usage in zip(pixels, usages, strict=True):
            writer.writerow([3, " ".join(map(str, image.ravel())), usage])
    data = datasets.fer2013(tmp_path)
    expected = np.split(pixels.astype("float32") / 255, [4, 9])
    for part, images in zip(
        [data.train, data.validation, data.test], expected, strict=True
    ):
        assert rows(part) == rows(images)
    assert [len(test) for _, test in data.folds] == [3, 2, 2, 2, 2]
    file.unlink()  # the prepared files are read from now on
    np.testing.assert_array_equal(datasets.fer2013(tmp_path).train, data.train)
