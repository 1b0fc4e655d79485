"""How long does a step of the recipe `mnist` take, beside its floor?

The floor has the products of R1 too, at every fourth step, in the cheapest way known:
one more gradient of D's inputs, and one more pass forward through D. Its products may
run side by side; "in order", each waits for those it would need, but for D's gradients
of weights, which do not wait for R1's. Keras by hand borrows this package's pipeline
and shifts. Run as `python -m benchmarks.recipe_step`.
"""

import importlib.util

from benchmarks import timing
from benchmarks.programs.mnist_recipe import R1_EVERY

PROGRAMS = {
    "floor": ("mnist_recipe", "make_floor", {}),
    "floor, in order": ("mnist_recipe", "make_floor", {"in_order": True}),
    "keras_gan": ("mnist_recipe", "make", {}),
    "keras_gan, two passes": ("mnist_recipe", "make", {"fast_paths": ()}),
    "Keras by hand": ("mnist_recipe_keras", "make", {}),
    "PyTorch": ("mnist_recipe_torch", "make", {}),
}


def main():
    programs = {
        name: (f"benchmarks.programs.{module}", function, options)
        for name, (module, function, options) in PROGRAMS.items()
        if name != "PyTorch" or importlib.util.find_spec("torch")
    }
    times = timing.compare(programs, multiple=R1_EVERY)
    ratios = {
        f"{name} / keras_gan": timing.ratio(times, name, "keras_gan")
        for name in times
        if name != "keras_gan" and not name.startswith("floor")
    }
    for floor in ("floor", "floor, in order"):
        ratios[f"keras_gan / {floor}"] = timing.ratio(times, "keras_gan", floor)
    timing.report_times("recipe_step", times, ratios)


if __name__ == "__main__":
    main()
