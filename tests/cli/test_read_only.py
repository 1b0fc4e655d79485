"""Folders that may not be written to, by users for whom permissions hold."""

import subprocess
import sys

import pytest

from keras_gan.recipes.run_folder import RunFolder, RunState

# Runs the program under permissions: root would be above them, and gives up what puts
# it there (CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH). Others have nothing to give up.
PROGRAM = """
import ctypes, os, sys
for capability in (1, 2):
    dropped = ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
    assert dropped == 0 or os.getuid() != 0
program = "from keras_gan.cli import main; main()"
os.execv(sys.executable, [sys.executable, "-c", program, *sys.argv[1:]])
"""
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="permissions of Linux")


def train(place, *arguments):
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, "train", "digits", *arguments],
        cwd=place,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def closed(tmp_path):
    """A folder that may be read only."""
    folder = tmp_path / "closed"
    folder.mkdir()
    yield folder
    folder.chmod(0o755)


def test_a_run_in_a_folder_that_is_read_only(closed, tmp_path):
    closed.chmod(0o555)
    done = train(tmp_path, "--epochs", "1", "--output", "closed/run")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        "Error: The run folder 'closed/run' cannot be written (Permission denied). "
        "Give yourself the permission to, or choose another one with `--output`."
    )
    assert [path.name for path in tmp_path.rglob("*")] == ["closed"]


def test_a_run_that_became_read_only_is_not_resumed(closed, tmp_path):
    folder = RunFolder(closed)
    folder.save(RunState("digits", seed=0, epochs=1))
    folder.history.write_text("epoch,d_loss\n0,1.4\n")
    before = {path: path.read_bytes() for path in closed.iterdir()}
    closed.chmod(0o555)
    done = train(tmp_path, "--resume", "--output", "closed")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(
        "Error: The run folder 'closed' cannot be written (Permission denied). Give "
        "yourself the permission to"
    )
    assert {path: path.read_bytes() for path in closed.iterdir()} == before


@pytest.mark.parametrize("resume", [False, True])
def test_exports_that_cannot_be_written_are_told_before_training(resume, tmp_path):
    if resume:
        RunFolder(tmp_path / "runs/digits").save(RunState("digits", seed=0, epochs=1))
    exports = tmp_path / "saved_models"
    exports.mkdir()
    exports.chmod(0o555)
    done = train(tmp_path, "--epochs", "1", *(["--resume"] if resume else []))
    exports.chmod(0o755)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == (
        f"Error: The place to export to lies in {str(exports)!r}, which you may not "
        "write to. Received: filepath='saved_models/digits'. Give yourself the "
        "permission to, or choose another path."
    )
    assert not (tmp_path / "runs/digits/history.csv").exists()
