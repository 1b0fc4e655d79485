import numpy as np
import pytest

from keras_gan.layers import LogSumExp


def test_it_is_the_logit_of_one_of_the_classes():
    classes = np.array([[1.0, 2.0, -1.0], [0.0, 0.0, 0.0]], "float32")
    logits = np.asarray(LogSumExp()(classes))
    z = np.exp(classes).sum(axis=1, keepdims=True)
    assert logits.shape == (2, 1)
    np.testing.assert_allclose(1 / (1 + np.exp(-logits)), z / (z + 1), rtol=1e-6)
    assert logits[1, 0] == pytest.approx(np.log(3))


def test_extreme_logits_stay_finite():
    logits = LogSumExp()(np.array([[1e4, 0.0], [-1e4, -1e4]], "float32"))
    np.testing.assert_allclose(logits[:, 0], [1e4, -1e4 + np.log(2)], rtol=1e-6)
