"""How strong a signal reaches the generator as the discriminator gets confident."""

from keras_gan.plots.curves import COLOURS
from keras_gan.plots.image_files import write_whole


def gradient_norms(steps, d_fake, norms, path, title=None):
    """Draws norms of the generator's gradient below D's answers, as a PNG file.

    Both axes are logarithmic.

    Args:
        steps: array `(points,)`, updates of the discriminator.
        d_fake: array `(points,)`, the mean of D(G(z)), positive.
        norms: dict of labels and arrays `(points,)` of positive norms, one for each
            loss of the generator.
        path: string or path of the PNG file.
        title: string, printed above.

    Returns:
        The path, as `pathlib.Path`.

    Raises:
        ValueError: if there are no norms, or if one is of another length than `steps`.
    """
    # matplotlib takes a while to import.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    sizes = {name: len(values) for name, values in norms.items()}
    if not norms or {len(steps), len(d_fake), *sizes.values()} != {len(steps)}:
        raise ValueError(
            "`d_fake` and at least one of `norms` must have a value for each of "
            f"`steps`. Received: {len(steps)} steps, {len(d_fake)} values of D, norms "
            f"of lengths {sizes}."
        )
    figure = Figure(figsize=(7, 5.4), layout="constrained")
    FigureCanvasAgg(figure)
    above, below = figure.subplots(2, sharex=True, height_ratios=(1, 2))
    above.plot(steps, d_fake, color=COLOURS[5])
    above.set_ylabel("mean of D(G(z))")
    for colour, (name, values) in zip(COLOURS, norms.items(), strict=False):
        below.plot(steps, values, color=colour, label=name)
    below.set_ylabel("norm of the generator's gradient")
    below.set_xlabel("updates of D, the generator left as it is")
    below.legend(frameon=False)
    if title:
        above.set_title(title, loc="left")
    for axes in (above, below):
        axes.set_yscale("log")
        axes.grid(axis="y", color="#e6e6e6", lw=0.8)
        axes.spines[["top", "right"]].set_visible(False)
    return write_whole(path, lambda file: figure.savefig(file, format="png", dpi=120))
