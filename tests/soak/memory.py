"""Trains digits through the program, and holds the memory it takes to what it took.

Usage: python tests/soak/memory.py [--minutes 60]
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

PROGRAM = "from keras_gan.cli import main; main()"
EPOCHS = 1_000_000  # more than there is time for
SECONDS = 2.0  # between two samples
GROWTH = 0.02  # the share that memory may grow by


def start(place):
    command = ["train", "digits", "--epochs", str(EPOCHS), "--output", "run"]
    with (place / "log").open("w") as log:
        return subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *command],
            cwd=place,
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def resident_mib(process):
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def check_alive(process, place):
    if process.poll() is not None:
        raise SystemExit((place / "log").read_text()[-3000:])


def watch(process, place, minutes):
    """Pairs of minutes since training began and MiB."""
    history = place / "run" / "history.csv"
    while not (history.is_file() and history.stat().st_size):
        check_alive(process, place)
        time.sleep(0.1)
    began = time.monotonic()
    samples = []
    while (passed := (time.monotonic() - began) / 60) < minutes:
        check_alive(process, place)
        samples.append((passed, resident_mib(process)))
        time.sleep(SECONDS)
    print(f"epochs: {len(history.read_text().splitlines()) - 1}")
    return samples


def median(samples, begin, end):
    return statistics.median(mib for passed, mib in samples if begin <= passed < end)


def main(minutes):
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        process = start(place)
        try:
            samples = watch(process, place, minutes)
        finally:
            process.kill()
            process.wait()
    print("minute    MiB")
    for minute in range(int(samples[-1][0]) + 1):
        print(f"{minute:6d} {median(samples, minute, minute + 1):6.0f}")
    tenth = minutes / 10
    begin = min(5.0, tenth)  # what comes before is TensorFlow filling its pools
    first = median(samples, begin, begin + tenth)
    last = median(samples, minutes - tenth, minutes)
    print(f"from {first:.1f} to {last:.1f} MiB, {last / first - 1:+.2%}")
    if last > first * (1 + GROWTH):
        raise SystemExit(f"Memory grew by more than {GROWTH:.0%}.")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    main(**vars(parser.parse_args()))
