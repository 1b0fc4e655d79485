import dataclasses

import numpy as np
import pytest

from keras_gan.datasets import ImageData


def grey(count, size=4):
    return np.full((count, size, size, 1), 0.5, "float32")


def test_describes_itself():
    data = ImageData("squares", grey(1200), grey(2), grey(3))
    assert data.image_shape == (4, 4, 1)
    assert repr(data) == (
        "ImageData('squares': 1,200 training, 2 validation and 3 test images of "
        "shape (4, 4, 1))"
    )


def test_cannot_be_changed():
    data = ImageData("squares", grey(1), grey(2), grey(3))
    with pytest.raises(dataclasses.FrozenInstanceError):
        data.train = grey(5)


def test_names_the_part_that_is_wrong():
    with pytest.raises(ValueError, match="`validation` must lie between 0 and 1"):
        ImageData("squares", grey(1), 4 * grey(2), grey(3))
    with pytest.raises(ValueError, match=r"`test` must have the shape \(4, 4, 1\)"):
        ImageData("squares", grey(1), grey(2), grey(3, size=5))
    with pytest.raises(ValueError, match=r"train\[..., None\]"):
        ImageData("squares", grey(1)[..., 0], grey(2), grey(3))
