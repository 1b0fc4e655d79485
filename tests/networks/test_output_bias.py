import keras
import numpy as np
import pytest

from keras_gan.networks import ArrayInitializer, logit_of_means


def bias(mean_image, **kwargs):
    return np.asarray(logit_of_means(mean_image, **kwargs)((3,), "float32"))


def test_logit_by_hand():
    # log(m / (1 - m)) of 1/2, 3/4 and 1/3.
    np.testing.assert_allclose(
        bias([0.5, 0.75, 1 / 3]), [0.0, np.log(3), -np.log(2)], rtol=1e-6
    )


def test_constant_pixels_are_clipped():
    np.testing.assert_allclose(
        bias([0.0, 1.0, 0.5]), [-np.log(999), np.log(999), 0.0], rtol=1e-5
    )
    np.testing.assert_allclose(bias([0, 1, 0.5], margin=0.2)[0], -np.log(4), rtol=1e-6)


def test_no_mean_image_is_a_bias_of_zero():
    layer = keras.layers.Dense(3, bias_initializer=logit_of_means(None))
    layer.build((None, 2))
    np.testing.assert_array_equal(layer.bias, np.zeros(3))


@pytest.mark.parametrize("mean", [[0.5, 1.5], [-0.1, 0.5], [0.5, np.nan], [127, 3]])
def test_means_outside_zero_to_one(mean):
    with pytest.raises(ValueError, match=r"must lie in \[0, 1\].*Received: mean_image"):
        logit_of_means(mean)


def test_array_initializer_gives_its_values():
    values = np.arange(6.0).reshape(2, 3)
    weights = ArrayInitializer(values)((2, 3), "float32")
    np.testing.assert_array_equal(weights, values)
    assert weights.dtype == "float32"


@pytest.mark.parametrize("size", [4, 784])
def test_values_that_do_not_fill_the_weight(size):
    with pytest.raises(ValueError, match=rf"Received: {size} values .* shape \(3,\)"):
        ArrayInitializer(np.zeros(size))((3,))


def test_round_trip_leaves_the_values_to_the_weights(assert_round_trips):
    revived = assert_round_trips(ArrayInitializer([1.0, 2.0, 3.0]))
    np.testing.assert_array_equal(revived((3,), "float32"), np.zeros(3))
