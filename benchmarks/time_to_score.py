"""How many minutes of training does MNIST take to 200 and to 225 nats?

The recipe `mnist` on this package, with both updates from one forward pass, in mixed
precision, in the Keras idiom with this package's pipeline and shifts, and in PyTorch;
and the paper's settings on this package. One seed each. The score is that of 10,000
samples of the averaged generator on 4,000 validation images, sigma picked on 1,000 of
them; scoring is not counted. Programs take turns of half a minute, each in a process of
its own, until they are at 225 nats or out of time. Run as
`python -m benchmarks.time_to_score`; it draws `benchmarks/time_to_score.png`.
"""

import argparse
import importlib
import importlib.util
import math
import multiprocessing
import time

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from benchmarks import timing

GOALS = (200.0, 225.0)  # nats
TURN = 30.0  # seconds
PICTURE = timing.RESULTS.with_name("time_to_score.png")
PROGRAMS = {
    "keras_gan": ("mnist_recipe", {}),
    "keras_gan, simultaneous": ("mnist_recipe", {"update": "simultaneous"}),
    "keras_gan, mixed_bfloat16": ("mnist_recipe", {"policy": "mixed_bfloat16"}),
    "keras_gan, the paper's settings": ("mnist_recipe", {"name": "mnist-2014"}),
    "Keras by hand": ("mnist_recipe_keras", {}),
    "PyTorch": ("mnist_recipe_torch", {}),
}


def serve(module, options, connection):
    """In a program's process: trains and scores whenever it is told to."""
    from keras_gan import datasets
    from keras_gan.metrics import parzen_score

    module = importlib.import_module(f"benchmarks.programs.{module}")
    trainer = module.Trainer(**options)
    validation = datasets.mnist().validation[:4_000]
    epochs = 1
    while connection.recv():
        start = time.perf_counter()
        trainer.train(epochs)
        seconds = time.perf_counter() - start
        samples = trainer.sample(10_000).reshape(-1, 28, 28, 1)
        score = parzen_score(samples, validation, validation)
        connection.send((seconds, score.mean))
        epochs = max(1, math.floor(TURN / (seconds / epochs)))


def main(minutes, programs):
    context = multiprocessing.get_context("spawn")
    playing, curves = {}, {}
    for name in programs:
        module, options = PROGRAMS[name]
        if module.endswith("torch") and not importlib.util.find_spec("torch"):
            continue
        ours, theirs = context.Pipe()
        arguments = (module, options, theirs)
        context.Process(target=serve, args=arguments, daemon=True).start()
        theirs.close()  # so that a program that dies is noticed
        playing[name], curves[name] = ours, []
    while playing:
        for name, connection in list(playing.items()):
            connection.send(True)
            seconds, score = connection.recv()
            before = curves[name][-1][0] if curves[name] else 0.0
            curves[name].append((before + seconds / 60, score))
            print(f"{name}: {curves[name][-1][0]:.2f} minutes, {score:.1f}", flush=True)
            if score >= max(GOALS) or curves[name][-1][0] >= minutes:
                connection.send(False)
                del playing[name]
    draw(curves, PICTURE)
    timing.report("time_to_score", table(curves), {"curves": curves})


def table(curves):
    lines = [
        "| program | " + " | ".join(f"minutes to {goal:.0f}" for goal in GOALS) + " |",
        "|---" * (1 + len(GOALS)) + "|",
    ]
    for name, curve in curves.items():
        cells = []
        for goal in GOALS:
            reached = [minute for minute, score in curve if score >= goal]
            last = f"not by {curve[-1][0]:.1f} ({curve[-1][1]:.1f})"
            cells.append(f"{reached[0]:.1f}" if reached else last)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def draw(curves, path):
    figure = Figure(figsize=(8.5, 4), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for name, curve in curves.items():
        axes.plot(*zip(*curve, strict=True), ".-", label=name)
    for goal in GOALS:
        axes.axhline(goal, color="0.8", zorder=0)
    axes.set(xlabel="minutes of training", ylabel="nats", ylim=(100, None))
    figure.legend(loc="outside right upper")
    figure.savefig(path, dpi=110)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument(
        "--programs", nargs="*", default=list(PROGRAMS), choices=list(PROGRAMS)
    )
    main(**vars(parser.parse_args()))
