"""Table 2 in numbers, as Markdown."""

from keras_gan.reproduce.markdown import table

QUICK = (
    "**Quick: short runs, to see that everything works. No number here is a result.**"
)
PAPER = (
    "The paper's table 2 and section 6 compare kinds of generative models in words. "
    "Adversarial nets sample with one forward pass, have no explicit density, can draw "
    "sharp images, and may collapse many z to one x. Here is what that comes to."
)
PROTOCOL = (
    "Each model gives {samples:,} samples of {dataset}; training images in their place "
    "are the ceiling. Times are milliseconds for 1,000 images, the median of five "
    "turns, on the processor of this run. Parzen scores are of table 1's protocol, +- "
    "the standard error over test images. The Laplacian energy of an image is its mean "
    "squared Laplacian: its mean over samples, and its standard deviation from sample "
    "to sample, stand beside those of test images as shares of them, and so does the "
    "Kolmogorov-Smirnov distance of both distributions. Blur lowers the mean, noise "
    "raises it. Of the training images that could be nearest to some sample, "
    '"nearest to one" says how many are: few where many z give one x. The divergence '
    "of classes is from those of the training images, as a classifier reads samples; "
    "it reads {reader:.2%} of test images right. The game is {epochs} epochs of the "
    "recipe `mnist`, {minutes:.1f} minutes, seed {seed}. Samples of the autoencoder "
    "are its decoder's means; those of k-means are centroids."
)
HEADS = [
    "model",
    "sampling, ms",
    "density",
    "its cost, ms",
    "Parzen, nats",
    "energy: mean",
    "spread",
    "distance",
    "nearest to one",
    "divergence of classes",
]


def table2_text(content):
    """The Markdown of a table.

    Args:
        content: dict, what `table2.json` holds.

    Returns:
        str.
    """
    blocks = ["# Table 2", PAPER, PROTOCOL.format(**content)]
    if content["quick"]:
        blocks.insert(1, QUICK)
    return "\n\n".join([*blocks, table(HEADS, map(_cells, content["measured"]))]) + "\n"


def _cells(row):
    sharp = row["sharpness"]
    return [
        row["model"].replace("_", " "),
        _time(row["sampling_ms"]),
        row["density"] or "",
        _time(row["density_ms"]),
        f"{row['parzen']['mean']:.1f} +- {row['parzen']['standard_error']:.1f}",
        f"{sharp['mean']:.2f}",
        f"{sharp['spread']:.2f}",
        f"{sharp['distance']:.3f}",
        f"{row['distinct_neighbours']:.3f}",
        f"{row['class_divergence']:.4f}",
    ]


def _time(milliseconds):
    return "" if milliseconds is None else f"{milliseconds:.3g}"
