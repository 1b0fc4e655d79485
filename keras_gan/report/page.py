"""The page itself: one HTML file that needs nothing else."""

import pathlib

import jinja2

from keras_gan.plots.image_files import write_whole
from keras_gan.recipes.model_card import versions
from keras_gan.report.charts import charts_of
from keras_gan.report.comparison import are_comparable, comparison
from keras_gan.report.pictures import KINDS
from keras_gan.report.report import read_run

# Of pictures on a page, which is below 10 MB: as text they take a third more.
MOST_BYTES = 7_000_000
MOST_RUNS = 8  # as many as there are colours that can be told apart
SUFFIXES = (".html", ".htm")


def write_report(runs, path):
    """Writes a page that shows one run, or several side by side.

    The page is one HTML file with all its pictures inside, and loads nothing from
    elsewhere. A run that is not finished is shown as far as it is. A file of up to
    about 10 MB holds at most 30 grids of samples a run, and says how many there are.

    Args:
        runs: list of str or path, the folders of 1 to 8 runs.
        path: str or path of the file, whose name ends in `.html`.

    Returns:
        The path, as `pathlib.Path`.

    Raises:
        FileNotFoundError: if a folder is not that of a run.
        ValueError: if there are no runs or too many, if the name ends otherwise, or if
            a file of a run is damaged.
        OSError: if the file cannot be written.

    Example:
        ```python
        write_report(["runs/mnist"], "report.html")
        ```
    """
    path = pathlib.Path(path)
    if path.suffix.lower() not in SUFFIXES:
        raise ValueError(
            f"A report is written as a page (.html). Received: output={str(path)!r}."
        )
    if path.is_dir():
        raise IsADirectoryError(
            "A report is written as one file. "
            f"Received: output={str(path)!r}, which is a folder. Choose another name."
        )
    if not 1 <= len(runs) <= MOST_RUNS:
        raise ValueError(
            f"A report shows 1 to {MOST_RUNS} runs. Received: {len(runs)} of them. "
            "Write several reports."
        )
    text = _page(runs).encode(errors="replace")  # a name may be no text
    return write_whole(path, lambda file: file.write(text))


def _page(directories):
    names = _names(directories)
    num_bytes = MOST_BYTES // len(names)
    runs = [
        read_run(directory, name, num_bytes)
        for directory, name in zip(directories, names, strict=True)
    ]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(pathlib.Path(__file__).parent),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.jinja").render(
        runs=runs,
        rows=comparison(runs),
        is_comparable=are_comparable(runs),
        charts=charts_of(runs),
        kinds={kind: title for kind, (title, _) in KINDS.items()},
        versions=versions(),
    )


def _names(directories):
    """What each run is called: its folder, with what is above it if that tells more."""
    parts = [pathlib.Path(each).resolve().parts for each in directories]
    for count in range(1, max(map(len, parts)) + 1):
        names = ["/".join(each[-count:]) for each in parts]
        if len({*names}) == len({*parts}):
            break
    return names
