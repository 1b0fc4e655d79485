"""The examples run, on little data."""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).parents[2]


def run_example(directory, name, *arguments):
    """Runs an example in a directory, and returns what it prints."""
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / f"{name}.py", *arguments],
        cwd=directory,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_mnist_game(tmp_path):
    printed = run_example(
        tmp_path,
        "mnist_game",
        *["--dataset", "digits", "--epochs", "1", "--output", "out"],
    )
    assert "samples:" in printed
    assert "ceiling:" in printed
    assert (tmp_path / "out" / "saved_model" / "saved_model.pb").is_file()
    assert (tmp_path / "out" / "samples" / "training.gif").is_file()


def test_one_dimensional_game(tmp_path):
    printed = run_example(
        tmp_path,
        "one_dimensional_game",
        *["--epochs", "3", "--output", "out"],
    )
    assert re.search(r"^value: -1\.[34]\d+ \(-log 4 is -1\.3863\)$", printed, re.M)
    assert "D over 95 % of the data: 0." in printed
    assert "JSD of samples and data: 0." in printed
    assert (tmp_path / "out" / "figure1.png").is_file()
    assert (tmp_path / "out" / "figure1.gif").is_file()


def test_wgan_gp(tmp_path):
    printed = run_example(
        tmp_path,
        "wgan_gp",
        *["--dataset", "digits", "--epochs", "1", "--output", "out"],
    )
    for part in ("train", "test"):
        assert re.search(
            rf"^{part}: distance -?\d.*, Parzen -?\d.* nats$", printed, re.M
        )
    assert (tmp_path / "out" / "samples" / "training.gif").is_file()
    assert (tmp_path / "out" / "samples.png").is_file()


def test_conditional_game(tmp_path):
    printed = run_example(
        tmp_path, "conditional_game", *["--epochs", "2", "--output", "out"]
    )
    assert re.search(r"^real digits read as their labels: 9\d\.\d%$", printed, re.M)
    assert re.search(r"^drawn ones: \d+\.\d%$", printed, re.M)
    assert re.search(r"^9: \d+% read as asked, \d\.\d\d of the dist", printed, re.M)
    assert (tmp_path / "out" / "classes.png").is_file()
    assert (tmp_path / "out" / "saved_model" / "saved_model.pb").is_file()
    assert (tmp_path / "out" / "samples" / "training.gif").is_file()


def test_completion(tmp_path):
    printed = run_example(tmp_path, "completion", *["--epochs", "2", "--output", "out"])
    assert re.search(r"^whole digits read right: 9\d\.\d%$", printed, re.M)
    for side in ("left", "right", "top", "bottom"):
        assert re.search(
            rf"^{side} half hidden: \d+\.\d%, .*; spread 0\.", printed, re.M
        )
    for name in ("right", "pixels", "samples"):
        assert (tmp_path / "out" / f"{name}.png").is_file()
    assert (tmp_path / "out" / "saved_model" / "saved_model.pb").is_file()


def test_bidirectional_game(tmp_path):
    printed = run_example(
        tmp_path, "bidirectional_game", *["--epochs", "2", "--output", "out"]
    )
    for name in ("encoder of the game", "latent search", "mean image"):
        assert re.search(rf"^{name}: at a distance of \d\.\d+ \+- 0", printed, re.M)
    assert "nearest neighbours by their pixels: 98.7% of the same digit" in printed
    assert (tmp_path / "out" / "reconstructions.png").is_file()
    assert (tmp_path / "out" / "saved_model" / "saved_model.pb").is_file()


def test_few_labels(tmp_path):
    printed = run_example(tmp_path, "few_labels", *["--epochs", "1", "--output", "out"])
    assert re.search(r"^test error of D: \d+\.\d \+- \d\.\d %$", printed, re.M)
    assert re.search(r"^test error of regression on pixels: \d+\.\d", printed, re.M)
    assert (tmp_path / "out" / "classifier" / "saved_model.pb").is_file()


def test_faces(tmp_path):
    printed = run_example(
        tmp_path,
        "faces",
        *["--dataset", "digits", "--epochs", "1", "1", "--width", "20"],
        *["--output", "out"],
    )
    for name in ("first stage:", "second stage:", "ceiling:"):
        assert f"{name} " in printed
    for stage in ("first_stage", "second_stage"):
        assert (tmp_path / "out" / stage / "training.gif").is_file()
    assert (tmp_path / "out" / "nearest.png").is_file()


def test_cifar10(tmp_path):
    run_example(
        tmp_path,
        "cifar10",
        *["--dataset", "digits", "--epochs", "1", "--width", "20"],
        *["--output", "out"],
    )
    assert_cifar10_pictures(tmp_path)


def test_cifar10_convolutional(tmp_path, cifar10_data):
    run_example(
        tmp_path,
        "cifar10",
        *["--dataset", cifar10_data.name, "--limit", "64", "--epochs", "1"],
        *["--networks", "conv", "--width", "20", "--output", "out"],
    )
    assert_cifar10_pictures(tmp_path)


def assert_cifar10_pictures(tmp_path):
    assert (tmp_path / "out" / "nearest.png").is_file()
    assert (tmp_path / "out" / "interpolation.png").is_file()
