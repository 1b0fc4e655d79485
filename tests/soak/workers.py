"""Kills one of two workers in the middle of a run, and has both go on with it.

Usage: python tests/soak/workers.py [--epochs 30]
"""

import argparse
import csv
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

PROGRAM = "from keras_gan.cli import main; main()"
PATIENCE = 300  # seconds for the other worker to notice


def start_workers(place, *arguments):
    """Starts two workers of one job, with free ports of this machine."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
    hosts = [f"127.0.0.1:{each.getsockname()[1]}" for each in sockets]
    for each in sockets:
        each.close()
    workers = []
    for index in range(2):
        task = {"type": "worker", "index": index}
        config = json.dumps({"cluster": {"worker": hosts}, "task": task})
        command = ["train", "digits", "--strategy", "multi-worker", *arguments]
        with open(place / f"worker{index}.log", "a") as log:
            workers.append(
                subprocess.Popen(
                    [sys.executable, "-c", PROGRAM, *command],
                    cwd=place,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env={**os.environ, "TF_CONFIG": config},
                )
            )
    return workers


def epochs_in(history):
    if not history.is_file():
        return 0
    with history.open(newline="") as file:
        return len(list(csv.DictReader(file)))


def main(epochs):
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        run = place / "runs" / "digits"
        chief, other = start_workers(place, "--epochs", str(epochs))
        while not (run / "gan.keras").is_file():
            if chief.poll() is not None:
                raise SystemExit((place / "worker0.log").read_text()[-3000:])
            time.sleep(0.1)
        reached = epochs_in(run / "history.csv")
        other.kill()
        killed = time.monotonic()
        code = chief.wait(PATIENCE)
        seconds = time.monotonic() - killed
        print(f"a worker was killed after epoch {reached} of {epochs}")
        print(f"the other ended with code {code} after {seconds:.0f} seconds")
        if code == 0:
            raise SystemExit("The other worker should have ended with an error.")
        workers = start_workers(place, "--resume")
        codes = [worker.wait() for worker in workers]
        rows = epochs_in(run / "history.csv")
        print(f"resumed: codes {codes}, epochs in the history: {rows}")
        if codes != [0, 0] or rows != epochs:
            raise SystemExit((place / "worker0.log").read_text()[-3000:])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=30)
    main(**vars(parser.parse_args()))
