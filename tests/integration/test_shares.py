"""Workers that train on a large data set of tensorflow-datasets read a share each."""

import json
import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

from keras_gan.datasets.from_tfds import from_tfds

PROGRAM = pathlib.Path(__file__).with_name("shares_of_workers.py")
COUNT, BATCH_SIZE = 101, 10  # an image that no share has, and some that fill no batch
STEPS = COUNT // BATCH_SIZE


def run(environments, place, *arguments):
    """Both workers' images, in the order in which each saw them."""
    jobs = [
        subprocess.Popen(
            [sys.executable, PROGRAM, place, *map(str, arguments)],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for environment in environments(2)
    ]
    outputs = [job.communicate(timeout=300)[0] for job in jobs]
    assert [job.returncode for job in jobs] == [0, 0], outputs
    suffix = "".join(arguments[1:])
    return [json.loads((place / f"seen-{i}{suffix}.json").read_text()) for i in (0, 1)]


@pytest.fixture(scope="module")
def seen(tmp_path_factory, prepare_digits, worker_environments):
    place = tmp_path_factory.mktemp("shares")
    _, images = prepare_digits(place, train=COUNT, validation=40, test=40)
    return place, images[:COUNT], run(worker_environments, place, 2)


def test_each_worker_sees_its_half_in_each_epoch(seen):
    place, images, (first, second) = seen
    names = [image.tobytes().hex() for image in images]
    assert len({*names}) == COUNT
    half = STEPS * BATCH_SIZE // 2
    for worker, own in ((first, {*names[:50]}), (second, {*names[50:100]})):
        assert len(worker) == 2 * half
        for epoch in (worker[:half], worker[half:]):
            assert len({*epoch}) == half and {*epoch} <= own
        assert worker[:half] != worker[half:]
    metrics = json.loads((place / "run" / "metrics.json").read_text())
    assert metrics["epochs"] == 2


def test_a_resumed_job_sees_what_a_whole_one_does(
    seen, tmp_path, prepare_digits, worker_environments
):
    _, _, whole = seen
    prepare_digits(tmp_path, train=COUNT, validation=40, test=40)
    begun = run(worker_environments, tmp_path, 1)
    resumed = run(worker_environments, tmp_path, 2, "--resume")
    for all_of_it, first, rest in zip(whole, begun, resumed, strict=True):
        assert all_of_it == first + rest


def test_shares_are_equal_and_have_all_but_a_rest(
    tmp_path, monkeypatch, prepare_digits
):
    _, images = prepare_digits(tmp_path, train=COUNT, validation=4, test=6)
    monkeypatch.setattr(sys.modules[from_tfds.__module__], "MANY_BYTES", 1)
    parts = [from_tfds("own_digits", tmp_path, share=(i, 3)) for i in range(3)]
    train = np.concatenate([part.train for part in parts])
    np.testing.assert_array_equal(train, images[:99])
    assert [part.num_train for part in parts] == [99] * 3
    for part in parts:
        np.testing.assert_array_equal(part.test, parts[0].test)


def test_small_data_sets_are_not_shared(tmp_path, prepare_digits):
    prepare_digits(tmp_path, train=20, validation=4, test=6)
    data = from_tfds("own_digits", tmp_path, share=(1, 2))
    assert (len(data.train), data.shares) == (20, 1)
