"""Programs timed in turn, each in a process of its own, in one run.

Machines drift, so absolute times say little: programs take turns, and what counts is
the ratio of their medians.
"""

import importlib
import json
import multiprocessing
import os
import platform
import statistics
import time
from importlib import metadata
from pathlib import Path

RESULTS = Path(__file__).with_name("results")


def compare(programs, repetitions=7, seconds=4.0, warmup=8, multiple=1):
    """Times programs in turn.

    Args:
        programs: dict from a name to `(module, function, arguments)`. The function
            returns `run(steps)`, which works so many steps and waits for the last. It
            may return the seconds they took, else the whole call is timed.
        repetitions: int, how often each program gets its turn.
        seconds: float, how long a turn lasts, about.
        warmup: int, steps before the first repetition, not timed.
        multiple: int, of which the number of steps in a turn is one.

    Returns:
        Dict from a name to the list of its times, in ms a step.
    """
    context = multiprocessing.get_context("spawn")
    workers, steps = {}, {}
    for name, program in programs.items():
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(*program, theirs), daemon=True)
        process.start()
        theirs.close()  # so that a program that dies is noticed
        workers[name] = ours
        _seconds(name, ours, warmup)
        turns = seconds / (_seconds(name, ours, warmup) / warmup) / multiple
        steps[name] = max(1, round(turns)) * multiple
    times = {name: [] for name in programs}
    for _ in range(repetitions):
        for name, connection in workers.items():
            taken = _seconds(name, connection, steps[name])
            times[name].append(taken / steps[name] * 1e3)
    for connection in workers.values():
        connection.send(0)
    return times


def in_a_process(function, *arguments):
    """What a function returns in a process of its own, whose memory is its own too.

    Args:
        function: function of a module, called with `arguments`.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_tell, args=(theirs, function, *arguments))
    process.start()
    theirs.close()
    return _received(function.__name__, ours)


def _tell(connection, function, *arguments):
    connection.send(function(*arguments))


def _seconds(name, connection, steps):
    connection.send(steps)
    return _received(name, connection)


def _received(name, connection):
    try:
        return connection.recv()
    except EOFError:
        raise RuntimeError(
            f"The program {name!r} ended while it was timed; its error is above."
        ) from None


def _serve(module, function, arguments, connection):
    """In the program's process: works as many steps as it is told, until told none."""
    run = getattr(importlib.import_module(module), function)(**arguments)
    while steps := connection.recv():
        start = time.perf_counter()
        seconds = run(steps)
        connection.send(seconds or time.perf_counter() - start)


def table(times, unit="ms"):
    """A Markdown table of medians, minima and maxima.

    Args:
        times: dict from a name to a list of numbers.
        unit: str, of the numbers.
    """
    lines = [f"| program | median, {unit} | min | max |", "|---|---|---|---|"]
    for name, values in times.items():
        median = statistics.median(values)
        cells = (f"{value:.3g}" for value in (median, min(values), max(values)))
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def ratio(times, numerator, denominator):
    """The median of one program over that of another."""
    return statistics.median(times[numerator]) / statistics.median(times[denominator])


def report(name, text, measured):
    """Prints what was measured, and writes it as Markdown and as JSON.

    Args:
        name: str, of the files under `benchmarks/results`.
        text: str, Markdown.
        measured: what JSON can hold.
    """
    RESULTS.mkdir(exist_ok=True)
    print(f"\n{name}\n\n{text}\n", flush=True)
    (RESULTS / f"{name}.md").write_text(text + "\n", encoding="utf-8")
    content = json.dumps({"machine": _machine(), **measured}, indent=2) + "\n"
    (RESULTS / f"{name}.json").write_text(content, encoding="utf-8")


def report_times(name, times, figures, unit="ms"):
    """As `report`, for programs' times and what they come to.

    Args:
        name: str, of the files.
        times: dict from a program's name to its times.
        figures: dict from what a ratio or other figure is to its value.
        unit: str, of the times.
    """
    lines = [f"- {what}: {value:,.4g}" for what, value in figures.items()]
    text = "\n".join([table(times, unit), "", *lines])
    report(name, text, {"unit": unit, "times": times, "figures": figures})


def _machine():
    versions = {}
    for package in ("tensorflow", "keras", "torch", "numpy"):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            versions[package] = None
    return {
        "cores": os.cpu_count(),
        "processor": _processor(),
        "python": platform.python_version(),
        **versions,
    }


def _processor():
    """The processor's name and its wide instructions, as Linux tells them."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except FileNotFoundError:
        return platform.processor() or platform.machine()
    lines = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    about = {key.strip(): value.strip() for key, value in lines}
    flags = about.get("flags", "").split()
    wide = [flag for flag in ("avx2", "avx512f", "amx_tile") if flag in flags]
    return f"{about.get('model name', platform.machine())} ({', '.join(wide)})"
