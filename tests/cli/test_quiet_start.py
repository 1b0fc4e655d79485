import subprocess
import sys
from pathlib import Path


def told(*command):
    return subprocess.run(command, capture_output=True, text=True).stderr


def test_the_program_says_nothing_of_tensorflows_start(tmp_path):
    program = Path(sys.executable).with_name("keras-gan")
    lines = told(program, "sample", tmp_path / "nowhere").splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("Error: ")


def test_a_reader_that_has_read_enough_is_no_error():
    program = Path(sys.executable).with_name("keras-gan")
    assert told("bash", "-c", f"{program} recipes | true") == ""


def test_what_is_no_noise_is_passed_on():
    code = """
import os
from keras_gan.cli.quiet_start import quiet_start
try:
    with quiet_start():
        os.write(2, b"E0000 00:00:1.2 3 cuda_platform.cc:52] failed call to cuInit\\n")
        os.write(2, b"E0000 00:00:1.2 3 gpu_device.cc:1] out of memory\\n")
        raise ValueError("trouble")
except ValueError as error:
    os.write(2, str(error).encode())
"""
    expected = "E0000 00:00:1.2 3 gpu_device.cc:1] out of memory\ntrouble"
    assert told(sys.executable, "-c", code) == expected
