"""Whose a run folder is, and what happens to a model file that comes to harm."""

import dataclasses
import errno
import json
import os
import resource
import subprocess
import sys
import tempfile
import textwrap
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keras_gan.recipes import training
from keras_gan.recipes.run_backup import RunBackup, load_model
from keras_gan.recipes.run_folder import BOOLS, RunFolder, RunState

FUZZ = settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def state(epochs=3):
    return RunState("digits", seed=1, epochs=epochs)


def test_a_folder_that_another_process_trains_in_is_refused(tmp_path):
    code = """
    import sys
    from keras_gan.recipes.run_folder import RunFolder

    with RunFolder(sys.argv[1]).locked():
        print("locked", flush=True)
        sys.stdin.read()
    """
    other = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(tmp_path / "run")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout.readline() == "locked\n"
    with pytest.raises(FileExistsError, match="Another process is at work in the run"):
        training.train(state(), tmp_path / "run", overwrite=True)
    other.kill()  # a lock does not outlive its process
    other.communicate()
    with RunFolder(tmp_path / "run").locked():
        pass


def test_the_probe_is_nothing_to_another_worker(tmp_path, monkeypatch):
    folder = RunFolder(tmp_path / "run")

    def probe(**arguments):
        file = tempfile.NamedTemporaryFile(**arguments)  # as on some network disks
        assert len(list(folder.directory.iterdir())) == 1
        folder.check_free()
        return file

    monkeypatch.setattr(tempfile, "TemporaryFile", probe)
    with folder.locked():
        pass


@pytest.mark.parametrize(
    ("number", "kind", "remedy"),
    [
        (errno.EACCES, PermissionError, "Give yourself the permission to, or choose"),
        (errno.EPERM, PermissionError, "Give yourself the permission to, or choose"),
        (errno.EROFS, PermissionError, "Give yourself the permission to, or choose"),
        (errno.ENOSPC, OSError, "Make room on its disk, or choose"),
        (errno.EDQUOT, OSError, "Make room on its disk, or choose"),
        (errno.EIO, OSError, "Choose"),
        (errno.ENOTDIR, NotADirectoryError, "Choose"),
    ],
)
def test_why_a_folder_cannot_be_written(tmp_path, monkeypatch, number, kind, remedy):
    def fail(**arguments):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(tempfile, "TemporaryFile", fail)
    with pytest.raises(OSError) as caught, RunFolder(tmp_path / "run").locked():
        pass
    assert type(caught.value) is kind
    assert str(caught.value) == (
        f"The run folder {str(tmp_path / 'run')!r} cannot be written "
        f"({os.strerror(number)}). {remedy} another one with `--output`."
    )


def test_a_failure_within_gives_the_folder_back(tmp_path):
    folder = RunFolder(tmp_path / "run")
    with pytest.raises(BlockingIOError, match="of something else"), folder.locked():
        raise BlockingIOError("of something else")
    with folder.locked():
        pass


@pytest.fixture(scope="module")
def saved_twice(tmp_path_factory):
    """The bytes of the models after epochs 2 and 3, and the weights after 2."""
    directory = tmp_path_factory.mktemp("saved")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RunBackup.__init__, "__defaults__", (0.0,))
        training.train(state(), directory / "run")
    folder = RunFolder(directory / "run")
    return folder.model_before.read_bytes(), folder.model.read_bytes()


@pytest.fixture
def folder(saved_twice, tmp_path):
    folder = RunFolder(tmp_path)
    folder.model_before.write_bytes(saved_twice[0])
    folder.model.write_bytes(saved_twice[1])
    return folder


def epochs_of(gan):
    return int(gan.step_counter.numpy()) // (1297 // 64)


def test_the_last_model_and_the_one_before_are_kept(folder):
    assert epochs_of(load_model(folder)) == 3
    folder.model.unlink()  # as between two renamings
    with pytest.warns(UserWarning, match="gan.keras' is missing, cut off"):
        assert epochs_of(load_model(folder)) == 2


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.999])
def test_of_a_model_cut_off_the_one_before_is_used(folder, saved_twice, share):
    whole = saved_twice[1]
    folder.model.write_bytes(whole[: int(share * len(whole))])
    with pytest.warns(UserWarning, match="cut off or damaged"):
        assert epochs_of(load_model(folder)) == 2


@pytest.mark.parametrize("place", np.linspace(0.1, 0.9, 5))
def test_a_flipped_bit_is_noticed(folder, saved_twice, place):
    damaged = bytearray(saved_twice[1])
    damaged[int(place * len(damaged))] ^= 1
    folder.model.write_bytes(damaged)
    with pytest.warns(UserWarning, match="cut off or damaged"):
        assert epochs_of(load_model(folder)) == 2


def test_a_model_that_lacks_a_part_is_noticed(folder):
    with zipfile.ZipFile(folder.model) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()[:-1]}
    with zipfile.ZipFile(folder.model, "w") as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    with pytest.warns(UserWarning, match="cut off or damaged"):
        assert epochs_of(load_model(folder)) == 2


@pytest.mark.parametrize("seed", range(3))
def test_wrong_bits_in_the_table_of_contents_are_noticed(folder, saved_twice, seed):
    damaged = bytearray(saved_twice[1])
    begin = damaged.index(b"PK\x01\x02")  # the first entry of the zip file's directory
    for place in np.random.default_rng(seed).integers(begin, len(damaged), 4):
        damaged[place] ^= 0xFF
    folder.model.write_bytes(damaged)
    with pytest.warns(UserWarning, match="cut off or damaged"):
        assert epochs_of(load_model(folder)) == 2


def test_a_damaged_model_does_not_replace_the_one_before(folder, saved_twice):
    folder.model.write_bytes(b"harmed")
    with pytest.warns(UserWarning, match="cut off or damaged"):
        gan = load_model(folder)
    backup = RunBackup(folder, state())
    backup.set_model(gan)
    backup.save()
    assert folder.model_before.read_bytes() == saved_twice[0]
    assert epochs_of(load_model(folder)) == 2


def test_a_full_disk_takes_no_model_away(folder, saved_twice):
    backup = RunBackup(folder, state())
    backup.set_model(load_model(folder))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(OSError, match="too large"):  # as "No space left" is
            backup.save()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert folder.model.read_bytes() == saved_twice[1]
    assert folder.model_before.read_bytes() == saved_twice[0]
    assert sorted(path.name for path in folder.directory.iterdir()) == [
        *("gan-before.keras", "gan.keras")
    ]


def test_without_a_whole_model_there_is_an_error(folder):
    folder.model.write_bytes(b"")
    folder.model_before.write_bytes(b"PK")
    with (
        pytest.warns(UserWarning, match="cut off or damaged"),
        pytest.raises(ValueError, match="No saved model of the run .* is whole"),
    ):
        load_model(folder)


def test_a_run_goes_on_from_the_model_before(saved_twice, tmp_path):
    whole, _ = training.train(state(), tmp_path / "whole")
    training.train(state(), tmp_path / "run")
    folder = RunFolder(tmp_path / "run")
    folder.model_before.write_bytes(saved_twice[0])
    folder.model.write_bytes(b"harmed")
    with pytest.warns(UserWarning, match="cut off or damaged"):
        resumed, _ = training.train(state(), tmp_path / "run", resume=True)
    for a, b in zip(whole.get_weights(), resumed.get_weights(), strict=True):
        np.testing.assert_array_equal(a, b)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda values: st.lists(values, max_size=3)
    | st.dictionaries(st.text(max_size=9), values, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from([field.name for field in dataclasses.fields(RunState)])


def load_bytes(directory, content):
    """The run that a `run.json` of these bytes describes, or None if it is refused."""
    path = directory / "run.json"
    path.write_bytes(content)
    try:
        return RunFolder(directory).load()
    except ValueError as error:
        assert "does not describe a run" in str(error)
        assert "Start a new one" in str(error)
        return None


def test_a_run_is_loaded_as_it_was_saved(tmp_path):
    content = json.dumps(dataclasses.asdict(state())).encode()
    assert load_bytes(tmp_path, content) == state()


@FUZZ
@given(field=FIELDS, value=JSON)
def test_a_field_of_another_type_is_refused(tmp_path, field, value):
    content = dataclasses.asdict(state()) | {field: value}
    loaded = load_bytes(tmp_path, json.dumps(content).encode())
    if loaded is not None:
        kinds = (bool,) if field in BOOLS else (str, int, float)
        kinds = (list,) if field == "classes" else kinds
        found = getattr(loaded, field)
        assert type(found) in (*kinds, type(None))
        if field == "classes":
            assert all(type(name) is str for name in found or ())
        assert isinstance(loaded.recipe, str) and isinstance(loaded.epochs, int)


@FUZZ
@given(content=JSON.map(lambda x: json.dumps(x).encode()) | st.binary(max_size=40))
def test_other_content_is_refused(tmp_path, content):
    assert load_bytes(tmp_path, content) is None


@FUZZ
@given(place=st.integers(0, 200), byte=st.integers(0, 255))
def test_a_wrong_byte_is_refused_or_harmless(tmp_path, place, byte):
    content = bytearray(json.dumps(dataclasses.asdict(state()), indent=2).encode())
    content[place % len(content)] = byte
    loaded = load_bytes(tmp_path, bytes(content))
    assert loaded is None or isinstance(loaded, RunState)


def test_a_run_nested_without_end_is_refused(tmp_path):
    assert load_bytes(tmp_path, b"[" * 100_000) is None


def test_a_link_that_leads_nowhere_is_told(tmp_path):
    (tmp_path / "link").symlink_to("nowhere")
    folder = RunFolder(tmp_path / "link" / "run")
    with pytest.raises(
        OSError, match="link' is a link to 'nowhere', which is not there"
    ):
        with folder.locked():
            pass
