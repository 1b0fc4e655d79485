"""Two replicas, in one process and in two, against one on the same batches."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from keras_gan.recipes.run_folder import RunFolder, RunState

PROGRAM = Path(__file__).with_name("games_on_replicas.py")
GAMES = 24


def start(kind, place, environment=None):
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), kind, str(place)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )


def result_of(process):
    output, errors = process.communicate(timeout=500)
    assert process.returncode == 0, errors[-3000:]
    return json.loads(output.splitlines()[-1])


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    return result_of(start("one", tmp_path_factory.mktemp("one")))


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    return result_of(start("two", tmp_path_factory.mktemp("two")))


@pytest.fixture(scope="module")
def workers(tmp_path_factory, worker_environments):
    place = tmp_path_factory.mktemp("workers")
    for name in ("taken", "damaged"):
        folder = RunFolder(place / name)
        folder.directory.mkdir()
        folder.save(RunState("digits", seed=0, epochs=1))
    (place / "taken" / "samples").write_text("a file where a folder should be")
    (place / "damaged" / "history.csv").write_bytes(b"epoch,d_loss\xff")
    with RunFolder(place / "locked").locked():
        jobs = [start("workers", place, each) for each in worker_environments(2)]
        return [result_of(job) for job in jobs]


def assert_equal_games(games, expected):
    assert games.keys() == expected.keys()
    assert len(games) == GAMES
    for name, game in games.items():
        assert_equal(game, expected[name], 20, name)


def assert_equal(game, expected, steps, name=""):
    assert game["step"] == expected["step"] == steps
    assert_equal_weights(game["weights"], expected["weights"], name)
    # Means over replicas, not sums.
    assert game["logs"] == pytest.approx(expected["logs"], abs=1e-4), name


def assert_equal_weights(weights, expected, name=""):
    for a, b in zip(weights, expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=1e-5, err_msg=name)


def test_two_replicas_equal_one(one, two):
    assert_equal_games(two["games"], one["games"])


def test_two_workers_equal_one_process(one, workers):
    for worker in workers:
        assert_equal_games(worker["games"], one["games"])


def test_replicas_drop_different_units(one, two, workers):
    of_replicas = [*two["dropout"], *one["dropout"]]
    assert len(of_replicas) == 3
    assert two["dropout"][0] != two["dropout"][1]
    assert workers[0]["dropout"] != workers[1]["dropout"]
    for logits in [*of_replicas, *workers[0]["dropout"], *workers[1]["dropout"]]:
        # The mean of 64 sums of 16 units, half of them dropped, the others doubled.
        assert np.mean(logits) == pytest.approx(16.0, abs=2.5)


@pytest.mark.parametrize("kind", ["latents", "seed of a term", "masks"])
def test_replicas_draw_different_noise(one, two, workers, kind):
    (first, second), (alone,) = two["noise"][kind], one["noise"][kind]
    assert first == alone != second
    assert workers[0]["noise"][kind] != workers[1]["noise"][kind]


def test_gradients_that_overflow_on_one_replica_are_used_on_none(two):
    assert two["overflow"] == {
        "moved": 0.0,
        "scale": 2.0**14,  # half of what Keras begins with
        "updates": 0,
        "finite": True,
    }


def test_a_batch_of_fewer_images_than_replicas_is_told(two):
    assert "fewer images than there are replicas" in two["too few"]
    assert "drop_remainder=True" in two["too few"]


def test_scores_and_files_of_a_run_on_replicas_are_made_once(one, two):
    expected, run = one["run"], two["run"]
    assert run["files"] == expected["files"]
    assert run["steps"] == expected["steps"] == 50
    header, *rows = run["history"].splitlines()
    assert header == expected["history"].splitlines()[0]
    assert [row.split(",")[0] for row in rows] == list("01234")
    scores = [row.split(",")[header.split(",").index("val_parzen")] for row in rows]
    assert [score != "NA" for score in scores] == [True, False, False, False, True]
    # Other noise, so not the same score, but one as good.
    assert run["score"] == pytest.approx(expected["score"], abs=15.0)


def test_keras_callbacks_and_validation_on_replicas(one, two, workers):
    expected = one["under_keras_callbacks"]["whole"]
    assert "val_d_loss" in expected["logs"]
    for result in (one, two, *workers):
        fitted = result["under_keras_callbacks"]
        assert_equal(fitted["whole"], expected, 15)
        assert_equal(fitted["resumed"], expected, 15)
        saved = fitted["whole"]["weights"]
        assert_equal_weights(fitted["checkpoint"], saved, "checkpoint")


def test_what_worker_0_cannot_begin_is_told_to_all_workers_at_once(workers):
    (first, other) = (worker["refusals"] for worker in workers)
    reasons = {
        "locked": ("FileExistsError", "Another process is at work in the run folder"),
        "taken": ("FileExistsError", "cannot be written (File exists). Choose"),
        "damaged": ("ValueError", "history.csv' cannot be read as a history"),
    }
    for name, (kind, sentence) in reasons.items():
        told_kind, told, _ = first[name]
        assert told_kind == kind and sentence in told
        told_kind, told, seconds = other[name]
        assert told_kind == "ConnectionAbortedError"
        assert "The output of worker 0 says what it was" in told
        assert seconds < 20  # the detection of a worker that died takes longer
