import numpy as np
from sklearn.datasets import load_digits

from keras_gan import datasets


def test_split_is_fixed_and_complete():
    data, again = datasets.digits(), datasets.digits()
    parts = [data.train, data.validation, data.test]
    assert [len(part) for part in parts] == [1297, 200, 300]
    assert data.image_shape == (8, 8, 1)
    assert all(part.dtype == np.float32 for part in parts)
    np.testing.assert_array_equal(data.train, again.train)

    # Every original image is there exactly once, in another order.
    original = load_digits().images.reshape(-1, 64)
    loaded = np.concatenate(parts).reshape(-1, 64) * 16
    assert not np.array_equal(original, loaded)
    assert sorted(map(tuple, original)) == sorted(map(tuple, loaded))


def test_each_image_has_its_label():
    data, original = datasets.digits(), load_digits()
    pairs = zip(original.images.reshape(-1, 64), original.target, strict=True)
    known = {tuple(image): label for image, label in pairs}
    for part in ("train", "validation", "test"):
        images = getattr(data, part).reshape(-1, 64) * 16
        expected = [known[tuple(image)] for image in images]
        np.testing.assert_array_equal(data.labels[part], expected)
    assert data.classes == tuple("0123456789")


def test_parts_look_alike():
    # Mean intensity of all 1,797 images is 4.884 of 16 = 0.3053.
    data = datasets.digits()
    for part in (data.train, data.validation, data.test):
        assert abs(part.mean() - 0.3053) < 0.01
