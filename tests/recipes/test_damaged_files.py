"""What happens to a run whose other files than the model came to harm.

Everything either works, or says in a sentence which file it was.
"""

import contextlib
import functools
import json
import shutil
import warnings

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keras_gan import callbacks, datasets, plots, recipes
from keras_gan.cli import commands
from keras_gan.recipes import growing_window, results, training
from keras_gan.recipes.growing_window import score_growing_window
from keras_gan.recipes.model_card import write_model_card
from keras_gan.recipes.run_folder import RunFolder, RunState
from keras_gan.report import write_report

FUZZ = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
RAW = (json.JSONDecodeError, UnicodeDecodeError)


@contextlib.contextmanager
def works_or_names(path):
    """Lets pass errors that name a file; others, and those of parsers, are raised."""
    try:
        yield
    except RAW:
        raise
    except (ValueError, OSError) as error:
        assert path.name in str(error)


def cut_off(share, content):
    return content[: int(share * len(content))]


def overwritten(share, data, content):
    place = int(share * len(content))
    return content[:place] + data + content[place + len(data) :]


def with_more(share, data, content):
    place = int(share * len(content))
    return content[:place] + data + content[place:]


def with_less(share, length, content):
    place = int(share * len(content))
    return content[:place] + content[place + length :]


SHARES = st.floats(0, 1)
TOKENS = st.sampled_from(
    [b"\xff", b"\x00", b'"', b",", b"\r", b"\n\n", b"epoch", b"1e999", b"-1", b"null"]
)
BYTES = st.binary(min_size=1, max_size=4) | TOKENS
DAMAGES = st.one_of(
    st.builds(functools.partial, st.just(cut_off), SHARES),
    st.builds(functools.partial, st.just(overwritten), SHARES, BYTES),
    st.builds(functools.partial, st.just(with_more), SHARES, BYTES),
    st.builds(functools.partial, st.just(with_less), SHARES, st.integers(1, 40)),
)
VALUES = st.sampled_from([None, True, "a", -1, 2.5, float("nan"), [], ["a"], {}])


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run of one epoch, with its model and scores."""
    folder = RunFolder(tmp_path_factory.mktemp("finished") / "run")
    gan, scores = training.train(RunState("digits", seed=1, epochs=1), folder.directory)
    return folder, gan, scores


@pytest.fixture
def folder(finished, tmp_path):
    """A copy of the run, to be damaged."""
    shutil.copytree(finished[0].directory, tmp_path / "run")
    return RunFolder(tmp_path / "run")


@pytest.fixture
def images():
    return datasets.digits()


@FUZZ
@given(damage=DAMAGES)
def test_a_history_that_is_cut(finished, folder, damage):
    folder.history.write_bytes(damage(finished[0].history.read_bytes()))
    with works_or_names(folder.history):
        training._keep_epochs(folder.history, 1)
        assert len(plots.history_file.read_history(folder.history)) <= 2


@FUZZ
@given(damage=DAMAGES)
def test_a_history_that_is_drawn(finished, folder, images, damage):
    picture = np.zeros((2, 2), "uint8")
    folder.history.write_bytes(damage(finished[0].history.read_bytes()))
    with pytest.MonkeyPatch.context() as patch, works_or_names(folder.history):
        for name in ("nearest_examples", "interpolation"):
            patch.setattr(plots, name, lambda *args, **kwargs: picture)
        recipe = recipes.get("digits")
        results.write(*finished[1:2], images, recipe, folder, finished[2])


@FUZZ
@given(damage=DAMAGES)
def test_metrics_with_wrong_bytes(finished, folder, damage):
    folder.metrics.write_bytes(damage(finished[0].metrics.read_bytes()))
    with works_or_names(folder.metrics):
        write_model_card(finished[1], folder, folder.directory, np.ones((1, 8, 8, 1)))


@FUZZ
@given(data=st.data(), value=VALUES)
def test_metrics_with_wrong_values(finished, folder, data, value):
    scores = json.loads(finished[0].metrics.read_text())
    place = data.draw(st.sampled_from([scores, scores["parzen"], {}]))
    if place:
        place[data.draw(st.sampled_from(sorted(place)))] = value
    folder.metrics.write_text(json.dumps(scores if place else value))
    with works_or_names(folder.metrics):
        write_model_card(finished[1], folder, folder.directory, np.ones((1, 8, 8, 1)))


@settings(FUZZ, max_examples=30)
@given(data=st.data(), damage=DAMAGES)
def test_a_page_of_files_with_wrong_bytes(finished, folder, data, damage):
    names = ["history.csv", "metrics.json", "run.json", "nearest.png"]
    whole = finished[0].directory / data.draw(st.sampled_from(names))
    damaged = folder.directory / whole.name
    damaged.write_bytes(damage(whole.read_bytes()))
    with warnings.catch_warnings(record=True) as caught, works_or_names(damaged):
        warnings.simplefilter("always")
        write_report([folder.directory], folder.report)
    assert all(damaged.name in str(warning.message) for warning in caught)
    damaged.write_bytes(whole.read_bytes())


@settings(FUZZ, max_examples=30)
@given(data=st.data(), value=VALUES)
def test_a_page_of_wrong_values(finished, folder, data, value):
    metrics = json.loads(finished[0].metrics.read_text())
    metrics["scores"] = {"a": {"mean": 1, "unit": "b", "classes": {"c": {"mean": 1}}}}
    score = metrics["scores"]["a"]
    places = [metrics, metrics["parzen"], metrics["collapse"], metrics["scores"]]
    place = data.draw(st.sampled_from([*places, score, score["classes"]]))
    place[data.draw(st.sampled_from(sorted(place)))] = value
    folder.metrics.write_text(json.dumps(metrics))
    with works_or_names(folder.metrics):
        write_report([folder.directory, finished[0].directory], folder.report)


def test_metrics_nested_without_end(finished, folder):
    folder.metrics.write_text("[" * 100_000)
    with pytest.raises(ValueError, match=r"metrics.json' does not hold the scores"):
        results.read(folder)


@FUZZ
@given(damage=DAMAGES, is_last=st.booleans())
def test_a_picture_with_wrong_bytes_is_left_out(tmp_path, damage, is_last):
    rng = np.random.default_rng(0)
    export = callbacks.SampleExport(tmp_path)
    for epoch in (1, 2):
        export._last_picture = plots.save_png(
            tmp_path / f"epoch-{epoch:04d}.png", rng.integers(0, 255, (9, 9), "uint8")
        )
    animation = tmp_path / "training.gif"
    animation.unlink(missing_ok=True)  # of the example before
    harmed = tmp_path / f"epoch-{2 if is_last else 1:04d}.png"
    harmed.write_bytes(damage(harmed.read_bytes()))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        export.on_train_end()
    assert all(harmed.name in str(warning.message) for warning in caught)
    assert len(caught) <= 1
    assert animation.is_file() != (is_last and bool(caught))


@pytest.fixture
def small_portions(monkeypatch):
    monkeypatch.setattr(growing_window, "PORTION", 100)


@pytest.fixture
def grown(finished, folder, images, small_portions):
    """A folder with a growing window, and a function that goes on with it."""

    def grow():
        return score_growing_window(finished[1], images, folder, 100, seed=0)

    grow()
    return folder, grow


@settings(FUZZ, max_examples=15)
@given(damage=DAMAGES)
def test_a_window_with_wrong_bytes(grown, damage):
    folder, grow = grown
    path = folder.growth.with_suffix(".npz")
    content = path.read_bytes()
    path.write_bytes(damage(content))
    with works_or_names(path):
        grow()
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("made_of", None),
        ("0/sums", None),
        ("1/nearest", np.zeros(3)),
        ("1/sums", np.zeros((2, 2))),
        ("0/num_samples", np.zeros(2)),
        ("scores", "{"),
        ("scores", '[{"mean": 1}]'),
    ],
)
def test_a_window_with_other_parts(grown, name, value):
    folder, grow = grown
    path = folder.growth.with_suffix(".npz")
    with np.load(path) as saved:
        parts = {**saved, name: value}
    np.savez(path, **{k: v for k, v in parts.items() if v is not None})
    with pytest.raises(
        ValueError, match=r"(?s)npz' cannot be read .*Delete it to start"
    ):
        grow()


def test_scores_of_a_window_are_written_anew(grown):
    folder, grow = grown
    before = folder.growth.read_bytes()
    folder.growth.write_bytes(b"\xff")
    grow()
    assert folder.growth.read_bytes() == before


def test_damage_met_by_the_commands(folder, tmp_path):
    folder.metrics.write_bytes(b'{"parzen": \xff')
    folder.history.unlink()
    folder.curve.unlink()
    with pytest.raises(ValueError, match="metrics.json' does not hold the scores"):
        commands.export(folder.directory, tmp_path / "a", "tf_saved_model", False)
    commands.evaluate(folder.directory)
    commands.export(folder.directory, tmp_path / "b", "tf_saved_model", False)
    assert not folder.curve.exists()  # for lack of a history
    folder.history.write_bytes(b"epoch,\xff")
    for command in (
        lambda: training.train(folder.load(), folder.directory, resume=True),
        lambda: commands.evaluate(folder.directory),
    ):
        with pytest.raises(ValueError, match="history.csv' cannot be read as a histor"):
            command()


def test_a_run_goes_on_beside_a_damaged_picture(folder):
    state = folder.load()
    state.epochs = 2
    folder.save(state)
    (folder.samples / "epoch-0001.png").write_bytes(b"\x89PNG")
    (folder.samples / "epoch-two.png").mkdir()
    with pytest.warns(UserWarning, match="epoch-0001.png' cannot be read"):
        _, scores = training.train(state, folder.directory, resume=True)
    assert scores["epochs"] == 2
    assert (folder.samples / "training.gif").is_file()
