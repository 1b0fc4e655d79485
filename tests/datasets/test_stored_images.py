import pickle

import numpy as np
import pytest

from keras_gan.datasets import StoredImages, batches, check_images
from keras_gan.datasets.picture_file import open_pictures, write_pictures
from keras_gan.metrics import nearest_neighbours

PIXELS = np.random.default_rng(0).integers(0, 256, (50, 4, 3, 1), dtype="uint8")
IMAGES = PIXELS.astype("float32") / 255


@pytest.fixture(params=["in memory", "in a file"])
def stored(request, tmp_path):
    if request.param == "in memory":
        return StoredImages(PIXELS)
    write_pictures(tmp_path / "a" / "b.npy", PIXELS.shape, np.split(PIXELS, 10))
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.npy"]
    return open_pictures(tmp_path / "a" / "b.npy")


def test_it_is_the_array_of_numbers(stored):
    np.testing.assert_array_equal(np.asarray(stored), IMAGES)
    assert (stored.shape, stored.ndim, stored.size) == (IMAGES.shape, 4, IMAGES.size)
    assert stored.dtype == stored[0].dtype == np.asarray(stored[:2]).dtype == "float32"
    np.testing.assert_array_equal(stored[[4, 1]], IMAGES[[4, 1]])
    np.testing.assert_array_equal(stored[:, 0, 0, 0], IMAGES[:, 0, 0, 0])
    many = np.random.default_rng(0).integers(-50, 50, 1_000)
    for index in (many, many[:50] > 0, [], 7, -1, (3, 2)):
        np.testing.assert_array_equal(stored[index], IMAGES[index])
    np.testing.assert_array_equal(2 * stored - 1, 2 * IMAGES - 1)
    np.testing.assert_array_equal(np.concatenate([stored, stored[:3]])[50:], IMAGES[:3])
    assert stored.max() == IMAGES.max()
    assert stored.reshape(50, -1).shape == (50, 12)
    np.testing.assert_array_equal([*stored][7], IMAGES[7])


def test_arithmetic_in_place_makes_an_array_of_it(stored):
    images = stored
    images *= 2
    images -= 1
    np.testing.assert_array_equal(images, 2 * IMAGES - 1)
    assert isinstance(images, np.ndarray)
    np.testing.assert_array_equal(np.asarray(stored), IMAGES)
    with pytest.raises(TypeError, match="cannot be written to"):
        np.add(1, 2, out=stored)


def test_what_an_array_has_not_it_has_not_either(stored):
    assert not hasattr(stored, "numpy") and stored.nbytes == IMAGES.nbytes
    with pytest.raises(AttributeError, match="no attribute 'colour'"):
        _ = stored.colour


def test_a_slice_stays_stored(stored):
    part = stored[10:30][::-2]
    assert isinstance(part, StoredImages) and part.is_in_file == stored.is_in_file
    np.testing.assert_array_equal(np.asarray(part), IMAGES[10:30][::-2])


def test_its_mean_image_is_that_of_the_array_bit_for_bit():
    pixels = np.random.default_rng(1).integers(0, 256, (5_000, 3, 2, 1), dtype="uint8")
    array = pixels.astype("float32") / 255
    np.testing.assert_array_equal(StoredImages(pixels).mean(axis=0), array.mean(axis=0))
    assert StoredImages(pixels).mean() == array.mean()


def test_batches_are_those_of_the_array_bit_for_bit(stored):
    both = (batches(each, 8, seed=3, initial_epoch=1) for each in (stored, IMAGES))
    for _, ours, expected in zip(range(13), *both, strict=False):
        np.testing.assert_array_equal(ours, expected)


def test_every_byte_is_scaled_as_numpy_does():
    pixels = np.arange(256, dtype="uint8").reshape(256, 1, 1, 1)
    (batch,) = batches(StoredImages(pixels), 256).take(1)
    expected = np.arange(256, dtype="float32") / 255
    np.testing.assert_array_equal(np.sort(np.ravel(batch)), expected)


def test_it_is_checked_as_images_are(stored):
    check_images(stored, (0, 1), (4, 3, 1))
    with pytest.raises(ValueError, match=r"must have the shape \(3, 4, 1\)"):
        check_images(stored, (0, 1), (3, 4, 1))
    with pytest.raises(TypeError, match="Expected: an array of uint8. Received: float"):
        StoredImages(IMAGES)


def test_neighbours_are_those_in_the_array(stored):
    ours, expected = (
        nearest_neighbours(IMAGES[::7] + 0.01, images) for images in (stored, IMAGES)
    )
    for one, other in zip(ours, expected, strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_is_pickled_and_shown(stored):
    again = pickle.loads(pickle.dumps(stored[::-2]))
    np.testing.assert_array_equal(again.pixels, PIXELS[::-2])
    assert repr(again) == "StoredImages((25, 4, 3, 1), in memory)"


def test_a_file_that_was_cut_short_is_named(tmp_path):
    path = tmp_path / "pictures.npy"
    write_pictures(path, PIXELS.shape, [PIXELS])
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match=r"pictures.npy' does not hold.*Remove"):
        open_pictures(path)


def test_a_writer_that_fails_leaves_nothing(tmp_path):
    def blocks():
        yield PIXELS[:10]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_pictures(tmp_path / "pictures.npy", PIXELS.shape, blocks())
    assert not [*tmp_path.iterdir()]
