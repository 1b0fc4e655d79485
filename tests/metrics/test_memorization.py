import numpy as np
import pytest
from scipy.stats import kstest, norm

from keras_gan.metrics import memorization_test


def draws(*counts, size=3, seed=0):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=(count, size)) for count in counts]


def test_golden_value():
    # 100 copies and 100 held out: U = 0, (0.5 - 5000) / sqrt(100 * 100 * 201 / 12).
    train, held_out = draws(100, 100)
    statistic, p_value = memorization_test(train, train, held_out)
    assert statistic == pytest.approx(-12.2157, abs=1e-4)
    assert p_value == pytest.approx(norm.cdf(-12.2157), rel=1e-2)


@pytest.mark.parametrize("num_cells", [1, 3])
def test_p_values_are_uniform_for_new_images(num_cells):
    values = [
        memorization_test(*draws(200, 200, 200, seed=seed), num_cells).p_value
        for seed in range(30)
    ]
    assert kstest(values, "uniform").pvalue > 0.01


def test_images_that_are_too_far_are_no_copies():
    fake, train, held_out = draws(200, 300, 200)
    statistic, p_value = memorization_test(3 * fake, train, held_out)
    assert statistic > 5 and p_value > 0.999


def test_cells_compare_like_with_like():
    # A dense cluster and one a hundred times as wide. Most generated images are near
    # copies in the wide one: no nearer than neighbours are in the dense one.
    fake, train, held_out = draws(200, 400, 200, size=2)
    far = np.array([1e4, 0])
    train[200:] = far + 100 * train[200:]
    held_out[100:] = far + 100 * held_out[100:]
    fake[:160] += train[200:360]
    whole = memorization_test(fake, train, held_out)
    in_cells = memorization_test(fake, train, held_out, num_cells=2)
    assert whole.statistic > -3
    assert in_cells.statistic < -4 and in_cells.p_value < 1e-6


def test_cells_with_few_do_not_count():
    fake, train, held_out = draws(200, 400, 200, size=2)
    train[:50] += 100
    held_out[:10] += 100
    alone = memorization_test(fake, train[50:], held_out[10:])
    assert memorization_test(fake, train, held_out, 2) == pytest.approx(alone, rel=1e-9)


def test_bad_input():
    train, held_out = draws(100, 19)
    with pytest.raises(ValueError, match="Some cell must have 20.*19 held out"):
        memorization_test(train, train, held_out)
    with pytest.raises(ValueError, match="as many columns each"):
        memorization_test(train, train, train[:, :2])
    with pytest.raises(ValueError, match="num_cells=0"):
        memorization_test(train, train, train, num_cells=0)
