"""How long does a step of the recipe `mnist` take, beside its floor?

The floor has the products of R1 too, at every fourth step, in the cheapest way known:
one more pass backward through D and one forward. Run as
`python -m benchmarks.recipe_step`.
"""

from benchmarks import timing

MODULE = "benchmarks.programs.mnist_recipe"
PROGRAMS = {
    "floor": (MODULE, "make_floor", {}),
    "keras_gan": (MODULE, "make", {}),
    "Keras by hand": ("benchmarks.programs.mnist_recipe_keras", "make", {}),
}
STEPS, REPETITIONS = 200, 7


def main():
    times = timing.compare(PROGRAMS, STEPS, REPETITIONS, warmup=STEPS // 2)
    ratios = {
        "keras_gan / floor": timing.ratio(times, "keras_gan", "floor"),
        "Keras by hand / keras_gan": timing.ratio(times, "Keras by hand", "keras_gan"),
    }
    timing.report_times("recipe_step", times, ratios)


if __name__ == "__main__":
    main()
