"""The game over one number as a picture: the paper's figure 1."""

import numpy as np

from keras_gan.plots.image_files import save_gif, write_whole
from keras_gan.theory import optimal_discriminator

DATA, SAMPLES, BEST, PLAYED = "black", "#2e8b57", "#a9c9ea", "#0b62a4"
NUM_ARROWS = 17
TALLEST = 2.5  # how far p_g may rise above p_data's peak before it is cut off
MARGIN = 0.04  # of the width, on both sides of the line of latents
SCARCE = 0.05  # of p_data's peak: below it the best D is not drawn


def one_dimensional_game(moments, p_data, path, titles=None):
    """Draws moments of a game over one number side by side, as a PNG file.

    The data's density is dotted, the generator's solid, D(x) dashed, on an axis of its
    own; a pale line is the best D for the two densities, where there is data. Below
    them, arrows lead from evenly spaced latents on the line z to G(z) on the line x.

    Args:
        moments: sequence of moments, as `keras_gan.callbacks.GameRecorder` records
            them, over the same x.
        p_data: array `(points,)`, the data's density at the moments' x.
        path: string or path of the PNG file.
        titles: sequence of strings, one for each moment; by default the steps.

    Returns:
        The path, as `pathlib.Path`.

    Raises:
        ValueError: if there are no moments, if there is not a title for each, or if
            `p_data` is not given at the moments' x.

    Reference: figure 1 of [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    p_data = np.asarray(p_data)
    titles = [_title(moment) for moment in moments] if titles is None else titles
    _check(moments, p_data, titles)
    size = (3.1 * len(moments) + 0.6, 3.7)
    figure = _figure(moments, p_data, titles, _top(moments, p_data), size)
    return write_whole(path, lambda file: figure.savefig(file, format="png", dpi=120))


def one_dimensional_animation(moments, p_data, path, fps=10):
    """Draws moments of a game over one number one after the other, as a GIF file.

    Args:
        moments: sequence of moments, as in `one_dimensional_game`.
        p_data: array `(points,)`, the data's density at the moments' x.
        path: string or path of the GIF file.
        fps: float, frames per second, between 1 and 50.

    Returns:
        The path, as `pathlib.Path`.

    Raises:
        ValueError: as `one_dimensional_game` does, or if `fps` is out of range.
    """
    p_data = np.asarray(p_data)
    _check(moments, p_data, moments)
    top = _top(moments, p_data)
    frames = []
    for moment in moments:
        figure = _figure([moment], p_data, [_title(moment)], top, size=(5.6, 4.2))
        figure.canvas.draw()
        frames.append(np.array(figure.canvas.buffer_rgba())[:, :, :3])
    return save_gif(path, frames, fps)


def _title(moment):
    return f"step {moment.step:,}"


def _top(moments, p_data):
    """The upper end of the axis of densities."""
    tallest = max(moment.p_g.max() for moment in moments)
    return 1.15 * min(max(p_data.max(), tallest), TALLEST * p_data.max())


def _figure(moments, p_data, titles, top, size):
    # matplotlib takes a while to import.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    panels = figure.subplots(2, len(moments), squeeze=False, height_ratios=(3, 1))
    for moment, title, (above, below) in zip(moments, titles, panels.T, strict=True):
        above.set_ylim(0, top)
        above.set_title(title, fontsize=10)
        right = _draw_densities(above, moment, p_data)
        _draw_map(below, moment)
        if moment is not moments[0]:
            above.set_yticklabels([])
        if moment is not moments[-1]:
            right.set_yticklabels([])
    panels[0, 0].set_ylabel("density")
    right.set_ylabel("$D(x)$", color=PLAYED)
    lines = [*panels[0, 0].get_lines(), *right.get_lines()[1:]]
    figure.legend(handles=lines, loc="outside upper center", ncols=4, frameon=False)
    return figure


def _draw_densities(axes, moment, p_data):
    """Draws one moment, and returns the axes of D."""
    data, samples = r"$p_{\mathrm{data}}$", "$p_g$"
    axes.plot(moment.x, p_data, ":", color=DATA, lw=2, label=data)
    axes.plot(moment.x, moment.p_g, color=SAMPLES, lw=1.8, label=samples)
    axes.set_xlim(moment.x[0], moment.x[-1])
    axes.spines[["top", "right"]].set_visible(False)
    right = axes.twinx()
    right.axhline(0.5, color="#dddddd", lw=0.8, zorder=0)
    best = optimal_discriminator(p_data, moment.p_g)
    best[p_data < SCARCE * p_data.max()] = np.nan
    formula = r"$D^* = p_{\mathrm{data}} / (p_{\mathrm{data}} + p_g)$"
    right.plot(moment.x, best, color=BEST, lw=1.8, label=formula)
    right.plot(moment.x, moment.d, "--", color=PLAYED, lw=1.8, label="$D$")
    right.set_ylim(0, 1.06)
    right.set_yticks([0, 0.5, 1], ["0", "1/2", "1"], color=PLAYED)
    right.spines[["top", "left"]].set_visible(False)
    return right


def _draw_map(axes, moment):
    """Draws arrows from a line of latents up to where the generator takes them."""
    left, right = moment.x[0], moment.x[-1]
    inset = MARGIN * (right - left)
    shown = np.linspace(0, len(moment.z) - 1, NUM_ARROWS).round().astype(int)
    share = (moment.z[shown] - moment.z[0]) / (moment.z[-1] - moment.z[0])
    start = left + inset + share * (right - left - 2 * inset)
    axes.hlines([0, 1], left, right, color="black", lw=1)
    axes.quiver(
        start,
        np.zeros(NUM_ARROWS),
        moment.g_of_z[shown] - start,
        np.ones(NUM_ARROWS),
        angles="xy",
        scale_units="xy",
        scale=1,
        units="dots",
        width=1,
        headwidth=6,
        headlength=7,
        headaxislength=6,
        color="#4a4a4a",
    )
    axes.set_xlim(left, right)
    axes.set_ylim(-0.05, 1.05)
    axes.set_yticks([0, 1], ["$z$", "$x$"])
    ends = [f"${end:.2f}$" for end in (moment.z[0], moment.z[-1])]
    axes.set_xticks([left + inset, right - inset], ends, color="#4a4a4a", fontsize=8)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def _check(moments, p_data, titles):
    if not moments or len(titles) != len(moments):
        raise ValueError(
            "A game is drawn at one moment or more, with a title for each. Received: "
            f"{len(moments)} moments, {len(titles)} titles."
        )
    for moment in moments:
        if moment.x.shape != p_data.shape:
            raise ValueError(
                "`p_data` must be given at the x of the moments. Received: p_data of "
                f"shape {p_data.shape}, x of shape {moment.x.shape}."
            )
