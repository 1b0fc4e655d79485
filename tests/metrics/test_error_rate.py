import numpy as np
import pytest
from sklearn.datasets import load_digits

from keras_gan.metrics import error_rate, linear_probe


def test_by_hand():
    # A quarter of four: 100 sqrt(.25 * .75 / 4).
    assert error_rate([0, 1, 1, 2], [0, 1, 2, 2]) == pytest.approx((25.0, 21.650635))
    assert error_rate([0, 1], [0, 1]) == (0.0, 0.0)


def test_images_without_a_label_do_not_count():
    assert error_rate([0, 1, 1, 2, 0], [0, 1, 2, 2, -1])[0] == 25.0


@pytest.mark.parametrize(
    ("read", "labels", "said"),
    [
        ([0, 1], [0, 1, 2], r"shape \(2,\) and labels of shape \(3,\)"),
        ([0, 1], [-1, -1], "2 labels, all below 0"),
        ([[0]], [[0]], r"shape \(1, 1\)"),
    ],
)
def test_errors(read, labels, said):
    with pytest.raises(ValueError, match=said):
        error_rate(read, labels)


def test_logistic_regression_on_real_digits():
    digits = load_digits()
    images, labels = digits.data, digits.target
    read = linear_probe(images[:1000], labels[:1000], images[1000:])
    error, standard_error = error_rate(read, labels[1000:])
    # scikit-learn's own pipeline reads 92 to 93 % of these.
    assert 5 < error < 10
    assert standard_error == pytest.approx(0.9, abs=0.2)
    # Scales of features do not matter, and pixels without any variance neither.
    scaled = images * np.linspace(1, 1e4, 64)
    again = linear_probe(scaled[:1000], labels[:1000], scaled[1000:])
    assert np.mean(again == read) > 0.99
