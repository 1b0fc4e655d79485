"""How long does a training step take, beside its floor and other programs?

The work: one alternating step of a pair on a data pipeline, after warm-up. Programs in
Keras are timed within `fit`, without its beginning; each program has the pipeline that
its users would take. The floor's products may run side by side; "in order", each waits
for those it would need. Run as
`python -m benchmarks.training_step`; `--pair cifar10-conv --dataset NAME` times the
convolutional pair on CIFAR-10 or what takes its place.
"""

import argparse
import importlib.util

from benchmarks import timing
from benchmarks.programs import PAIRS


def programs(optimizer, pair, dataset):
    """What is compared: names, and how each is made."""
    made = {
        "floor": ("floor", {}),
        "floor, in order": ("floor", {"in_order": True}),
        "keras_gan": ("keras_gan_fit", {}),
        "keras_gan, no average": ("keras_gan_fit", {"averaged": False}),
        "keras_gan, two passes": ("keras_gan_fit", {"fast_paths": ()}),
        "keras_gan, simultaneous": ("keras_gan_fit", {"update": "simultaneous"}),
        "keras_gan, mixed_bfloat16": ("keras_gan_fit", {"policy": "mixed_bfloat16"}),
        "Keras by hand": ("keras_idiom", {}),
    }
    if importlib.util.find_spec("torch"):
        made["PyTorch"] = ("torch_loop", {"compiled": False})
        made["PyTorch, compiled"] = ("torch_loop", {"compiled": True})
    if importlib.util.find_spec("optax"):
        made["JAX and Optax"] = ("jax_loop", {})
    for name, (module, options) in made.items():
        options = {"optimizer": optimizer, "pair": pair, **options}
        if module != "floor":
            options["dataset"] = dataset
        made[name] = (f"benchmarks.programs.{module}", "make", options)
    return made


def main(pair, dataset):
    for optimizer in ("sgd", "adam"):
        times = timing.compare(programs(optimizer, pair, dataset))
        ratios = {
            f"{name} / keras_gan": timing.ratio(times, name, "keras_gan")
            for name in times
            if name != "keras_gan" and not name.startswith("floor")
        }
        for floor in ("floor", "floor, in order"):
            ratios[f"keras_gan / {floor}"] = timing.ratio(times, "keras_gan", floor)
        timing.report_times(f"training_step_{pair}_{optimizer}", times, ratios)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pair", default="mnist", choices=sorted(PAIRS))
    parser.add_argument("--dataset")
    main(**vars(parser.parse_args()))
