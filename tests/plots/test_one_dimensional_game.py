import numpy as np
import pytest
import scipy.stats
from PIL import Image

from keras_gan.callbacks import GameMoment
from keras_gan.plots import one_dimensional_animation, one_dimensional_game
from keras_gan.plots.one_dimensional_game import SAMPLES, _figure, _top

X = np.linspace(-4, 4, 161)
P_DATA = scipy.stats.norm.pdf(X)


@pytest.fixture
def make_moment():
    """G(z) = shift + slope z on uniform noise, and the best D."""

    def make(step=0, shift=0.0, slope=1.0, d=None):
        z = np.linspace(-1, 1, 33)
        p_g = scipy.stats.uniform(shift - slope, 2 * slope).pdf(X)
        best = P_DATA / (P_DATA + p_g)
        return GameMoment(
            step=step,
            x=X,
            p_g=p_g,
            d=best if d is None else np.full(len(X), d),
            z=z,
            g_of_z=shift + slope * z,
        )

    return make


def draw(moment):
    """The axes of densities, of the map, and of D."""
    figure = _figure([moment], P_DATA, ["title"], top=1.0, size=(4, 4))
    assert figure.axes[0].get_title() == "title"
    return figure.axes


def pixels(path):
    with Image.open(path) as picture:
        return np.array(picture.convert("RGB")).astype(int)


def where(picture, colour):
    """The rows and columns of the pixels of a colour."""
    rgb = [int(colour[start : start + 2], 16) for start in (1, 3, 5)]
    return np.nonzero(abs(picture - rgb).max(axis=2) < 3)


def test_a_panel_for_every_moment(tmp_path, make_moment):
    moments = [make_moment(0, -1.0), make_moment(10), make_moment(20, slope=2.0)]
    path = tmp_path / "new" / "figure1.png"
    assert one_dimensional_game(moments, P_DATA, path) == path
    picture = pixels(path)
    assert picture.shape[1] == round(120 * (3 * 3.1 + 0.6))
    _, columns = where(picture[60:], SAMPLES)  # below the legend
    panels = np.split(
        np.unique(columns), 1 + np.nonzero(np.diff(np.unique(columns)) > 30)[0]
    )
    assert len(panels) == 3


def test_what_a_panel_shows(make_moment):
    moment = make_moment(shift=0.5, d=0.25)
    above, _, right = draw(moment)
    data, samples = above.get_lines()
    np.testing.assert_array_equal(data.get_ydata(), P_DATA)
    np.testing.assert_array_equal(samples.get_ydata(), moment.p_g)
    assert data.get_linestyle() == ":" and samples.get_linestyle() == "-"
    half, best, played = right.get_lines()
    assert list(half.get_ydata()) == [0.5, 0.5]
    np.testing.assert_array_equal(played.get_ydata(), moment.d)
    assert played.get_linestyle() == "--"
    assert right.get_ylim()[0] == 0 and 1 < right.get_ylim()[1] < 1.1
    shown = np.isfinite(best.get_ydata())
    np.testing.assert_allclose(
        best.get_ydata()[shown], (P_DATA / (P_DATA + moment.p_g))[shown]
    )
    # N(0, 1) is above 5 % of its peak up to sqrt(2 log 20) = 2.448 on both sides.
    np.testing.assert_allclose(X[shown][[0, -1]], [-2.448, 2.448], atol=0.05)


def test_arrows_lead_to_where_g_takes_latents(make_moment):
    moment = make_moment(shift=2.0, slope=0.5)
    _, below, _ = draw(moment)
    arrows = below.collections[-1]
    starts, ends = arrows.X, arrows.X + arrows.U
    np.testing.assert_allclose(ends, 2 + 0.5 * np.linspace(-1, 1, 17))
    assert (arrows.Y == 0).all() and (arrows.V == 1).all()
    np.testing.assert_allclose(np.diff(starts), np.diff(starts)[0])
    assert -4 < starts[0] < -3.5 and 3.5 < starts[-1] < 4


def test_an_animation_of_frames_on_one_scale(tmp_path, make_moment):
    moments = [make_moment(0), make_moment(1, slope=0.5), make_moment(2)]
    path = one_dimensional_animation(moments, P_DATA, tmp_path / "game.gif", fps=20)
    with Image.open(path) as animation:
        assert animation.n_frames == 3
        frames = []
        for index in range(3):
            animation.seek(index)
            frames.append(np.array(animation.convert("RGB")).astype(int))
    changed = np.nonzero(abs(frames[0] - frames[2]).max(axis=2) > 40)
    assert changed[0].size > 0  # the step in the title
    assert np.ptp(changed[0]) < 20 and np.ptp(changed[1]) < 40  # and nothing else
    assert (abs(frames[0] - frames[1]).max(axis=2) > 40).sum() > 500


def test_a_collapsed_generator_does_not_flatten_the_data(make_moment):
    peak = P_DATA.max()
    assert _top([make_moment(slope=2.0)], P_DATA) == pytest.approx(1.15 * peak)
    assert _top([make_moment(slope=0.6)], P_DATA) == pytest.approx(1.15 / 1.2)
    collapsed = [make_moment(), make_moment(slope=0.05)]
    assert _top(collapsed, P_DATA) == pytest.approx(1.15 * 2.5 * peak)


def test_bad_arguments(tmp_path, make_moment):
    path = tmp_path / "a.png"
    with pytest.raises(ValueError, match="one moment or more.*0 moments"):
        one_dimensional_game([], P_DATA, path)
    with pytest.raises(ValueError, match="a title for each.*1 moments, 2 titles"):
        one_dimensional_game([make_moment()], P_DATA, path, titles=["a", "b"])
    for plot in (one_dimensional_game, one_dimensional_animation):
        with pytest.raises(ValueError, match=r"shape \(160,\), x of shape \(161,\)"):
            plot([make_moment()], P_DATA[1:], path)
    with pytest.raises(ValueError, match="one moment or more.*0 moments"):
        one_dimensional_animation([], P_DATA, path)
    assert not path.exists()
