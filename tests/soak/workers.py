"""Kills one of two workers in the middle of a run, and has both go on with it.

First worker 1 is killed, then, in a run of its own, worker 0.

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
NAMES = ("worker 0", "worker 1")


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


def kill_one(place, index, epochs):
    """One round: a run of which one worker is killed, and with which both go on."""
    run = place / "runs" / "digits"
    workers = start_workers(place, "--epochs", str(epochs))
    while not (run / "gan.keras").is_file():
        check(all(worker.poll() is None for worker in workers), place)
        time.sleep(0.1)
    reached = epochs_in(run / "history.csv")
    workers[index].kill()
    killed = time.monotonic()
    workers[index].wait()
    code = workers[1 - index].wait(PATIENCE)
    seconds = time.monotonic() - killed
    print(f"{NAMES[index]} was killed after epoch {reached} of {epochs}")
    print(f"{NAMES[1 - index]} ended with code {code} after {seconds:.0f} seconds")
    check(code != 0, place)
    codes = [worker.wait() for worker in start_workers(place, "--resume")]
    rows = epochs_in(run / "history.csv")
    print(f"resumed: codes {codes}, epochs in the history: {rows}", flush=True)
    check(codes == [0, 0] and rows == epochs, place)


def check(condition, place):
    """Ends the program with what the workers said, unless a condition holds."""
    if not condition:
        logs = [(place / f"worker{index}.log").read_text() for index in range(2)]
        raise SystemExit("\n".join(log[-3000:] for log in logs))


def main(epochs):
    for index in (1, 0):
        with tempfile.TemporaryDirectory() as place:
            kill_one(pathlib.Path(place), index, epochs)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=30)
    main(**vars(parser.parse_args()))
