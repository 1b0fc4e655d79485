"""Where curves are drawn."""

import types

import numpy as np
import pytest

from keras_gan.report.charts import Chart, charts_of


def run(name="run", ceiling=None, **curves):
    parzen = types.SimpleNamespace(ceiling=ceiling, limit=str(ceiling))
    return types.SimpleNamespace(
        name=name,
        scores={} if ceiling is None else {"parzen": parzen},
        curves={
            key: (np.arange(1.0, len(values) + 1), np.array(values, float))
            for key, values in curves.items()
        },
    )


def test_places_on_the_axes():
    (chart,) = charts_of([run(r1=[0, 10, 5])])
    low, high = chart.y_range
    assert (low, high) == pytest.approx((-0.6, 10.6))
    assert (chart.x(1), chart.x(3)) == (Chart.left, Chart.right)
    assert (chart.y(low), chart.y(high)) == (Chart.bottom, Chart.top)
    # y of 5, halfway: (168 + 8) / 2; of 0: 168 - 160 * 0.6 / 11.2
    assert chart.points(chart.lines[0]) == "44.0,159.4 187.0,16.6 330.0,88.0"
    assert [text for _, text in chart.x_ticks] == ["1", "2", "3"]
    assert {"0", "10"} <= {text for _, text in chart.y_ticks}


def test_columns_that_belong_together_share_a_chart():
    columns = ["val_parzen", "g_loss", "d_loss", "value", "d_real", "val_r1", "r1", "x"]
    charts = charts_of([run(**dict.fromkeys(columns, [1, 2]))])
    assert [chart.names for chart in charts] == [
        ["val_parzen"],
        ["d_loss", "g_loss"],
        ["value"],
        ["d_real"],
        ["val_r1", "r1"],
        ["x"],
    ]


def test_what_curves_are_held_against():
    one, two = (
        run(ceiling=30, val_parzen=[1], value=[1], d_real=[1]),
        run(ceiling=20, val_parzen=[2]),
    )
    parzen, value, answers = charts_of([one, two])
    assert [level.values[0] for level in parzen.levels] == [30, 20]
    # log 4 = 1.3862944
    assert value.levels[0].values[0] == pytest.approx(-1.3862944, abs=1e-7)
    assert answers.levels[0].values[0] == 0.5
    (of_critic,) = charts_of([run(d_real=[1])])
    assert not of_critic.levels


def test_several_runs_have_a_colour_each():
    (chart,) = charts_of([run(d_loss=[1], g_loss=[2]), run("b", g_loss=[3])])
    drawn = [(line.run, line.name, line.colour, line.dash) for line in chart.lines]
    assert drawn == [
        ("run", "d_loss", 0, 0),
        ("run", "g_loss", 0, 1),
        ("b", "g_loss", 1, 1),
    ]


@pytest.mark.parametrize("values", [[0.0], [3.0, 3.0], [1e99, -1e99], [-1e-12]])
def test_places_are_finite(values):
    (chart,) = charts_of([run(r1=values)])
    places = chart.points(chart.lines[0]).replace(",", " ").split()
    assert all(0 <= float(place) <= Chart.width for place in places)


def test_a_long_line_keeps_its_extremes():
    values = np.sin(np.arange(20_000.0))
    values[[7_777, 12_345]] = 9, -9
    (chart,) = charts_of([run(r1=values)])
    line = chart.lines[0]
    assert not chart.dots(line)
    points = [tuple(map(float, p.split(","))) for p in chart.points(line).split()]
    assert len(points) < 700
    assert points == sorted(points, key=lambda point: point[0])
    assert (points[0][0], points[-1][0]) == (Chart.left, Chart.right)
    heights = [y for _, y in points]
    assert min(heights) == pytest.approx(chart.y(9), abs=0.06)
    assert max(heights) == pytest.approx(chart.y(-9), abs=0.06)
