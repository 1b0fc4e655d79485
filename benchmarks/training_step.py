"""How long does a training step take, beside its floor and other programs?

The work: one alternating step of the 2014 paper's MNIST pair, batch 100, on a data
pipeline, after warm-up. Run as `python -m benchmarks.training_step`.
"""

import importlib.util

from benchmarks import timing

STEPS, REPETITIONS, WARMUP = 100, 7, 50


def programs(update):
    """What is compared: names, and how each is made."""
    made = {
        "floor": ("floor", {}),
        "keras_gan": ("keras_gan_fit", {}),
        "keras_gan, no average": ("keras_gan_fit", {"averaged": False}),
        "Keras by hand": ("keras_idiom", {}),
    }
    if importlib.util.find_spec("torch"):
        made["PyTorch"] = ("torch_loop", {"compiled": False})
        made["PyTorch, compiled"] = ("torch_loop", {"compiled": True})
    return {
        name: (f"benchmarks.programs.{module}", "make", {"update": update, **options})
        for name, (module, options) in made.items()
    }


def main():
    for update in ("sgd", "adam"):
        times = timing.compare(programs(update), STEPS, REPETITIONS, WARMUP)
        ratios = {
            f"keras_gan / {name}": timing.ratio(times, "keras_gan", name)
            for name in times
            if name != "keras_gan"
        }
        print(f"\n{update}\n\n{timing.table(times)}\n")
        for name, value in ratios.items():
            print(f"{name}: {value:.2f}")
        timing.write(f"training_step_{update}", times, ratios)


if __name__ == "__main__":
    main()
