"""The examples and the README's code run as printed, on little data."""

import pathlib
import re
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


def test_one_dimensional_game(tmp_path):
    done = subprocess.run(
        [
            *[sys.executable, ROOT / "examples" / "one_dimensional_game.py"],
            *["--epochs", "3", "--output", "out"],
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"^value: -1\.[34]\d+ \(-log 4 is -1\.3863\)$", done.stdout, re.M)
    assert "D over 95 % of the data: 0." in done.stdout
    assert "JSD of samples and data: 0." in done.stdout
    assert (tmp_path / "out" / "figure1.png").is_file()
    assert (tmp_path / "out" / "figure1.gif").is_file()


def test_readme(tmp_path):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", readme, flags=re.DOTALL)
    assert blocks
    for block in blocks:
        code = re.sub(r"epochs=\d+", "epochs=1", block)
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "gan.keras").is_file()


def test_faces(tmp_path):
    done = subprocess.run(
        [
            *[sys.executable, ROOT / "examples" / "faces.py"],
            *["--dataset", "digits", "--epochs", "1", "1", "--width", "20"],
            *["--output", "out"],
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    for name in ("first stage:", "second stage:", "ceiling:"):
        assert f"{name} " in done.stdout
    for stage in ("first_stage", "second_stage"):
        assert (tmp_path / "out" / stage / "training.gif").is_file()
    assert (tmp_path / "out" / "nearest.png").is_file()


def test_cifar10(tmp_path):
    done = subprocess.run(
        [
            *[sys.executable, ROOT / "examples" / "cifar10.py"],
            *["--dataset", "digits", "--epochs", "1", "--width", "20"],
            *["--output", "out"],
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out" / "nearest.png").is_file()
    assert (tmp_path / "out" / "interpolation.png").is_file()
