"""What goes with an exported generator: where it comes from and how good it is."""

import pathlib
import platform
from importlib import metadata

from keras_gan import plots, recipes
from keras_gan.latents import LatentPrior
from keras_gan.plots.image_files import write_whole
from keras_gan.recipes import results

PACKAGES = ("keras-gan", "tensorflow", "keras", "numpy")

CARD = """# Generator of the recipe {recipe}

Draws images of shape {image_shape} from latents of length {latent_dim}: the averaged
generator of an adversarial pair, exported by keras_gan as a TensorFlow SavedModel.

![Samples](samples.png)

*{count} fair draws, none picked.*

## Use

```python
import tensorflow as tf

model = tf.saved_model.load("{name}")
images = model.signatures["sample"](
    count=tf.constant(16), seed=tf.constant(1, tf.int64){arguments}
)["images"]
```

`serving_default` takes `latents`, float32 `(batch, {latent_dim})`, drawn from the prior
{prior}.{conditions}{contrast}

## Training

| | |
|---|---|
{training}

## Scores

{scores}

## Limits

It draws what its training images show, with their gaps and their biases, and not every
draw is well formed. A Parzen score says little about how single images look.
"""

SCORES = """Gaussian Parzen window log-likelihood of the test images, in nats. The
ceiling is the same window on as many training images; it is no upper bound.

| generator | score | ceiling | samples | sigma |
|---|---|---|---|---|
{rows}"""

GENERATORS = {"parzen": "averaged (exported)", "parzen_plain": "un-averaged"}


def write_model_card(gan, folder, export, pictures):
    """Writes `README.md` and `samples.png` beside an exported generator.

    Args:
        gan: `keras_gan.GAN`, the exported one.
        folder: `RunFolder` of its run.
        export: str or path, the directory of the SavedModel.
        pictures: array `(count, height, width, channels)` in [0, 1], its fair draws.

    Raises:
        ValueError: if the run's `metrics.json` or `run.json` is damaged.
    """
    export = pathlib.Path(export)
    state = folder.load()
    rows = {
        "data": _data(state),
        "recipe": _recipe(state),
        "seed": state.seed,
        "epochs": _epochs(folder, state),
        "minutes of training": f"{state.minutes:.1f}",
        "exported with": versions(),
    }
    card = CARD.format(
        recipe=state.recipe,
        name=export.name,
        count=len(pictures),
        image_shape=gan.image_shape,
        latent_dim=gan.latent_dim,
        prior=_prior(gan.latent),
        arguments="".join(f", {name}={name}" for name in gan.conditions),
        conditions=_conditions(gan.conditions) + _classes(folder),
        contrast=_contrast(state),
        training="\n".join(f"| {name} | {value} |" for name, value in rows.items()),
        scores=_scores(folder),
    )
    plots.save_png(export / "samples.png", plots.image_grid(pictures))
    write_whole(export / "README.md", lambda file: file.write(card.encode()))


def _prior(latent):
    """A prior's name and what it was made with; of a function, its name."""
    if not isinstance(latent, LatentPrior):
        return getattr(latent, "__name__", type(latent).__name__)
    config = latent.get_config().items()
    arguments = ", ".join(f"{name}={value}" for name, value in config)
    return f"{type(latent).__name__}({arguments})"


def _conditions(specs):
    """What both signatures take beside noise, one value for each image."""
    if not specs:
        return ""
    described = [
        f"`{name}`, {spec.dtype.name} `{('batch', *spec.shape[1:])}`".replace("'", "")
        for name, spec in specs.items()
    ]
    return " Both signatures take the conditions " + ", ".join(described) + "."


def _classes(folder):
    """Which class each label is, where the run has classes."""
    classes = folder.load().classes
    if not classes:
        return ""
    named = [f"{number} {name}" for number, name in enumerate(classes)]
    return " The labels are " + ", ".join(named) + ", and -1 for an unknown class."


def _recipe(state):
    batch_size = state.batch_size
    return state.recipe + (f", {batch_size:,} images a step" if batch_size else "")


def _data(state):
    data = state.dataset or recipes.get(state.recipe).dataset
    if state.images is not None:
        side = state.image_size
        data = f"own pictures, {side} x {side} pixels" if side else "own pictures"
    return data if state.limit is None else f"{data}, {state.limit:,} images of it"


def _epochs(folder, state):
    if not folder.metrics.exists():
        return f"{state.epochs} or fewer"
    return results.read(folder)["epochs"]


def _contrast(state):
    scale = recipes.get(state.recipe).contrast
    if scale is None:
        return ""
    return (
        f" Images are contrast-normalized: each has mean 0 and length {scale:g}. They "
        "are shown here with the average mean and contrast of the training images."
    )


def versions():
    """The versions of what runs here, as a string."""
    found = [f"Python {platform.python_version()}"]
    for package in PACKAGES:
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:  # run from a copy of the source
            found.append(f"{package} of unknown version")
    return ", ".join(found)


def _scores(folder):
    if not folder.metrics.exists():
        return "None yet: `keras-gan evaluate` gives them."
    scores = results.read(folder)
    rows = []
    for key, name in GENERATORS.items():
        score = scores[key]
        sigma = score["sigma"] if isinstance(score["sigma"], list) else [score["sigma"]]
        rows.append(
            f"| {name} | {score['mean']:.1f} +- {score['standard_error']:.1f} "
            f"| {score['ceiling']:.1f} +- {score['ceiling_standard_error']:.1f} "
            f"| {score['samples']:,} | {', '.join(f'{value:.3f}' for value in sigma)} |"
        )
    return SCORES.format(rows="\n".join(rows))
