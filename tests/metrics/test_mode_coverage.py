import numpy as np
import pytest

from keras_gan.metrics import mode_coverage

ANGLES = 2 * np.pi * np.arange(8) / 8
RING = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)
GRID = np.stack(np.meshgrid(*[np.arange(-4.0, 5, 2)] * 2), -1).reshape(-1, 2)


@pytest.mark.parametrize("modes, sigma", [(RING, 0.01), (GRID, 0.05)])
def test_a_perfect_sampler(modes, sigma):
    rng = np.random.default_rng(0)
    chosen = modes[rng.integers(len(modes), size=25_000)]
    coverage = mode_coverage(
        chosen + sigma * rng.normal(size=chosen.shape), modes, sigma
    )
    assert coverage.modes == len(modes)
    # 1 - exp(-9 / 2) of a Gaussian in the plane lies within three sigma.
    assert coverage.high_quality == pytest.approx(0.9889, abs=0.003)


def test_what_lies_apart_counts_for_no_mode():
    samples = np.array([[1.0, 0.029], [1.0, 0.031], [0.0, 0.0], [-1.0, 0.0]])
    assert mode_coverage(samples, RING, 0.01) == (2, 0.5)
    assert mode_coverage(samples[2:3], RING, 0.01) == (0, 0.0)


def test_samples_of_several_blocks():
    samples = np.repeat(RING[:2], 15_000, axis=0)
    assert mode_coverage(samples, RING, 0.01) == (2, 1.0)


def test_bad_input():
    with pytest.raises(ValueError, match="`sigma` must be positive. Received: sigma=0"):
        mode_coverage(RING, RING, 0)
    with pytest.raises(ValueError, match="`samples` and `modes`.*as many columns"):
        mode_coverage(np.zeros((5, 3)), RING, 0.1)
