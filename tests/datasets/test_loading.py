import numpy as np
import pytest

from keras_gan import datasets


def test_loads_by_name():
    data = datasets.load("digits")
    assert data.name == "digits"
    np.testing.assert_array_equal(data.test, datasets.digits().test)


def test_unknown_name_lists_the_known_ones(tmp_path):
    message = (
        "name='minst'. Pass one of cifar10, digits, fashion_mnist, fer2013, mnist, or "
        ".* of tensorflow-datasets .*`keras_gan.datasets.image_folder`"
    )
    with pytest.raises(ValueError, match=message):
        datasets.load("minst", tmp_path)


def test_any_name_of_tensorflow_datasets(tmp_path, offline):
    message = "'svhn_cropped' is not prepared.*Expected: .*svhn_cropped"
    with pytest.raises(FileNotFoundError, match=message):
        datasets.load("svhn_cropped", tmp_path)
