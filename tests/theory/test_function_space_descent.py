import numpy as np
import pytest
from scipy import stats
from scipy.integrate import trapezoid

from keras_gan.theory import (
    criterion,
    function_space_descent,
    game_value,
    jensen_shannon_divergence,
    kl_divergence,
    optimal_discriminator,
)

X = np.concatenate(
    [np.linspace(-8.0, 0.0, 300, endpoint=False), np.linspace(0, 8, 901)]
)
P_DATA = (0.3 * stats.norm(-2, 0.5).pdf(X)) + 0.7 * stats.norm(2, 0.8).pdf(X)
P_G = stats.norm(-1, 2).pdf(X)


def divergences(path, p_data=P_DATA, x=X):
    return np.array([jensen_shannon_divergence(p_data, p_g, x) for p_g in path])


def random_pair(seed, count=30):
    return np.random.default_rng(seed).dirichlet(np.ones(count), size=2)


def test_two_whole_steps_by_hand():
    # With a step size of 1 each step goes half of the way.
    path = function_space_descent([0.5, 0.5], [0.9, 0.1], steps=2, step_size=1.0)
    np.testing.assert_allclose(path, [[0.9, 0.1], [0.7, 0.3], [0.6, 0.4]], rtol=1e-14)


def test_half_a_step_by_hand():
    # 1 - D* = (2/3, 2/5), so p_g is multiplied by (sqrt(3/2), sqrt(5/2)) / Z.
    path = function_space_descent([0.25, 0.75], [0.5, 0.5], steps=1, step_size=0.5)
    factors = np.sqrt([1.5, 2.5])
    np.testing.assert_allclose(path[1], factors / factors.sum(), rtol=1e-14)


@pytest.mark.parametrize("step_size", [0.1, 0.5, 1.0])
def test_it_converges_and_no_step_goes_up(step_size):
    path = function_space_descent(P_DATA, P_G, X, steps=200, step_size=step_size)
    jsd = divergences(path)
    assert jsd[0] > 0.1
    assert (np.diff(jsd) < 1e-14).all()
    assert jsd[-1] < 1e-4
    np.testing.assert_allclose(path[-1], P_DATA, atol=0.01)


@pytest.mark.parametrize("step_size", [0.1, 0.5, 1.0])
def test_it_is_as_fast_as_the_bound_says(step_size):
    path = function_space_descent(P_DATA, P_G, X, steps=50, step_size=step_size)
    bound = kl_divergence(P_DATA, P_G, X) / (2 * step_size * np.arange(1, 51))
    assert (divergences(path)[1:] < bound).all()


def test_steps_that_are_too_large_do_not_converge():
    # Near p_data a step multiplies the relative error by 1 - step_size / 2.
    p_data, start = np.array([0.5, 0.5]), np.array([0.51, 0.49])
    for step_size, shrinks in [(3.0, True), (5.0, False)]:
        path = function_space_descent(p_data, start, steps=8, step_size=step_size)
        jsd = divergences(path, p_data, None)
        assert jsd[-1] < jsd[0] / 100 if shrinks else jsd[-1] > 10 * jsd[0]
        first = (path[1] - p_data)[0] / (path[0] - p_data)[0]
        assert first == pytest.approx(1 - step_size / 2, rel=0.01)


def test_steps_that_lose_all_of_the_mass_somewhere():
    with pytest.raises(ValueError, match="Received: zero at 1 of 2 .* smaller steps"):
        function_space_descent([0.5, 0.5], [0.6, 0.4], steps=30, step_size=20.0)


def test_every_step_is_a_density():
    path = function_space_descent(P_DATA, P_G, X, steps=20)
    assert path.shape == (21, len(X))
    assert path.dtype == np.float64
    assert (path > 0).all()
    np.testing.assert_allclose(trapezoid(path, X, axis=1), 1.0, rtol=1e-12)
    np.testing.assert_allclose(path[0], P_G, rtol=1e-3)


def test_no_step_is_the_start():
    path = function_space_descent([0.5, 0.5], [0.9, 0.1], steps=0)
    np.testing.assert_allclose(path, [[0.9, 0.1]], rtol=1e-15)


def test_p_data_is_a_fixed_point():
    path = function_space_descent(P_DATA, P_DATA, X, steps=5)
    np.testing.assert_allclose(path[-1], path[0], rtol=1e-12)
    np.testing.assert_allclose(path[-1], P_DATA, rtol=1e-3)


def test_distributions_on_a_grid_are_the_same_as_arrays():
    data, start = stats.norm(1, 1), stats.norm(-1, 2)
    received = function_space_descent(data, start, X, steps=3)
    expected = function_space_descent(data.pdf(X), start.pdf(X), X, steps=3)
    np.testing.assert_allclose(received, expected, rtol=1e-12)
    assert np.abs(received[3] - received[0]).max() > 0.01


def test_a_refined_grid_gives_the_same_path():
    data, start = stats.norm(1, 1), stats.norm(-1, 2)
    fine = np.sort(np.concatenate([X, (X[1:] + X[:-1]) / 2]))
    coarse_path = function_space_descent(data, start, X, steps=10)
    fine_path = function_space_descent(data, start, fine, steps=10)
    np.testing.assert_allclose(fine_path[:, ::2], coarse_path, rtol=1e-3)


def test_mass_leaves_where_there_is_no_data():
    # By hand, a step size of 1: half goes each time.
    path = function_space_descent([1.0, 0.0], [0.5, 0.5], steps=3, step_size=1.0)
    np.testing.assert_allclose(path[:, 1], [1 / 2, 1 / 4, 1 / 8, 1 / 16], rtol=1e-14)


def test_points_without_any_density_stay_empty():
    path = function_space_descent([0.5, 0.5, 0.0], [0.9, 0.1, 0.0], steps=60)
    np.testing.assert_allclose(path[-1], [0.5, 0.5, 0.0], atol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_at_the_optimal_discriminator_is_that_of_the_criterion(seed):
    # Proposition 2: dU/dp_g at D* is log(1 - D*); by central differences, along a
    # direction that keeps the total.
    p_data, p_g = random_pair(seed)
    direction = p_g * (np.random.default_rng(seed).random(30) - 0.5)
    direction -= p_g * direction.sum()
    size = 1e-4
    ahead, behind = p_g + size * direction, p_g - size * direction
    expected = (criterion(p_data, ahead) - criterion(p_data, behind)) / (2 * size)
    received = direction @ np.log(1 - optimal_discriminator(p_data, p_g))
    assert abs(expected) > 1e-4
    assert received == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("seed", range(3))
def test_the_supremum_is_convex_and_each_discriminator_bounds_it_from_below(seed):
    p_data, p_g = random_pair(seed)
    other = random_pair(seed + 100)[0]
    middle = criterion(p_data, (p_g + other) / 2)
    assert middle < (criterion(p_data, p_g) + criterion(p_data, other)) / 2 - 1e-4
    # U at D* of p_g is linear in the density: a tangent below the supremum.
    tangent = game_value(optimal_discriminator(p_data, p_g), p_data, other)
    assert tangent < criterion(p_data, other) - 1e-4


def test_an_empty_generator_cannot_be_moved():
    with pytest.raises(ValueError, match="Received: zero at 1 of 2 points"):
        function_space_descent([0.5, 0.5], [1.0, 0.0])


@pytest.mark.parametrize(
    "settings", [{"steps": -1}, {"step_size": 0.0}, {"step_size": np.nan}]
)
def test_settings(settings):
    (name, value), *_ = settings.items()
    with pytest.raises(ValueError, match=f"Received: {name}={value}"):
        function_space_descent([0.5, 0.5], [0.9, 0.1], **settings)
