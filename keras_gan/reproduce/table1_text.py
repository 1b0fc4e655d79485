"""Table 1 as Markdown."""

import numpy as np

from keras_gan.reproduce.markdown import table

QUICK = (
    "**Quick: short runs, to see that everything works. No number here is a result.**"
)
PROTOCOL = (
    "Gaussian Parzen window log-likelihood in nats, +- the standard error: over test "
    "images on MNIST, over five folds on FER-2013. Sigma is picked on the first 1,000 "
    "validation images, of each fold where there are folds. The ceiling is the score "
    "of as many training images; it is no upper bound, as smooth images can score "
    "more than real ones. PCA keeps 13 components, picked on MNIST's validation images."
)
FACES = (
    "TFD, the Toronto Face Database, is not public. FER-2013 stands in its place, "
    "with other grey faces of 48x48 pixels; its scores are its own and do not compare "
    "with the column TFD."
)


def table1_text(content):
    """The Markdown of a table.

    Args:
        content: dict, what `table1.json` holds.

    Returns:
        str.
    """
    blocks = ["# Table 1", PROTOCOL]
    if content["quick"]:
        blocks.insert(1, QUICK)
    for title, rows in content["measured"].items():
        blocks += [f"## Measured here: {title}", _measured(rows)]
    blocks += ["## In the paper's layout", _all_models(content), FACES]
    return "\n\n".join(blocks) + "\n"


def _all_models(content):
    """The paper's rows, quoted, and below them ours: a row a model, a column a set."""
    heads = list(dict.fromkeys(["MNIST", "TFD", *content["measured"]]))
    rows = {f"{model}, quoted": scores for model, scores in content["paper"].items()}
    for title, measured in content["measured"].items():
        for row in measured:
            model = f"{row['model'].replace('_', ' ')}, here"
            score = (row["mean"], row["standard_error"])
            rows.setdefault(model, {})[title] = score
    cells = [
        [model, *(_plus_minus(*scores[h]) if h in scores else "" for h in heads)]
        for model, scores in rows.items()
    ]
    return table(["model", *heads], cells)


def _measured(rows):
    """A table of ours, with the paper's score where there is one to compare with."""
    cells = [_cells(row) for row in rows]
    heads = list(cells[0])
    if not any(row["paper"] for row in rows):
        heads.remove("the paper")
    return table(heads, [[row[head] for head in heads] for row in cells])


def _cells(row):
    sigmas = [f"{value:.3f}" for value in np.atleast_1d(row["sigma"])]
    sigma = ", ".join(sigmas if len(set(sigmas)) > 1 else sigmas[:1])
    return {
        "model": row["model"].replace("_", " "),
        "score": _plus_minus(row["mean"], row["standard_error"]),
        "ceiling": _plus_minus(row["ceiling"], row["ceiling_standard_error"]),
        "the paper": _plus_minus(*row["paper"]) if row["paper"] else "",
        "sigma": sigma + (" (end of the grid)" if row["sigma_at_edge"] else ""),
        "samples": f"{row['samples']:,}",
        "seed": str(row["seed"]),
        "epochs": "" if row["epochs"] is None else str(row["epochs"]),
        "minutes": f"{row['minutes']:.1f}",
    }


def _plus_minus(mean, standard_error):
    places = 0 if isinstance(mean, int) else 1
    error = f"{standard_error:.{places}f}" if places else f"{standard_error:g}"
    return f"{mean:.{places}f} +- {error}"
