"""Figure 1: the game over one number, as it is played."""

import dataclasses
import json
import time

import keras
import numpy as np

from keras_gan import datasets, plots
from keras_gan.callbacks import GameRecorder, TrainingProgress
from keras_gan.recipes.one_dimensional_game import (
    BATCH_SIZE,
    P_DATA,
    measure,
    numbers,
    one_dimensional_game,
    set_rules,
)
from keras_gan.recipes.run_folder import write_json
from keras_gan.reproduce.saturation import saturation

SEED = 0
X = np.linspace(-2.5, 4.5, 351)
FREE = {"penalty_weight": 0.0}  # what holds D back from its optimum


@dataclasses.dataclass
class Stage:
    """A part of the game, at whose end a panel of the figure is drawn.

    Args:
        title: str, of the panel.
        frames: int, frames of the animation.
        steps: int, training steps from one frame to the next.
        rules: dict, arguments of `set_rules`.
    """

    title: str
    frames: int
    steps: int
    rules: dict = dataclasses.field(default_factory=dict)


def stages(quick):
    """The parts of the game, one for each panel of the paper.

    The paper's first panel is near convergence; this one is early, so that the others
    show something to happen.

    Args:
        quick: bool, whether the last one is to be short.

    Returns:
        List of `Stage`.
    """
    return [
        Stage("(a) early in the game", 12, 2),
        Stage("(b) D alone is trained", 16, 25, FREE | {"g_rate": 0.0}),
        Stage("(c) G follows this D", 14, 1, FREE | {"d_rate": 0.0, "g_rate": 1e-3}),
        Stage("(d) at rest", *((20, 50) if quick else (40, 200))),
    ]


def figure1(output, quick=False, progress=True):
    """Plays the game over one number and draws the paper's figure 1.

    Writes the figure; an animation of the game; the norms of the generator's gradient
    under both of its losses, on the 8x8 digits; and the numbers of the end of the
    game. Where they are there already, made with the same settings, they are kept.

    Args:
        output: path of a folder.
        quick: bool, whether to try it out on a short game.
        progress: bool, whether to show a progress bar for each part of the game.

    Returns:
        List of the paths that were written, that of `figure1.json` last.

    Reference: [Goodfellow et al., 2014](https://arxiv.org/abs/1406.2661)
    """
    mark = "-quick" if quick else ""
    names = ("figure1{}.png", "figure1{}.gif", "gradient-norms{}.png", "figure1{}.json")
    paths = [output / name.format(mark) for name in names]
    settings = {"seed": SEED, "stages": [vars(stage) for stage in stages(quick)]}
    if _is_finished(paths, settings):
        return paths
    begun = time.monotonic()
    figure, animation, gradient_norms, summary = paths
    gan, moments, panels = _play(stages(quick), progress)
    p_data = P_DATA.pdf(X)
    titles = [
        f"{'QUICK, ' if quick else ''}{stage.title}, step {moment.step:,}"
        for stage, moment in zip(stages(quick), panels, strict=True)
    ]
    plots.one_dimensional_game(panels, p_data, figure, titles)
    plots.one_dimensional_animation(moments, p_data, animation)
    _draw_gradient_norms(gradient_norms)
    content = {
        **measure(gan, SEED),
        "expected": {"value": -np.log(4), "d": 0.5, "divergence": 0.0},
        "quick": quick,
        "steps": int(gan.step_counter),
        "minutes": (time.monotonic() - begun) / 60,
        **settings,
    }
    write_json(summary, content)
    return paths


def _play(parts, progress):
    """Plays one stage after the other.

    Returns:
        The game, all moments, and the last moment of each stage.
    """
    keras.utils.set_random_seed(SEED)
    gan = one_dimensional_game(SEED)
    recorder = GameRecorder(X)
    bars = [TrainingProgress(keys=("value",))] if progress else []
    panels = []
    for index, stage in enumerate(parts):
        set_rules(
            gan,
            stage.frames * stage.steps,
            steps_per_execution=stage.steps,
            **stage.rules,
        )
        gan.fit(
            datasets.batches(numbers(131_072, SEED), BATCH_SIZE, seed=index),
            steps_per_epoch=stage.steps,
            epochs=stage.frames,
            callbacks=[recorder, *bars],
            verbose=0,
        )
        panels.append(recorder.moments[-1])
    return gan, recorder.moments, panels


def _draw_gradient_norms(path):
    measured = saturation(steps=200, seed=SEED)
    norms = {
        r"non-saturating, $-\log D(G(z))$": measured["non_saturating"],
        r"minimax, $\log(1 - D(G(z)))$": measured["minimax"],
    }
    steps = np.arange(1, len(measured["d_fake"]) + 1)
    title = "a fresh generator of 8x8 digits"
    plots.gradient_norms(steps, measured["d_fake"], norms, path, title)


def _is_finished(paths, settings):
    if not all(path.is_file() for path in paths):
        return False
    there = json.loads(paths[-1].read_text(encoding="utf-8"))
    return settings == {key: there.get(key) for key in settings}
