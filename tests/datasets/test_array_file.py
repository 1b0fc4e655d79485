import gzip
import importlib
import struct

import numpy as np
import pytest

from keras_gan import datasets
from keras_gan.datasets import image_array

PIXELS = np.random.default_rng(0).integers(0, 256, (30, 5, 4), dtype="uint8")


def write_idx(path, pixels):
    content = struct.pack(f">HBB{pixels.ndim}I", 0, 8, pixels.ndim, *pixels.shape)
    opened = gzip.open(path, "wb") if path.suffix == ".gz" else path.open("wb")
    with opened as file:
        file.write(content + pixels.tobytes())
    return path


def write(path):
    if path.suffix == ".npy":
        np.save(path, PIXELS)
    elif path.suffix == ".npz":
        np.savez(path, y_train=np.arange(30), x_train=PIXELS)
    else:
        write_idx(path, PIXELS)
    return path


@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a-idx3-ubyte", "a-idx3-ubyte.gz"])
def test_every_image_is_in_one_part(tmp_path, name):
    data = image_array(write(tmp_path / name))
    assert [len(data.train), len(data.validation), len(data.test)] == [24, 3, 3]
    assert data.image_shape == (5, 4, 1)
    everything = np.concatenate([data.train, data.validation, data.test])
    found = {image.tobytes() for image in everything}
    assert found == {image.tobytes() for image in PIXELS.astype("float32") / 255}


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1)])
def test_numbers_come_into_the_range_of_images(tmp_path, low, high):
    numbers = np.linspace(low, high, 10 * 4 * 4 * 3).reshape(10, 4, 4, 3)
    np.save(tmp_path / "a.npy", numbers)
    data = image_array(tmp_path / "a.npy")
    everything = np.concatenate([data.train, data.validation, data.test])
    assert everything.dtype == "float32"
    expected = np.linspace(0, 1, numbers.size)
    np.testing.assert_allclose(np.sort(everything, None), expected, atol=1e-6)


def test_numbers_that_stray_a_little_are_those_of_the_range(tmp_path):
    numbers = np.linspace(-1e-6, 1 + 1e-6, 10 * 16).reshape(10, 4, 4)
    np.save(tmp_path / "a.npy", numbers)
    train = np.asarray(image_array(tmp_path / "a.npy").train)
    assert 0 <= train.min() and train.max() <= 1
    assert train.mean() == pytest.approx(0.5, abs=0.2)
    np.save(tmp_path / "a.npy", numbers - 0.1)
    with pytest.raises(ValueError, match="from -0.1.* to 0.9.*Rescale"):
        image_array(tmp_path / "a.npy")


def test_a_run_s_split_holds_for_rows_that_changed(tmp_path):
    path = tmp_path / "a.npy"
    np.save(path, PIXELS)
    before = image_array(path)
    changed = PIXELS.copy()
    row = int(before.files.parts["train"][3][0])
    changed[row] = 255 - changed[row]
    np.save(path, np.concatenate([changed, PIXELS[:5] // 2]))
    with pytest.warns(UserWarning, match="1 have changed, 5 are new"):
        after = image_array(path, split=before.files)
    expected = np.array(before.train)
    expected[3] = expected[4]  # the next one takes its place
    np.testing.assert_array_equal(after.train, expected)
    np.testing.assert_array_equal(after.test, before.test)
    np.save(path, PIXELS[:10])
    with pytest.raises(ValueError, match="20 of 30 are gone.*Pass what has them"):
        image_array(path, split=before.files)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (PIXELS[0], r"must have the shape .* Received: \(5, 4\)"),
        (PIXELS.reshape(30, 5, 2, 2), "with 1 or 3 channels"),
        (PIXELS.astype("float32"), "Received: float32 from 0.0 to 255.0.*Rescale"),
        (PIXELS.astype("int64"), "Received: int64"),
        (PIXELS[:2], "too few pictures.*at least 3.*Received: 2"),
        (np.array([{}]), "ValueError: Object arrays cannot be loaded"),
    ],
)
def test_what_is_no_array_of_images(tmp_path, content, message):
    np.save(tmp_path / "a.npy", content)
    with pytest.raises(ValueError, match=message):
        image_array(tmp_path / "a.npy")


@pytest.mark.parametrize("content", [b"", b"PK", bytes(16), b"\0\0\x08\x03" + bytes(9)])
@pytest.mark.parametrize("name", ["a.npy", "a.npz", "a", "a.gz"])
def test_a_harmed_file_is_named(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"{name}'.*Pass a file that `numpy.save`"):
        image_array(tmp_path / name)


@pytest.mark.parametrize("fractions", [(0, 0.1), (0.1, -0.1), (0.5, 0.5)])
def test_fractions_that_leave_nothing_are_refused(tmp_path, fractions):
    with pytest.raises(ValueError, match="must be positive fractions"):
        image_array(write(tmp_path / "a.npy"), *fractions)


@pytest.mark.parametrize("name", ["a.npz", "a-idx3-ubyte.gz"])
def test_a_file_of_which_the_end_is_missing_is_named(tmp_path, name):
    path = write(tmp_path / name)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ValueError, match=f"{name}'.*Pass a file that `numpy.save`"):
        image_array(path)


def test_several_arrays_without_a_usual_name(tmp_path):
    np.savez(tmp_path / "a.npz", a=PIXELS, b=PIXELS)
    with pytest.raises(ValueError, match=r"it holds \['a', 'b'\].*images"):
        image_array(tmp_path / "a.npz")
    with pytest.raises(FileNotFoundError, match="nowhere.npy.*relative ones start"):
        image_array(tmp_path / "nowhere.npy")


def test_a_folder_of_the_name_is_passed_over(tmp_path, monkeypatch):
    module = importlib.import_module("keras_gan.datasets.mnist")
    monkeypatch.setattr(module, "NUM_VALIDATION", 10)
    for stem in ("train-images", "t10k-images"):
        (tmp_path / f"{stem}-idx3-ubyte").mkdir()
        write_idx(tmp_path / f"{stem}.idx3-ubyte", PIXELS)
    assert len(datasets.mnist(tmp_path).test) == 30


@pytest.mark.parametrize("suffix", ["", ".gz"])
@pytest.mark.parametrize("name", ["mnist", "fashion_mnist"])
def test_the_files_of_the_makers_of_mnist(tmp_path, monkeypatch, name, suffix):
    module = importlib.import_module("keras_gan.datasets.mnist")
    monkeypatch.setattr(module, "NUM_VALIDATION", 10)
    write_idx(tmp_path / f"train-images-idx3-ubyte{suffix}", PIXELS)
    write_idx(tmp_path / f"t10k-images-idx3-ubyte{suffix}", PIXELS[:7])
    assert not datasets.load(name, tmp_path).labels
    write_idx(
        tmp_path / f"train-labels-idx1-ubyte{suffix}", np.arange(30, dtype="u1") % 9
    )
    write_idx(tmp_path / f"t10k-labels-idx1-ubyte{suffix}", np.full(7, 9, "u1"))
    data = datasets.load(name, tmp_path)
    np.testing.assert_array_equal(
        data.labels["validation"], [2, 3, 4, 5, 6, 7, 8, 0, 1, 2]
    )
    assert data.labels["test"].tolist() == 7 * [9]
    images = PIXELS[..., None].astype("float32") / 255
    np.testing.assert_array_equal(data.train, images[:20])
    np.testing.assert_array_equal(data.validation, images[20:])
    np.testing.assert_array_equal(data.test, images[:7])
    assert data.name == name
