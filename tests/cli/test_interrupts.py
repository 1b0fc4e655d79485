"""Ctrl-C, pressed twice, while the program trains."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import click
import pytest

from keras_gan.cli import commands, main
from keras_gan.recipes.run_folder import RunFolder

EPOCHS = 60
# The program, with a save after every epoch.
PROGRAM = """
from keras_gan.recipes.run_backup import RunBackup
RunBackup.__init__.__defaults__ = (0.0,)
from keras_gan.cli import main
main()
"""


def start(place, *arguments):
    with (place / "log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, "train", "digits", *arguments],
            cwd=place,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "2"},
            # Where tests run in the background, SIGINT is ignored by all they start.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )


def epochs_in(history):
    if not history.is_file():
        return []
    with history.open(newline="") as file:
        return [row["epoch"] for row in csv.DictReader(file)]


def interrupt_twice(process, place, when, seconds):
    """Presses Ctrl-C twice, once something holds; checks how the program ends."""
    while not when():
        assert process.poll() is None, (place / "log").read_text()
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    time.sleep(seconds)
    process.send_signal(signal.SIGINT)
    code = process.wait(60)
    output = (place / "log").read_text()
    assert code in (130, -signal.SIGINT), output  # in a shell, both are 130
    assert "Traceback" not in output
    assert "interrupted. A run" in output.splitlines()[-1]
    assert "`keras-gan train RECIPE --resume`" in output.splitlines()[-1]


def test_a_run_goes_on_after_ctrl_c_twice(tmp_path):
    folder = RunFolder(tmp_path / "runs" / "digits")
    process = start(tmp_path, "--epochs", str(EPOCHS))
    interrupt_twice(process, tmp_path, folder.model.is_file, seconds=0.05)
    reached = len(epochs_in(folder.history))
    assert 1 <= reached < EPOCHS // 2

    process = start(tmp_path, "--resume")
    goal = reached + 10
    interrupt_twice(
        process, tmp_path, lambda: len(epochs_in(folder.history)) >= goal, seconds=0.01
    )
    assert len(epochs_in(folder.history)) < EPOCHS

    process = start(tmp_path, "--resume")
    assert process.wait(120) == 0, (tmp_path / "log").read_text()
    assert epochs_in(folder.history) == [str(epoch) for epoch in range(EPOCHS)]
    assert json.loads(folder.metrics.read_text())["epochs"] == EPOCHS
    assert (tmp_path / "saved_models" / "digits" / "saved_model.pb").is_file()


def test_another_program_gets_ctrl_c_back(monkeypatch):
    def interrupt(*arguments):
        raise KeyboardInterrupt

    def own(number, frame):
        """What that program does on Ctrl-C."""

    monkeypatch.setattr(commands, "evaluate", interrupt)
    before = signal.signal(signal.SIGINT, own)
    try:
        with pytest.raises(click.ClickException, match="interrupted. A run"):
            main(["evaluate", "run"], standalone_mode=False)
        assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, before)
