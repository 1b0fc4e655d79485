"""`keras-gan evaluate --scores` and `keras-gan score`, as their users call them."""

import json

import keras
import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from keras_gan import datasets
from keras_gan.cli import main

DIGITS = datasets.digits()


def run(*arguments):
    result = CliRunner().invoke(main, [*map(str, arguments)])
    return result.exit_code, " ".join(result.output.split())


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "a"
    code, output = run(
        "train", "digits", "--epochs", 1, "--limit", 400, "--output", folder
    )
    assert code == 0, output
    return folder


@pytest.fixture(scope="module")
def features(tmp_path_factory):
    """A small feature network in a file."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [keras.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Dense(6)]
    )
    path = tmp_path_factory.mktemp("features") / "linear.keras"
    model.save(path)
    return path


def test_evaluate_writes_further_scores(trained, features):
    code, output = run(
        "evaluate", trained, "--scores", "frechet, recall", "--features", features
    )
    assert code == 0, output
    written = json.loads((trained / "metrics.json").read_text())["scores"]
    assert set(written) == {"frechet", "recall"}
    score = written["frechet"]
    assert score["features"].startswith("linear-") and score["samples"] == 300
    assert 0 <= score["ceiling"] < score["mean"]
    assert "frechet" in output and "Frechet distance of features" in output


def test_by_default_a_run_has_a_reader_of_its_own(trained):
    code, output = run("evaluate", trained, "--scores", "inception")
    assert code == 0, output
    assert (trained / "reader.keras").is_file()
    score = json.loads((trained / "metrics.json").read_text())["scores"]["inception"]
    assert score["features"].startswith("reader-")
    assert 1 <= score["mean"] < score["ceiling"] <= 10


def test_what_evaluate_does_not_know_is_told_before_it_works(trained, features):
    code, output = run("evaluate", trained, "--scores", "fid")
    assert code == 1 and "Expected a list of some of" in output
    code, output = run("evaluate", trained, "--features", features)
    assert code == 2 and "--features goes with --scores" in output
    code, output = run("evaluate", trained, "--scores", "frechet", "--samples", 10_000)
    assert code == 2 and "without it" in output
    code, output = run(
        "evaluate", trained, "--scores", "frechet", "--features", "none.keras"
    )
    assert code == 1 and "No feature network lies there" in output


def test_sources_of_pictures(trained, features, tmp_path):
    array, folder = tmp_path / "real.npy", tmp_path / "pictures"
    np.save(array, DIGITS.test)
    folder.mkdir()
    for number, image in enumerate(DIGITS.test[:60]):
        picture = Image.fromarray((255 * image[..., 0]).round().astype("uint8"))
        picture.save(folder / f"{number:03}.png")

    def frechet(first, second):
        options = ["--scores", "frechet", "--features", features, "-n", 300]
        code, output = run("score", first, second, *options)
        assert code == 0, output
        return float(output.split("frechet ")[1].split()[0]), output

    assert frechet(array, "digits")[0] < 1e-6  # the same images
    of_run, output = frechet(trained, "digits")
    assert f"300 pictures of {trained} against 300 of digits" in output
    assert "(of training images" in output
    assert frechet(trained, array)[0] == pytest.approx(of_run, rel=1e-3)
    of_folder, output = frechet(folder, "digits")
    assert "60 pictures" in output and of_folder < of_run
    assert frechet("digits", folder)[0] == pytest.approx(of_folder, rel=1e-3)
    code, output = run("score", array, trained, "--scores", "memorization", "-n", 300)
    assert code == 0 and "memorization" in output, output


def test_a_data_set_s_network_is_kept_for_the_next_time(tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    array = tmp_path / "real.npy"
    np.save(array, DIGITS.validation)
    first = run("score", array, "digits", "--scores", "kernel,recall")
    kept = tmp_path / "keras_gan" / "digits-reader.keras"
    before = kept.stat().st_mtime_ns
    assert first[0] == 0, first
    assert run("score", array, "digits", "--scores", "kernel,recall") == first
    assert kept.stat().st_mtime_ns == before


def test_pictures_of_differing_sizes_are_told(trained, features, tmp_path):
    np.save(tmp_path / "large.npy", np.zeros((60, 16, 16), "uint8"))
    code, output = run(
        "score", tmp_path / "large.npy", "digits", "--features", features
    )
    assert code == 1 and "pictures of one size. Received: (16, 16, 1)" in output
    few = tmp_path / "few.npy"
    np.save(few, DIGITS.test[:10])
    code, output = run("score", few, few)
    assert code == 1 and "too few pictures to train a feature network" in output
