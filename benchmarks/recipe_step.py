"""How long does a step of the recipe `mnist` take, beside its floor?

The floor has the products of R1 too, at every fourth step, in the cheapest way known:
one more gradient of D's inputs, and one more pass forward through D. Run as
`python -m benchmarks.recipe_step`.
"""

import importlib.util

from benchmarks import timing
from benchmarks.programs.mnist_recipe import R1_EVERY

PROGRAMS = {
    "floor": ("mnist_recipe", "make_floor"),
    "keras_gan": ("mnist_recipe", "make"),
    "Keras by hand": ("mnist_recipe_keras", "make"),
    "PyTorch": ("mnist_recipe_torch", "make"),
}


def main():
    programs = {
        name: (f"benchmarks.programs.{module}", function, {})
        for name, (module, function) in PROGRAMS.items()
        if name != "PyTorch" or importlib.util.find_spec("torch")
    }
    times = timing.compare(programs, multiple=R1_EVERY)
    ratios = {
        f"{name} / keras_gan": timing.ratio(times, name, "keras_gan")
        for name in times
        if name != "keras_gan"
    }
    ratios["keras_gan / floor"] = timing.ratio(times, "keras_gan", "floor")
    timing.report_times("recipe_step", times, ratios)


if __name__ == "__main__":
    main()
