"""What is on the page of a run."""

import base64
import json
import math
import shutil
import time

import numpy as np
import pytest

from keras_gan import plots
from keras_gan.plots.history_file import read_history
from keras_gan.recipes.run_folder import RunFolder
from keras_gan.report import write_report

LIMIT = 10_000_000  # bytes of a page


@pytest.fixture
def output(tmp_path):
    return tmp_path / "report.html"


def show(page, output, *folders):
    return page(write_report([folder.directory for folder in folders], output))


def change(path, change):
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_the_scores_with_their_errors_and_ceilings(page, output, folder):
    scores = {
        "parzen": {"mean": 12.34, "standard_error": 0.52, "ceiling": 29.9},
        "parzen_plain": {"mean": -1234.5, "standard_error": 13, "ceiling": 29.9},
    }

    def score(metrics):
        for name, values in scores.items():
            metrics[name] |= {**values, "ceiling_standard_error": 0.94}
        metrics["scores"]["read_as asked"] = {
            "mean": 97.25,
            "standard_error": 0.125,
            "ceiling": 99.5,
            "unit": "% read",
            "labels": 1000,
            "classes": {"four": {"mean": 1.5, "standard_error": 0.3, "ceiling": 2}},
        }
        metrics["scores"]["unknown"] = {
            "mean": None,
            "standard_error": None,
            "ceiling": None,
            "unit": "wishes",
        }

    change(folder.metrics, score)
    text = show(page, output, folder).text
    assert "averaged generator 12.3 ± 0.5 nats ceiling 29.9 ± 0.9" in text
    assert "un-averaged generator -1,234 ± 13 nats ceiling 29.9 ± 0.9" in text
    assert "read as asked 97.25 ± 0.12 % read ceiling 99.50" in text
    assert "labels 1,000" in text
    assert "classes: four 1.5 ± 0.3, ceiling 2" in text
    assert "unknown none wishes" in text


def test_what_the_run_is(page, output, folder):
    settings = {"batch_size": 50, "cache": "/home/me/pictures"}
    change(folder.directory / "run.json", lambda run: run.update(settings))
    text = show(page, output, folder).text
    minutes = f"{folder.load().minutes:.1f}"
    assert "keras_gan, recipe digits run" in text
    assert f"Data digits Seed 3 Epochs 2 Minutes of training {minutes}" in text
    assert "batch size 50" in text and "cache pictures" in text
    assert "tensorflow 2." in text
    collapse = json.loads(folder.metrics.read_text())["collapse"]
    assert f"reach {100 * collapse['distinct_neighbours']:.0f} % of the" in text
    assert ("Collapsed." in text) == collapse["collapsed"]


@pytest.mark.parametrize(("collapsed", "verdict"), [(True, "Col"), (False, "No col")])
def test_the_verdict_on_collapse(page, output, folder, collapsed, verdict):
    change(folder.metrics, lambda m: m["collapse"].update(collapsed=collapsed))
    assert f"{verdict}lapse" in show(page, output, folder).text


def test_how_to_go_on(page, output, folder):
    run = folder.directory
    text = show(page, output, folder).text
    for command in (
        f"keras-gan train digits --resume --output {run} --epochs 4",
        f"keras-gan evaluate {run}",
        f"keras-gan sample {run} -n 100",
        f"keras-gan export {run} --overwrite",
        f"keras-gan report {run}",
    ):
        assert command in text


def test_every_column_of_the_history_is_drawn(page, output, folder):
    names, *rows = read_history(folder.history)
    shown = show(page, output, folder)
    for name, first, last in zip(names, *rows, strict=True):
        told = f"run, {name}: from {float(first):,.4g} at epoch 1 to "
        told += f"{float(last):,.4g} at epoch 2."
        assert (told in shown.text) == (name != "epoch")
    assert len(shown.all("polyline")) == len(names) - 1
    assert f"-log 4 {-math.log(4):.4g}" in shown.text
    ceiling = json.loads(folder.metrics.read_text())["parzen"]["ceiling"]
    assert f"ceiling, training images {ceiling:.4g}" in shown.text


def test_the_pictures_are_those_of_the_run(page, output, folder):
    plots.save_png(folder.classes, np.zeros((7, 5), "uint8"))
    images = show(page, output, folder).all("img")
    files = [
        folder.samples / "epoch-0001.png",
        folder.samples / "epoch-0002.png",
        folder.nearest,
        folder.interpolation,
        folder.classes,
    ]
    start = "data:image/png;base64,"
    shown = [base64.b64decode(image["src"].removeprefix(start)) for image in images]
    assert shown == [path.read_bytes() for path in files]
    assert (images[-1]["width"], images[-1]["height"]) == ("5", "7")
    assert all("run" in image["alt"] for image in images)
    assert ["hidden" in image for image in images] == [True] + 4 * [False]


def test_nothing_is_loaded_from_elsewhere(page, output, folder):
    shown = show(page, output, folder)
    links = [a[n] for _, a in shown.tags for n in ("src", "href") if n in a]
    assert links and all(link.startswith("data:") for link in links)
    assert "url(" not in output.read_text() and "@import" not in output.read_text()
    (policy,) = shown.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy["content"].startswith("default-src 'none'; img-src data:;")


def test_all_text_is_escaped(page, output, folder, tmp_path):
    bad = '"><script>alert(1)<'
    folder = RunFolder(shutil.copytree(folder.directory, tmp_path / bad))
    change(folder.directory / "run.json", lambda run: run.update(classes=[bad, "'"]))

    def score(metrics):
        metrics["dataset"] = bad
        entry = {"mean": 1.0, "standard_error": None, "ceiling": None, "unit": bad}
        metrics["scores"][bad] = {**entry, bad: bad, "parts": {bad: bad}}

    change(folder.metrics, score)
    quoted = bad.replace('"', '""')
    history = folder.history.read_text().replace("r1", f'"{quoted}"')
    folder.history.write_text(history)
    assert bad in read_history(folder.history)[0]
    for runs in ([folder], [folder, folder]):
        shown = show(page, output, *runs)
        assert len(shown.all("script")) == 1
        allowed = {"alt", "aria-label"}
        assert bad in shown.text
        for _, attributes in shown.tags:
            values = {n: v or "" for n, v in attributes.items() if n not in allowed}
            assert all(bad not in value for value in values.values())
            assert not any(name.startswith("on") for name in attributes)


def test_a_run_that_has_just_begun(page, output, begun):
    shown = show(page, output, begun)
    assert "no scores yet. It has trained 0 of 7 epochs." in shown.text
    assert "keras-gan train photos --resume --output" in shown.text
    assert "--epochs" not in shown.text and "keras-gan sample" not in shown.text
    assert "Data pets" in shown.text
    assert "/home/me" not in shown.text  # the page may be passed on
    assert not shown.all("img") and not shown.all("polyline")
    both = show(page, output, begun, begun)
    assert "None of these runs has scores yet." in both.text


def test_a_run_that_was_interrupted(page, output, folder):
    folder.metrics.unlink()
    folder.save(folder.load().__class__("digits", seed=3, epochs=9))
    shown = show(page, output, folder)
    assert "no scores yet. It has trained 2 of 9 epochs." in shown.text
    assert len(shown.all("img")) == 4 and shown.all("polyline")


def test_a_run_that_went_on_after_its_scores(page, output, folder):
    change(folder.metrics, lambda metrics: metrics.update(epochs=1))
    assert "The scores are those of epoch 1." in show(page, output, folder).text


def noise(path, side):
    pixels = np.random.default_rng(0).integers(0, 255, (side, side, 3), "uint8")
    return plots.save_png(path, pixels)


def test_many_grids_are_thinned(page, output, begun):
    for epoch in range(1, 101):
        noise(begun.samples / f"epoch-{epoch:04d}.png", 8)
    shown = show(page, output, begun)
    frames = shown.all("img", class_="frame")
    epochs = [int(frame["data-epoch"].split()[1]) for frame in frames]
    assert len(epochs) == 30
    assert (epochs[0], epochs[-1]) == (1, 100)
    assert {*np.diff(epochs)} <= {3, 4}  # 99 / 29
    assert "30 of 100 grids, so that this page stays small" in shown.text


def test_large_grids_are_thinned_further(page, output, begun):
    for epoch in range(1, 41):
        noise(begun.samples / f"epoch-{epoch:04d}.png", 500)  # 750 kB
    noise(begun.nearest, 500)
    noise(begun.interpolation, 1600)  # more than fits
    shown = show(page, output, begun)
    epochs = [f["data-epoch"] for f in shown.all("img", class_="frame")]
    assert 5 <= len(epochs) < 30
    assert (epochs[0], epochs[-1]) == ("epoch 1", "epoch 40")
    assert f"{len(epochs)} of 40 grids" in shown.text
    assert "Left out, so that this page stays small: interpolation.png" in shown.text
    assert LIMIT / 2 < output.stat().st_size < LIMIT
    begin = time.monotonic()
    show(page, output, begun, begun, begun)
    assert output.stat().st_size < LIMIT
    assert time.monotonic() - begin < 10


def test_several_runs_side_by_side(page, output, folder, begun, tmp_path):
    better = RunFolder(shutil.copytree(folder.directory, tmp_path / "better"))

    def improve(metrics):  # by more and by less than 2 sqrt(2) standard errors
        for name, factor in {"parzen": 2.9, "parzen_plain": 2.8}.items():
            metrics[name]["mean"] += factor * metrics[name]["standard_error"]

    change(better.metrics, improve)
    shown = show(page, output, folder, better, begun)
    assert "3 runs side by side run better begun" in shown.text
    assert "begun: This run has no scores yet." in shown.text
    (best,) = shown.all("td", class_="best")
    assert shown.text.count(" best ceiling") == 1
    assert "nats" in shown.text.split(" best ceiling")[0][-60:]
    colours = {line["class"].split()[1] for line in shown.all("polyline")}
    assert colours == {"c0", "c1"}
    assert len(shown.all("figure", class_="film")) == 2


def test_no_run_is_best_on_other_images(page, output, folder, tmp_path):
    other = RunFolder(shutil.copytree(folder.directory, tmp_path / "other"))

    def score(metrics):
        metrics["parzen"]["mean"] += 100
        metrics["parzen"]["ceiling"] += 100

    change(other.metrics, score)
    shown = show(page, output, folder, other)
    assert not shown.all("td", class_="best")
    assert "not all scored on the same images" in shown.text


def test_runs_of_one_name(page, output, folder, tmp_path):
    for place in ("a", "b"):
        shutil.copytree(folder.directory, tmp_path / place / "run")
    runs = [RunFolder(tmp_path / place / "run") for place in ("a", "b")]
    assert "2 runs side by side a/run b/run" in show(page, output, *runs).text


def test_damaged_pictures_are_left_out(page, output, folder):
    for path in (folder.samples / "epoch-0001.png", folder.nearest):
        path.write_bytes(path.read_bytes()[:200])
    with pytest.warns(UserWarning, match="png' cannot be read") as caught:
        shown = show(page, output, folder)
    named = [str(warning.message) for warning in caught]
    assert "nearest.png" in named[0] and "epoch-0001.png" in named[1]
    assert len(shown.all("img")) == 2


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("run.json", "{", "run.json' does not describe a run"),
        (
            "run.json",
            '{"recipe": "mnits", "seed": 0, "epochs": 1}',
            "run.json' is of a recipe that is not known.*Received: 'mnits'",
        ),
        ("metrics.json", "{", "metrics.json' does not hold the scores"),
        ("history.csv", "spam,\n1", "history.csv' cannot be read as a history"),
    ],
)
def test_damaged_files_are_named(output, folder, name, content, sentence):
    (folder.directory / name).write_text(content)
    with pytest.raises(ValueError, match=sentence):
        write_report([folder.directory], output)
    assert not output.exists()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("scores", {"a": 3}),
        ("scores", {"a": {"mean": "high", "unit": ""}}),
        ("collapse", {"collapsed": 1}),
        ("collapse", None),
    ],
)
def test_scores_that_are_none_are_named(output, folder, key, value):
    change(folder.metrics, lambda metrics: metrics.update({key: value}))
    with pytest.raises(ValueError, match="metrics.json' does not hold the scores"):
        write_report([folder.directory], output)


def test_wrong_arguments(output, folder, tmp_path):
    run = folder.directory
    with pytest.raises(ValueError, match=r"page \(.html\). Received: output='a.pdf'"):
        write_report([run], "a.pdf")
    with pytest.raises(ValueError, match="shows 1 to 8 runs. Received: 9 of them"):
        write_report([run] * 9, output)
    with pytest.raises(FileNotFoundError, match="is not the folder of a run"):
        write_report([tmp_path], output)
    output.mkdir()
    with pytest.raises(IsADirectoryError, match="report.html', which is a folder"):
        write_report([run], output)
