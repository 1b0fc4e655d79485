import numpy as np
import pytest

from keras_gan import datasets


def test_loads_by_name():
    data = datasets.load("digits")
    assert data.name == "digits"
    np.testing.assert_array_equal(data.test, datasets.digits().test)


def test_unknown_name_lists_the_known_ones():
    message = "name='minst'. Pass one of digits, fashion_mnist, mnist"
    with pytest.raises(ValueError, match=message):
        datasets.load("minst")
