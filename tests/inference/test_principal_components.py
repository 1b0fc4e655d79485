import numpy as np
import pytest

from keras_gan import datasets
from keras_gan.inference import pca_reconstructions


def test_all_components_lose_nothing_and_few_lose_what_is_left():
    data = datasets.digits()
    whole = pca_reconstructions(data.train, data.test, 64)
    assert whole.dtype == np.float32
    np.testing.assert_allclose(whole, data.test, atol=1e-5)
    # By singular values: what is left is the sum of the smaller ones, squared.
    flat = data.train.reshape(len(data.train), -1).astype("float64")
    values = np.linalg.svd(flat - flat.mean(axis=0), compute_uv=False)
    some = pca_reconstructions(data.train, data.train, 20)
    lost = np.square(some - data.train).sum()
    assert lost == pytest.approx(np.square(values[20:]).sum(), rel=1e-4)


@pytest.mark.parametrize("count", [0, 5, 2.0])
def test_numbers_of_components_that_cannot_be(count):
    with pytest.raises(ValueError, match="components"):
        pca_reconstructions(np.ones((4, 2, 3)), np.ones((2, 2, 3)), count)
