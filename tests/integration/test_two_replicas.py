"""Two replicas of MirroredStrategy against one, on the same batches and noise."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

PROGRAM = Path(__file__).with_name("two_replicas.py")


@pytest.fixture(scope="module")
def games():
    """For one replica and for two, what each of the program's games came to."""
    return [trained(replicas) for replicas in (1, 2)]


def trained(replicas):
    command = [sys.executable, str(PROGRAM), str(replicas)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize("game", range(3), ids=["R1", "R2", "two D steps"])
def test_two_replicas_equal_one(games, game):
    one, two = (on_replicas[game] for on_replicas in games)
    assert one["step"] == two["step"] == 20
    for a, b in zip(one["weights"], two["weights"], strict=True):
        np.testing.assert_allclose(b, a, rtol=0, atol=1e-5)
    # Means over replicas, not sums.
    assert one["logs"].keys() == two["logs"].keys()
    for name, value in one["logs"].items():
        assert two["logs"][name] == pytest.approx(value, abs=1e-4), name
