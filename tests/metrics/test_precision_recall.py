import contextlib
import io

import numpy as np
import pytest
from prdc import compute_prdc

from keras_gan.metrics import density_coverage, precision_recall

SQUARE = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])


def of_prdc(real, fake, k):
    with contextlib.redirect_stdout(io.StringIO()):
        return compute_prdc(real.astype("float64"), fake.astype("float64"), k)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [(600, 3), (2_500, 30)])
@pytest.mark.parametrize("k", [1, 5])
def test_both_are_those_of_prdc(dtype, shape, k):
    rng = np.random.default_rng(0)
    fake = (0.9 * rng.normal(size=shape) + 0.1).astype(dtype)
    real = rng.normal(size=shape)[: shape[0] - 100].astype(dtype)
    expected = of_prdc(real, fake, k)
    assert precision_recall(fake, real, k)._asdict() == pytest.approx(
        {name: expected[name] for name in ("precision", "recall")}, rel=1e-6
    )
    assert density_coverage(fake, real, k)._asdict() == pytest.approx(
        {name: expected[name] for name in ("density", "coverage")}, rel=1e-6
    )


def test_precision_and_recall_are_those_of_torch_fidelity():
    # torch-fidelity 0.4.0: prc_features_to_metric, neighborhood 3.
    random = np.random.RandomState(0)
    a, b = random.normal(size=(300, 8)), 1.2 * random.normal(size=(200, 8)) + 0.1
    expected = (0.9633333086967468, 0.6700000166893005)
    assert precision_recall(a, b) == pytest.approx(expected, rel=1e-6)


def test_what_lies_on_a_ball():
    # Around each corner balls of radius 1, for the nearest neighbour, and the second.
    beside = np.array([[2.0, 0], [9.0, 9], [8.9, 9], [9.0, 8.9]])
    assert precision_recall(beside, SQUARE, k=2).precision == 0.25
    assert density_coverage(beside, SQUARE, k=2) == (0.0, 0.0)


def test_equal_sets():
    same = np.random.default_rng(0).normal(size=(3_000, 5)).astype("float32")
    assert precision_recall(same, same) == (1.0, 1.0)
    assert density_coverage(same, same) == (1.0, 1.0)


def test_sets_apart():
    a, b = np.random.default_rng(0).normal(size=(2, 500, 5))
    assert precision_recall(a, b + 100) == (0.0, 0.0)
    assert density_coverage(a, b + 100) == (0.0, 0.0)


def test_one_law():
    a, b = np.random.default_rng(0).normal(size=(2, 10_000, 4))
    density, coverage = density_coverage(a, b)
    assert density == pytest.approx(1, abs=0.03)
    assert coverage == pytest.approx(1 - 2**-5, abs=0.006)  # .969


def test_a_generator_of_one_image_has_no_recall():
    real = np.random.default_rng(0).normal(size=(2_000, 5))
    constant = np.zeros((2_000, 5))
    precision, recall = precision_recall(constant, real)
    assert precision == 1.0 and recall == 0.0
    assert density_coverage(constant, real).coverage < 0.05


def test_a_point_far_off_blurs_nothing():
    rng = np.random.default_rng(0)
    real, fake = rng.normal(size=(2, 800, 4))
    real[0] = 1e7
    expected = of_prdc(real, fake, 5)
    assert density_coverage(fake, real) == pytest.approx(
        (expected["density"], expected["coverage"]), rel=1e-6
    )


@pytest.mark.parametrize("score", [precision_recall, density_coverage])
def test_bad_input(score):
    with pytest.raises(ValueError, match="must have at least 5 rows"):
        score(SQUARE, SQUARE, k=4)
    with pytest.raises(ValueError, match="`k` must be a positive integer"):
        score(SQUARE, SQUARE, k=0)
    with pytest.raises(ValueError, match="`real_features` must be finite"):
        score(SQUARE, SQUARE * np.nan, k=1)
    with pytest.raises(ValueError, match="as many columns each"):
        score(SQUARE, SQUARE[:, :1], k=1)
