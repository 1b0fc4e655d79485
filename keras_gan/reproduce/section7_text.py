"""What was measured of section 7, as Markdown."""

from keras_gan.reproduce.markdown import table

QUICK = (
    "**Quick: short runs on 8x8 digits, to see that everything works. No number here "
    "is a result.**"
)
TITLES = {
    "conditions": "1. Conditions: p(x given c)",
    "inference": "2. Learned inference: z of x",
    "completion": "3. Every conditional: p(hidden pixels given the others)",
}
ABOUT = {
    "conditions": "Digits drawn by label, and what a classifier of real digits reads.",
    "inference": (
        "Codes of test images and what the generator makes of them. `game` is the "
        "encoder that learned with the generator, `regression` one that was fitted to "
        "the finished generator, `search` the latents found for each image. Published, "
        "1-nearest-neighbour accuracy of codes: 97.39 % of a bidirectional game, "
        "97.44 % of latent regression, 97.58 % of an autoencoder (Donahue et al., "
        "2017)."
    ),
    "completion": (
        "Half of a test image is hidden. What a classifier of whole real images reads "
        "of the completed ones, and how far two completions of one image differ, "
        "beside images with similar known halves."
    ),
}
# Errors in %, means of ten seeds after 300 epochs (Salimans et al., 2016).
PUBLISHED = {"20": "16.77", "50": "2.21", "100": "0.93", "200": "0.90"}
FEW_LABELS = (
    "Test images misread, in %, with so many labels of the training images, as many of "
    "each class: by the game's classifier, by the same network trained on the labels "
    "alone, and by logistic regression on its features. Means over seeds, +- the "
    "standard error of the mean."
)
GAMES = ("error", "error_labels_alone", "error_features")


def section7_text(content):
    """The Markdown of what was measured.

    Args:
        content: dict, what `section7.json` holds.

    Returns:
        str.
    """
    blocks = ["# Section 7"]
    if content["quick"]:
        blocks.append(QUICK)
    for part, measured in content["measured"].items():
        blocks += [f"## {TITLES[part]}", ABOUT[part], _of_run(measured)]
        mark = "-quick" if content["quick"] else ""
        blocks += [_about(measured), f"![{TITLES[part]}](section7-{part}{mark}.png)"]
    blocks += ["## 4. Few labels", FEW_LABELS, _few_labels(content["few_labels"])]
    return "\n\n".join(blocks) + "\n"


def _of_run(metrics):
    scores = {"Parzen log-likelihood": {**metrics["parzen"], "unit": "nats"}}
    scores |= metrics["scores"]
    rows = [
        [name, _plus_minus(score), _number(score["ceiling"]), score["unit"]]
        for name, score in scores.items()
    ]
    return table(["score", "measured", "of real images", "unit"], rows)


def _about(metrics):
    return (
        f"{metrics['dataset']}, recipe {metrics['recipe']}, {metrics['epochs']} "
        f"epochs, {metrics['minutes']:.1f} minutes, seed {metrics['seed']}."
    )


def _few_labels(counts):
    rows = [
        [
            count,
            *(_plus_minus(measured["scores"][game]) for game in GAMES),
            PUBLISHED.get(count, ""),
            str(len(measured["minutes"])),
            f"{max(measured['minutes']):.1f}",
        ]
        for count, measured in counts.items()
    ]
    heads = ["labels", "the game", "labels alone", "features, logistic regression"]
    return table([*heads, "published", "seeds", "minutes each, at most"], rows)


def _plus_minus(score):
    error = score["standard_error"]
    return _number(score["mean"]) + ("" if error is None else f" +- {error:.2g}")


def _number(value):
    return "" if value is None else f"{value:.4g}"
