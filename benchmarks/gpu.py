"""How long does a training step take on a GPU, beside other programs and its ceiling?

Three pairs, at batches of 64 and of 512, with Adam: dense layers on MNIST, convolutions
on CIFAR-10, strided convolutions on photos of 64 x 64 pixels. "float32" multiplies in
full, "tf32" as TensorFlow does by default on a GPU that can, "bfloat16" is the policy
`mixed_bfloat16`. Each program is timed with the pipeline that its users would take,
programs in turn. A share is that of the rate at which the same GPU multiplies large
matrices; a step's products are counted by XLA, which takes those of cuBLAS here
(`--xla_gpu_enable_triton_gemm=false`), as tuning its own takes minutes. With several
steps an execution, Keras calls a compiled step for each; here they are one program.

Programs take a minute or so to be compiled for each pair, batch and precision, so the
whole table takes half an hour; it is written as it grows, a later run on the same
device adds to it, and `--pairs`, `--batches` and `--precisions` choose a part. Without
a GPU it runs on the processor. Run as `python -m benchmarks.gpu`.
"""

import argparse
import collections
import importlib
import importlib.util
import json
import multiprocessing
import os
import statistics
import time
import traceback
from unittest import mock

from benchmarks import timing

# Each pair's file of images in the folder that `--data` names.
FILES = {"mnist": "mnist.npy", "cifar10-conv": "cifar10.npy", "photos": "cifar10.npy"}
BATCHES = (64, 512)
PRECISIONS = ("float32", "tf32", "bfloat16")
STEPS_PER_EXECUTION = 16
SEVERAL = f", {STEPS_PER_EXECUTION} steps an execution"
XLA, NO_XLA = {"jit_compile": True}, {"jit_compile": False}
AT_ONCE = {**XLA, "steps_per_execution": STEPS_PER_EXECUTION}
PROGRAMS = {
    "keras_gan": ("keras_gan_fit", XLA),
    "keras_gan, no XLA": ("keras_gan_fit", NO_XLA),
    f"keras_gan{SEVERAL}": ("keras_gan_fit", AT_ONCE),
    "Keras by hand": ("keras_idiom", XLA),
    "Keras by hand, no XLA": ("keras_idiom", NO_XLA),
    f"Keras by hand{SEVERAL}": ("keras_idiom", AT_ONCE),
    "PyTorch, compiled": ("torch_loop", {"compiled": True}),
    "JAX and Optax": ("jax_loop", {}),
}
# How the environment has to be when XLA and TensorFlow are loaded.
SETTINGS = {
    "TF_FORCE_GPU_ALLOW_GROWTH": "true",  # for processes side by side
    "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
    "XLA_FLAGS": "--xla_gpu_enable_triton_gemm=false",
}
NEEDS = {"torch_loop": "torch", "jax_loop": "optax"}
PROFILED = ("keras_gan", "Keras by hand")


class Worker:
    """A process with one program, and with what it needs in its environment."""

    def __init__(self, program, **environment):
        self.program, self.environment = program, environment
        self._begin()

    def _begin(self):
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        arguments = (*PROGRAMS[self.program], theirs)
        self.process = context.Process(target=_serve, args=arguments, daemon=True)
        with mock.patch.dict(os.environ, self.environment):
            self.process.start()
        theirs.close()

    def tell(self, *question):
        self.connection.send(question)

    def answer(self, until=None):
        """A pair of "done" and what was asked for, or "failed" and an error.

        Args:
            until: float or None, when to give up, by `time.perf_counter`.
        """
        if until and not self.connection.poll(max(0, until - time.perf_counter())):
            self.process.kill()
            self._begin()
            return "failed", "was not ready in time"
        try:
            return self.connection.recv()
        except EOFError:
            self._begin()
            return "failed", "ended; its error is above"

    def ask(self, *question):
        self.tell(*question)
        return self.answer()


def main(pairs, batches, precisions, programs, data, seconds, repetitions, patience):
    os.environ.update(SETTINGS)  # for all processes
    start = time.perf_counter()
    workers = [Worker(name) for name in programs if _is_here(PROGRAMS[name][0])]
    counter = None
    if _is_here("jax_loop"):  # XLA does not count what it leaves to a GPU's libraries
        counter = Worker("JAX and Optax", JAX_PLATFORMS="cpu")
    ceilings = timing.in_a_process(measure_ceilings)
    print(f"{_since(start)} ceilings: {ceilings}", flush=True)
    table = Table(ceilings)
    for precision in precisions:
        for pair in pairs:
            for batch in batches:
                work = (pair, batch, data and f"{data}/{FILES[pair]}", precision)
                if counter and (pair, batch) not in table.products:
                    counter.tell("count", *work)
                compare(table, workers, work, seconds, repetitions, patience)
                if counter and (pair, batch) not in table.products:
                    kind, value = counter.answer()
                    if kind == "done":
                        table.products[pair, batch] = value
                    else:
                        print(value, flush=True)
                print(f"{_since(start)} {pair}, {batch}, {precision}", flush=True)
                table.report()
    for worker in [*workers, counter]:
        if worker:
            worker.tell()


def compare(table, workers, work, seconds, repetitions, patience):
    """Times one pair, batch and precision: all programs are made, then take turns."""
    pair, batch, _, precision = work
    start = time.perf_counter()
    for worker in workers:
        worker.tell("make", *work)
    steps = {}
    for worker in workers:
        key = (pair, batch, worker.program, precision)
        kind, value = worker.answer(start + patience)
        table.failures.pop(key, None)
        if kind == "failed":
            table.failures[key] = value
            print(f"{worker.program}: {value}", flush=True)
            continue
        made, step = value
        print(f"{made:6.1f} s to make {worker.program}", flush=True)
        executions = max(1, round(seconds / step / STEPS_PER_EXECUTION))
        steps[worker] = executions * STEPS_PER_EXECUTION
        table.times[key] = []
    for _ in range(repetitions):
        for worker, count in steps.items():
            kind, value = worker.ask("run", count)
            key = (pair, batch, worker.program, precision)
            if kind == "done":
                table.times[key].append(1e3 * value / count)
            else:
                table.failures[key] = value
    for worker in steps:
        if worker.program in PROFILED:
            kind, value = worker.ask("profile", 2 * STEPS_PER_EXECUTION)
            if kind == "done":
                key = (pair, batch, worker.program, precision)
                table.work[key], value = value
            print(f"{worker.program}: {value}", flush=True)


class Table:
    """What was measured so far, on this device and in earlier runs on it."""

    def __init__(self, ceilings):
        self.ceilings = ceilings
        self.times, self.products, self.work, self.failures = {}, {}, {}, {}
        earlier = timing.RESULTS / "gpu.json"
        if earlier.is_file():
            measured = json.loads(earlier.read_text(encoding="utf-8"))
            if measured["ceilings"]["device"] == ceilings["device"]:
                self.times = _keyed(measured["times"])
                self.products = _keyed(measured["operations"])
                self.work = _keyed(measured["work"])
                self.failures = _keyed(measured["failures"])

    def report(self):
        """Writes a table of medians, a row a program and a column a pair and batch."""
        columns = dict.fromkeys(key[:2] for key in self.times)
        heads = [f"{pair}, {batch}" for pair, batch in columns]
        lines = [f"| ms a step | precision | {' | '.join(heads)} |"]
        lines.append("|---" * (2 + len(heads)) + "|")
        for row in dict.fromkeys(key[2:] for key in self.times):
            cells = [self._cell(column, *row) for column in columns]
            lines.append(f"| {' | '.join([*row, *cells])} |")
        lines += [
            "",
            f"- device: {self.ceilings['device']}",
            f"- copies, GB/s read and written: {self.ceilings['copy']:,.0f}",
            *(
                f"- products in {precision}, TFLOP/s: {self.ceilings[precision]:,.3g}"
                for precision in PRECISIONS
            ),
            *(
                f"- {program}, {pair}, {batch}, {precision}: the device works "
                f"{milliseconds:.2f} ms of a step, in {kernels} kernels and copies"
                for (pair, batch, program, precision), work in self.work.items()
                for milliseconds, kernels in [work]
            ),
        ]
        measured = {
            "times": _named(self.times),
            "operations": _named(self.products),
            "work": _named(self.work),
            "failures": _named(self.failures),
            "ceilings": self.ceilings,
        }
        timing.report("gpu", "\n".join(lines), measured)

    def _cell(self, column, program, precision):
        key = (*column, program, precision)
        if not self.times.get(key):
            return "failed" if key in self.failures else ""
        median = statistics.median(self.times[key])
        if column not in self.products:
            return f"{median:.3g}"
        rate = self.products[column] / (median * 1e9)
        return f"{median:.3g} ({rate / self.ceilings[precision]:.0%})"


def _named(values):
    return {json.dumps(key): value for key, value in values.items()}


def _keyed(values):
    return {tuple(json.loads(name)): value for name, value in values.items()}


def _since(start):
    return f"{time.perf_counter() - start:6.1f} s"


def _is_here(module):
    return module not in NEEDS or importlib.util.find_spec(NEEDS[module])


def measure_ceilings():
    """The rates of a large product in every precision, and of a large copy.

    Returns:
        Dict of TFLOP/s by precision, GB/s of "copy", and the "device".
    """
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    size, count = (8192, 2**30) if gpus else (1024, 2**24)
    rates = {"device": "the processor"}
    if gpus:
        details = tf.config.experimental.get_device_details(gpus[0])
        rates["device"] = details.get("device_name", "a GPU")
    for precision in PRECISIONS:
        tf.config.experimental.enable_tensor_float_32_execution(precision == "tf32")
        dtype = tf.bfloat16 if precision == "bfloat16" else tf.float32
        a, b = (tf.cast(tf.random.normal((size, size)), dtype) for _ in range(2))
        seconds = _median_seconds(lambda a=a, b=b: tf.matmul(a, b))
        rates[precision] = 2 * size**3 / seconds / 1e12
    values = tf.random.normal((count // 4,))
    rates["copy"] = 2 * count / _median_seconds(lambda: values + 1.0) / 1e9
    return rates


def _median_seconds(function, calls=5, repetitions=7):
    import tensorflow as tf

    seconds = []
    for _ in range(repetitions):
        tf.test.experimental.sync_devices()
        start = time.perf_counter()
        for _ in range(calls):
            function()
        tf.test.experimental.sync_devices()
        seconds.append((time.perf_counter() - start) / calls)
    return statistics.median(seconds)


def _serve(module, options, connection):
    """In a worker's process: makes its steps ready, then does as it is asked."""
    program = importlib.import_module(f"benchmarks.programs.{module}")
    run = None
    while question := connection.recv():
        verb, *arguments = question
        try:
            if verb == "make":
                run = None  # frees the last one's memory
                run, value = _make(program, options, *arguments)
            elif verb == "count":
                pair, batch, dataset, precision = arguments
                made = program.make("adam", pair, dataset, precision, batch_size=batch)
                value = made.operations()
            else:
                act = {"run": _run, "profile": _profile}[verb]
                value = act(run, *arguments)
            connection.send(("done", value))
        except Exception:  # told in the report, where others go on
            connection.send(("failed", traceback.format_exc(limit=-3)))


def _make(program, options, pair, batch_size, dataset, precision):
    """A program, how long it took to make, and the seconds of a step, about."""
    start = time.perf_counter()
    is_tensorflow = program.__name__.split(".")[-1] not in NEEDS
    run = program.make(
        "adam",
        pair=pair,
        dataset=dataset,
        batch_size=batch_size,
        **(_of_tensorflow(precision) if is_tensorflow else {"precision": precision}),
        **options,
    )
    steps = 2 * STEPS_PER_EXECUTION
    _run(run, steps)
    made = time.perf_counter() - start
    return run, (made, _run(run, steps) / steps)


def _of_tensorflow(precision):
    import tensorflow as tf

    tf.config.experimental.enable_tensor_float_32_execution(precision != "float32")
    return {"policy": "mixed_bfloat16" if precision == "bfloat16" else "float32"}


def _run(run, steps):
    start = time.perf_counter()
    return run(steps) or time.perf_counter() - start


def _profile(run, steps):
    """What a GPU did in some steps.

    Returns:
        Pair of its milliseconds of work and its kernels in a step, and text about the
        longest ones.
    """
    from benchmarks.step_profile import events

    seconds, planes = events(lambda: _run(run, steps))
    totals, counts = collections.Counter(), collections.Counter()
    for plane, name, duration in planes:
        if plane.startswith("/device:GPU"):
            totals[name] += duration
            counts[name] += 1
    busy, kernels = sum(totals.values()) / steps, sum(counts.values()) / steps
    lines = [f"{1e3 * seconds / steps:.3f} ms a step when profiled"]
    for name, total in totals.most_common(14):
        lines.append(
            f"{1e6 * total / steps:9.1f} us {counts[name] / steps:5.1f} x {name[:90]}"
        )
    return (1e3 * busy, round(kernels)), "\n".join(lines)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    for option, choices in (
        ("--pairs", FILES),
        ("--batches", BATCHES),
        ("--precisions", PRECISIONS),
        ("--programs", PROGRAMS),
    ):
        kind = type(next(iter(choices)))
        parser.add_argument(option, nargs="+", type=kind, default=list(choices))
    parser.add_argument("--data", help="a folder with mnist.npy and cifar10.npy")
    parser.add_argument("--seconds", type=float, default=0.3, help="of a turn")
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument(
        "--patience", type=float, default=600, help="seconds for programs to be made"
    )
    main(**vars(parser.parse_args()))
