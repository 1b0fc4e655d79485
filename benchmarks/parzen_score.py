"""How long does a Parzen score take, beside its matrix products and scikit-learn?

The work: 10,000 test images of MNIST under a window on 10,000 training images. Run as
`python -m benchmarks.parzen_score`.
"""

from benchmarks import timing
from benchmarks.programs.parzen import COUNT, SCORED_BY_SCIKIT_LEARN

MODULE = "benchmarks.programs.parzen"
PROGRAMS = {
    "float32 products": (MODULE, "make_products", {"dtype": "float32"}),
    "float64 products": (MODULE, "make_products", {"dtype": "float64"}),
    "keras_gan, float32": (MODULE, "make_window", {"dtype": "float32"}),
    "keras_gan, float64": (MODULE, "make_window", {"dtype": "float64"}),
    "keras_gan, float64, ten sigmas": (
        MODULE,
        "make_window",
        {"dtype": "float64", "num_sigmas": 10},
    ),
    "scikit-learn": (MODULE, "make_scikit_learn", {}),
}


def main():
    times = timing.compare(PROGRAMS, repetitions=5, warmup=1)
    scale = COUNT / SCORED_BY_SCIKIT_LEARN
    times["scikit-learn"] = [scale * ms for ms in times["scikit-learn"]]
    ratios = {
        "float32 products / keras_gan, float32": timing.ratio(
            times, "float32 products", "keras_gan, float32"
        ),
        "float64 products / keras_gan, float64": timing.ratio(
            times, "float64 products", "keras_gan, float64"
        ),
        "ten sigmas / one": timing.ratio(
            times, "keras_gan, float64, ten sigmas", "keras_gan, float64"
        ),
        "scikit-learn / keras_gan, float64": timing.ratio(
            times, "scikit-learn", "keras_gan, float64"
        ),
    }
    timing.report_times("parzen_score", times, ratios)


if __name__ == "__main__":
    main()
