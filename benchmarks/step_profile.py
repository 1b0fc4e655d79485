"""Where does the time of a training step go?

Two pairs in `fit`, and their floors, one after the other and not in turn. First a
step's time and the time that processors worked for it; then, under TensorFlow's
profiler, the time between its calls, and that of operations by kind. Operations run
side by side, so these add up to more than a step. One that shares its work out counts
in the thread that began it, waiting for the other included. Run as
`python -m benchmarks.step_profile`.
"""

import collections
import importlib
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import timing

PROGRAMS = {
    "floor, SGD": ("floor", "make", {"optimizer": "sgd"}),
    "keras_gan, SGD": ("keras_gan_fit", "make", {"optimizer": "sgd"}),
    "floor, recipe `mnist`": ("mnist_recipe", "make_floor", {}),
    "keras_gan, recipe `mnist`": ("mnist_recipe", "make", {}),
}
# Parts of the names of TensorFlow's operations. The first that fits counts.
KINDS = {
    "products": ("MatMul",),
    "updates of weights": ("ResourceApply",),
    "random numbers": ("Random",),
    "sums and maxima": ("Sum", "BiasAddGrad", "Max"),
    "other operations": ("",),
}
# Compiled passes start as operations that do not wait, which have no event of a kind.
COMPILED = "passes compiled by XLA, with their starts"
STARTS = ("ExecutorState::ProcessAsync::Start", "ExecutorState::ProcessAsync::Done")
CALL = "EagerLocalExecute: __inference_"
STEPS, REPETITIONS = 160, 7


def main():
    measured = {
        name: timing.in_a_process(measure, *program)
        for name, program in PROGRAMS.items()
    }
    lines = [
        f"| ms a step | {' | '.join(measured)} |",
        "|---" * (1 + len(measured)) + "|",
    ]
    for row in next(iter(measured.values())):
        cells = (f"{rows[row]:.1f}" for rows in measured.values())
        lines.append(f"| {row} | {' | '.join(cells)} |")
    timing.report("step_profile", "\n".join(lines), {"ms": measured})


def measure(module, function, options):
    """A dict of milliseconds a step."""
    program = importlib.import_module(f"benchmarks.programs.{module}")
    run = getattr(program, function)(**options)
    run(STEPS)
    seconds, worked = zip(
        *(_time_and_work(run) for _ in range(REPETITIONS)), strict=True
    )
    seconds_profiled, call, kinds = profile(run)
    times = {
        "a step": statistics.median(seconds) / STEPS,
        "processors' work": statistics.median(worked) / STEPS,
        "between calls": seconds_profiled / STEPS - call,
        **{kind: total / STEPS for kind, total in kinds.items()},
    }
    return {name: 1e3 * each for name, each in times.items()}


def _time_and_work(run):
    worked = time.process_time()
    seconds = _seconds_of(run)
    return seconds, time.process_time() - worked


def profile(run):
    """Seconds of all steps, of a call that makes one, and of operations by kind."""
    seconds_profiled, found = events(lambda: _seconds_of(run))
    kinds = collections.Counter(dict.fromkeys([*KINDS, COMPILED], 0.0))
    calls = []
    for _, name, seconds in found:
        if name in STARTS:
            kinds[COMPILED] += seconds
        elif name.startswith(CALL):
            calls.append(seconds)
        elif kind := _kind(name):
            kinds[kind] += seconds
    return seconds_profiled, statistics.mean(calls), dict(kinds)


def _seconds_of(run):
    start = time.perf_counter()
    return run(STEPS) or time.perf_counter() - start


def events(function):
    """What a function returns, and what TensorFlow's profiler saw in it.

    Returns:
        Pair of the value, and a list of `(plane, name, seconds)` of events.
    """
    import tensorflow as tf
    from tensorflow.tsl.profiler.protobuf import xplane_pb2

    with tempfile.TemporaryDirectory() as folder:
        with tf.profiler.experimental.Profile(folder):
            value = function()
        (path,) = Path(folder).rglob("*.xplane.pb")
        space = xplane_pb2.XSpace.FromString(path.read_bytes())
    found = []
    for plane in space.planes:
        names = {key: about.name for key, about in plane.event_metadata.items()}
        for line in plane.lines:
            for event in line.events:
                seconds = event.duration_ps / 1e12
                found.append((plane.name, names[event.metadata_id], seconds))
    return value, found


def _kind(event):
    """The kind of the operation that an event is of, or None."""
    node, _, operation = event.rpartition(":")
    if not node or node.endswith(":") or " " in event:
        return None  # an event within TensorFlow's own code
    return next(k for k, parts in KINDS.items() if any(p in operation for p in parts))


if __name__ == "__main__":
    main()
