"""Two replicas, in one process and in two, against one on the same batches."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

PROGRAM = Path(__file__).with_name("games_on_replicas.py")
GAMES = 6


def start(kind, environment=None):
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), kind],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **(environment or {})},
    )


def result_of(process):
    output, errors = process.communicate(timeout=500)
    assert process.returncode == 0, errors[-3000:]
    return json.loads(output.splitlines()[-1])


def worker_environments(count):
    """TF_CONFIG of each worker of a job on this machine."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    hosts = [f"127.0.0.1:{s.getsockname()[1]}" for s in sockets]
    for each in sockets:
        each.close()
    cluster = {"worker": hosts}
    for index in range(count):
        task = {"type": "worker", "index": index}
        yield {"TF_CONFIG": json.dumps({"cluster": cluster, "task": task})}


@pytest.fixture(scope="module")
def one():
    return result_of(start("one"))


@pytest.fixture(scope="module")
def two():
    return result_of(start("two"))


@pytest.fixture(scope="module")
def workers():
    jobs = [start("workers", each) for each in worker_environments(2)]
    return [result_of(job) for job in jobs]


def assert_equal_games(games, expected):
    assert games.keys() == expected.keys()
    assert len(games) == GAMES
    for name, game in games.items():
        assert game["step"] == expected[name]["step"] == 20
        for a, b in zip(game["weights"], expected[name]["weights"], strict=True):
            np.testing.assert_allclose(a, b, rtol=0, atol=1e-5, err_msg=name)
        # Means over replicas, not sums.
        assert game["logs"] == pytest.approx(expected[name]["logs"], abs=1e-4), name


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
