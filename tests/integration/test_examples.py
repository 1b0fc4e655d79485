"""The examples run as printed, on little data."""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]


def test_mnist_game(tmp_path):
    done = subprocess.run(
        [
            *[sys.executable, ROOT / "examples" / "mnist_game.py"],
            *["--dataset", "digits", "--epochs", "1", "--output", "out"],
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "samples:" in done.stdout
    assert "ceiling:" in done.stdout
    assert (tmp_path / "out" / "saved_model" / "saved_model.pb").is_file()
    assert (tmp_path / "out" / "samples" / "training.gif").is_file()
