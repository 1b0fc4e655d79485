"""Commands of `keras-gan`. TensorFlow is imported inside them, not by the help."""

import os
import pathlib
import signal
import warnings

import click

from keras_gan.cli.quiet_start import quiet_start
from keras_gan.recipes import RECIPES
from keras_gan.recipes.strategies import STRATEGIES
from keras_gan.reproduce import TARGETS

DIRECTORY = click.Path(path_type=pathlib.Path)
SEED = click.IntRange(0, 2**32 - 2)  # what Keras takes for weights, of two stages
SIDES = ("left", "right", "top", "bottom")  # of `latents.masks`, which is slow to load
NOISE_SEED = click.IntRange(-(2**63), 2**63 - 1)


class _Interruption(click.ClickException):
    """Ctrl-C, told in a line; pressed again, it ends the process at once."""

    exit_code = 128 + signal.SIGINT  # as shells have it

    def show(self, file=None):
        """Prints the message."""
        super().show(file)
        signal.signal(signal.SIGINT, signal.SIG_DFL)


class _Commands(click.Group):
    """A group whose commands report errors of the user's in a line."""

    def main(self, *arguments, **options):
        """Runs the program, or one of its commands within another program.

        With `standalone_mode=False` the caller is to tell of an interruption, and gets
        back its own way of meeting the next Ctrl-C.
        """
        handler = signal.getsignal(signal.SIGINT)
        try:
            return super().main(*arguments, **options)
        except _Interruption:
            signal.signal(signal.SIGINT, handler)
            raise

    def invoke(self, context):
        """Runs a command; an error that names its mend needs no traceback."""
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        os.environ["MPLBACKEND"] = "Agg"  # for files; a notebook's is not always here
        as_python_does = warnings.formatwarning
        warnings.formatwarning = _in_a_line
        try:
            return super().invoke(context)
        except (ValueError, TypeError, OSError, ArithmeticError) as error:
            # Who reads the output may have read enough, as `head` does.
            is_read_enough = isinstance(error, BrokenPipeError)
            if is_read_enough or os.environ.get("KERAS_GAN_TRACEBACK"):
                raise
            raise click.ClickException(str(error)) from error
        except KeyboardInterrupt:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # this is told in any case
            raise _Interruption(
                "interrupted. A run that was training continues from its last saved "
                "epoch with `keras-gan train RECIPE --resume`, what `reproduce` did, "
                "with the same command."
            ) from None
        finally:
            warnings.formatwarning = as_python_does


def _in_a_line(message, category, filename, lineno, line=None):
    """A warning as the program's users read it, without a place in the code."""
    return f"{category.__name__}: {message}\n"


def _commands():
    """What the commands do, which takes TensorFlow."""
    with quiet_start():
        import tensorflow as tf

        tf.config.list_physical_devices()  # says what it does not find, only once
        from keras_gan.cli import commands
    return commands


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="keras-gan")
def main():
    """Train, score, look at and export generative adversarial networks."""


@main.command()
def recipes():
    """List the named experiments that `train` knows."""
    width = max(map(len, RECIPES))
    for name, description in RECIPES.items():
        click.echo(f"{name:<{width}}  {description}")


@main.command()
@click.argument("recipe")
@click.option(
    "--epochs",
    type=click.IntRange(min=1),
    help="Passes over the images; more of them with --resume.",
)
@click.option("--output", type=DIRECTORY, help="The run's folder [runs/RECIPE].")
@click.option("--seed", type=SEED, help="Of weights and noise [0].")
@click.option("--dataset", metavar="NAME", help="Train on another data set.")
@click.option("--data-dir", type=DIRECTORY, help="Where the data set lies.")
@click.option(
    "--images",
    type=DIRECTORY,
    help="Train on the pictures in a folder, or on an array: .npy, .npz, idx.",
)
@click.option(
    "--image-size",
    type=click.IntRange(min=1),
    help="Height and width [28; of `photos`, what fits the pictures].",
)
@click.option(
    "--fit",
    type=click.Choice(["crop", "pad", "stretch"]),
    help="How other aspect ratios are made to fit [crop].",
)
@click.option(
    "--labels",
    metavar="folders|CSV",
    help="Of which class pictures are: a folder each, or a table of file and class.",
)
@click.option(
    "--num-labels",
    type=click.IntRange(min=1),
    help="Of few labels, as many of each class.",
)
@click.option("--channels", type=click.Choice(["1", "3"]), help="1 for grey [3].")
@click.option("--split-seed", type=SEED, help="Of test pictures [0].")
@click.option("--skip-unreadable", is_flag=True, help="Leave harmed pictures out.")
@click.option("--cache", type=DIRECTORY, help="Keep decoded pictures here [the run].")
@click.option("--flip/--no-flip", default=None, help="Mirror pictures at random.")
@click.option(
    "--width", type=click.IntRange(min=1), help="Of the networks of `photos`."
)
@click.option(
    "--minutes", type=click.FloatRange(min=0, min_open=True), help="Stop in time."
)
@click.option("--limit", type=click.IntRange(min=2), help="Train on so many images.")
@click.option("--batch-size", type=click.IntRange(min=1), help="Images a step.")
@click.option(
    "--strategy",
    type=click.Choice(sorted(STRATEGIES)),
    help="Train on all GPUs of this machine, or on several machines.",
)
@click.option("--resume", is_flag=True, help="Continue the run in the folder.")
@click.option("--overwrite", is_flag=True, help="Discard a run that is there.")
def train(
    dataset,
    images,
    image_size,
    fit,
    labels,
    channels,
    split_seed,
    skip_unreadable,
    **options,
):
    """Train RECIPE, score it, draw its pictures and export its generator.

    NAME is digits, mnist, fashion_mnist, cifar10, fer2013, or any other data set of
    tensorflow-datasets whose images are of one shape.
    """
    given = {
        "--image-size": image_size,
        "--fit": fit,
        "--labels": labels,
        "--channels": channels,
        "--split-seed": split_seed is not None,
        "--skip-unreadable": skip_unreadable,
    }
    names = [name for name, value in given.items() if value]
    if images is None and names:
        raise click.UsageError(f"{', '.join(names)}: only with --images DIR.")
    of_folders = [name for name in names if name != "--split-seed"]
    if images is not None and images.is_file() and of_folders:
        raise click.UsageError(
            f"{', '.join(of_folders)}: only for a folder of pictures. Received: "
            f"--images {images}, which is a file. Its images are taken as they are."
        )
    if images and dataset:
        raise click.UsageError("A run has either --images DIR or --dataset NAME.")
    _commands().train(
        dataset=dataset,
        images=images,
        image_size=image_size,
        fit=fit,
        labels=labels,
        channels=channels and int(channels),
        split_seed=split_seed,
        skip_unreadable=skip_unreadable or None,
        **options,
    )


@main.command()
@click.argument("directory", type=DIRECTORY)
@click.option(
    "--samples",
    type=click.IntRange(min=1),
    help="Grow the Parzen window to so many samples, a multiple of 10,000.",
)
@click.option(
    "--scores", metavar="NAME,...", help="Further ones: frechet, kernel, recall, ..."
)
@click.option(
    "--features",
    metavar="MODEL",
    help="Of those: a .keras or .onnx file, a SavedModel, or inception [its own].",
)
def evaluate(directory, samples, scores, features):
    """Score the model in the run folder DIRECTORY once more.

    With --samples, show how the score grows with their number; what was stopped goes
    on from where it was.
    """
    if samples and (scores or features):
        raise click.UsageError("--samples: pass --scores and --features without it.")
    if features and not scores:
        raise click.UsageError("--features goes with --scores.")
    if samples:
        _commands().grow_window(directory, samples)
    else:
        _commands().evaluate(directory, _names(scores), features)


@main.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option(
    "--scores",
    metavar="NAME,...",
    default="frechet,kernel,precision,recall",
    show_default=True,
)
@click.option(
    "--features",
    metavar="MODEL",
    help="A .keras or .onnx file, a SavedModel, or inception [trained on B].",
)
@click.option(
    "-n",
    "--count",
    type=click.IntRange(min=4),
    default=10_000,
    show_default=True,
    help="Pictures of each, at most.",
)
@click.option("-s", "--seed", type=SEED, default=0, show_default=True)
def score(first, second, scores, features, count, seed):
    """Score the pictures of A against those of B.

    Each is the folder of a run, whose samples count; a folder of pictures; the file of
    an array; or the name of a data set, whose test images count.
    """
    _commands().compare(first, second, _names(scores), features, count, seed)


def _names(scores):
    return [name.strip() for name in (scores or "").split(",") if name.strip()]


@main.command()
@click.argument("directory", type=DIRECTORY)
@click.option(
    "-n", "--count", type=click.IntRange(min=1), default=64, show_default=True
)
@click.option("-s", "--seed", type=NOISE_SEED, default=0, show_default=True)
@click.option(
    "-o",
    "--output",
    type=DIRECTORY,
    default="samples.png",
    show_default=True,
    help="A .png for a grid, a .npy for the array.",
)
@click.option(
    "--labels",
    metavar="CLASS,...",
    help="Of these classes, by number or name, a row each [all].",
)
def sample(directory, count, seed, output, labels):
    """Draw images from the model in the run folder DIRECTORY."""
    _commands().sample(directory, count, seed, output, labels)


@main.command()
@click.argument("directory", type=DIRECTORY)
@click.argument("pictures", type=DIRECTORY, nargs=-1, required=True)
@click.option("--hide", type=click.Choice(SIDES), help="Hide this half [right].")
@click.option("--mask", type=DIRECTORY, help="Hide where this picture is black.")
@click.option("-n", "--count", type=click.IntRange(min=1), default=8, show_default=True)
@click.option("-s", "--seed", type=NOISE_SEED, default=0, show_default=True)
@click.option(
    "--fit",
    type=click.Choice(["crop", "pad", "stretch"]),
    default="crop",
    show_default=True,
    help="How other aspect ratios are made to fit.",
)
@click.option(
    "-o",
    "--output",
    type=DIRECTORY,
    default="completions.png",
    show_default=True,
    help="A .png for a grid, a .npy for the array.",
)
def complete(directory, hide, mask, **options):
    """Complete PICTURES of which a part is hidden, by the run in DIRECTORY.

    A row has what is known of a picture, its completions, and the picture.
    """
    if hide and mask:
        raise click.UsageError("--hide and --mask: pass one of the two.")
    _commands().complete(directory, hide=hide or "right", mask=mask, **options)


@main.command()
@click.argument("directory", type=DIRECTORY)
@click.option("-o", "--output", type=DIRECTORY, help="[saved_models/NAME OF THE RUN]")
@click.option(
    "--format",
    type=click.Choice(["tf_saved_model", "onnx", "litert"]),
    help="[by the suffix of the output, else tf_saved_model]",
)
@click.option("--overwrite", is_flag=True, help="Replace an export that is there.")
def export(directory, **options):
    """Export the generator in the run folder DIRECTORY for other programs.

    A SavedModel is a folder, with a model card in it; the others are one file,
    NAME.onnx or NAME.tflite.
    """
    _commands().export(directory, **options)


@main.command()
@click.argument(
    "directories", metavar="RUN...", type=DIRECTORY, nargs=-1, required=True
)
@click.option(
    "-o", "--output", type=DIRECTORY, default="report.html", show_default=True
)
def report(directories, output):
    """Write a page that shows a run, or several RUNs side by side.

    It has their scores, curves, pictures and settings, is one HTML file, and loads
    nothing from elsewhere. `train` leaves one in the run's folder.
    """
    _commands().report(directories, output)


@main.command()
@click.argument("target", metavar="TARGET", type=click.Choice(sorted(TARGETS)))
@click.option("--quick", is_flag=True, help="Minutes, to see that it works.")
@click.option(
    "--output",
    type=DIRECTORY,
    default="reproduced",
    show_default=True,
    help="Where runs are kept and results are written.",
)
@click.option("--seed", type=SEED, help="Of weights and noise [0].")
@click.option("--dataset", metavar="NAME", help="In the place of CIFAR-10.")
def reproduce(target, seed, dataset, **options):
    """Make what the 2014 paper shows.

    TARGET is table1, table2, figure1, figure2, figure3 or section7.

    What has to be trained for it is trained, what was trained before is used again,
    and what was stopped goes on from there. With --quick, runs are short, lie in the
    folder `quick` of the output, and what is written says so.
    """
    if dataset and target not in ("figure2", "figure3"):
        raise click.UsageError("--dataset goes with figure2 and figure3.")
    if seed is not None and target == "figure1":
        raise click.UsageError("figure1 takes no --seed.")
    _commands().reproduce(target, seed=seed, dataset=dataset, **options)
