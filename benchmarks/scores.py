"""How long do scores take, beside the products that they need and other programs?

The work: Gaussian features, 50,000 a side. A Frechet distance of 2,048 features needs
two covariances in float64, and two products of these; precision and recall need the
float32 products of all pairs three times, density and coverage twice; `prdc` computes
all four, on a fifth of the rows, as it holds all distances. Run as
`python -m benchmarks.scores`; `--frechet` or `--pairs` for one part, `--size 2048` for
pairs of more features.
"""

import argparse

from benchmarks import timing
from benchmarks.programs import scores

MODULE = "benchmarks.programs.scores"
OF_ALL_PAIRS = {"precision_recall": 3, "density_coverage": 2}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=50_000)
    parser.add_argument("--size", type=int, default=64, help="features of pairs")
    parser.add_argument("--repetitions", type=int, default=3)
    parts = parser.add_mutually_exclusive_group()
    parts.add_argument("--frechet", action="store_true")
    parts.add_argument("--pairs", action="store_true")
    arguments = parser.parse_args()
    if not arguments.pairs:
        frechet(arguments.count, 2048, arguments.repetitions)
    if not arguments.frechet:
        pairs(arguments.count, arguments.size, arguments.repetitions)


def frechet(count, size, repetitions):
    programs = {
        "float64 products": "make_covariance_products",
        "keras_gan": "make_frechet",
        "eigenvalues, as torch-fidelity": "make_frechet_by_eigenvalues",
        "SciPy's sqrtm": "make_frechet_by_sqrtm",
    }
    times = _compare(programs, {"count": count, "size": size}, repetitions)
    ratios = {
        f"{name} / {other}": timing.ratio(times, name, other)
        for name, other in [
            ("keras_gan", "float64 products"),
            ("eigenvalues, as torch-fidelity", "keras_gan"),
            ("SciPy's sqrtm", "keras_gan"),
        ]
    }
    timing.report_times("scores_frechet", times, ratios)


def pairs(count, size, repetitions):
    work = {"count": count, "size": size}
    few = {"count": count // 5, "size": size}
    programs = {
        "products": (MODULE, "make_pair_products", {**work, "num_products": 1}),
        "precision_recall": (MODULE, "make_precision_recall", work),
        "density_coverage": (MODULE, "make_density_coverage", work),
        "both, a fifth of the rows": (MODULE, "make_both", few),
        "prdc, a fifth of the rows": (MODULE, "make_prdc", few),
    }
    times = timing.compare(programs, repetitions, seconds=1.0, warmup=1)
    figures = {
        f"{name} / its {number} products": timing.ratio(times, name, "products")
        / number
        for name, number in OF_ALL_PAIRS.items()
    }
    figures["prdc / keras_gan"] = timing.ratio(
        times, "prdc, a fifth of the rows", "both, a fifth of the rows"
    )
    for name in OF_ALL_PAIRS:
        peak = timing.in_a_process(scores.peak_memory, name, count, size)
        figures[f"{name}: MiB beside the features"] = peak
    timing.report_times(f"scores_pairs_{size}", times, figures)


def _compare(programs, work, repetitions):
    made = {name: (MODULE, function, work) for name, function in programs.items()}
    return timing.compare(made, repetitions, seconds=1.0, warmup=1)


if __name__ == "__main__":
    main()
