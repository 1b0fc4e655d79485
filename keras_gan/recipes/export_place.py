"""Where a run's generator is exported to, and whose an export is."""

import pathlib

from keras_gan.export.saved_model import OWNER_FILE

EXPORTS = pathlib.Path("saved_models")


def export_place(run, run_id):
    """The first place that is free, or has this run's own export.

    That is `saved_models/NAME`, after the run's folder; where another run's export or
    something else lies, `saved_models/PARENT-NAME`, and so on.

    Args:
        run: path of the run's folder.
        run_id: str or None, the run's id, None for one that has no export yet.

    Returns:
        `pathlib.Path`.

    Raises:
        FileExistsError: if all such places are taken.
    """
    parts = pathlib.Path(run).resolve().parts[1:]
    for first in reversed(range(len(parts))):
        place = EXPORTS / "-".join(parts[first:])
        if _is_free(place) or (run_id and owner_of(place) == run_id):
            return place
    raise FileExistsError(
        f"All places in {str(EXPORTS)!r} for exports of {str(run)!r} are taken. Name "
        "one with `keras-gan export RUN -o PATH`."
    )


def check_owner(place, run_id):
    """Raises FileExistsError if an export at this place is another run's.

    Args:
        place: `pathlib.Path`.
        run_id: str or None.
    """
    owner = owner_of(place)
    if owner not in (None, run_id):
        raise FileExistsError(
            "There is the export of another run, which is never replaced. "
            f"Received: {str(place)!r}. Choose another path with `-o`, or move that "
            "export away."
        )


def owner_of(place):
    """The id of the run whose export lies at a place, or None."""
    try:
        return (place / OWNER_FILE).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _is_free(place):
    return not place.exists() or (place.is_dir() and not any(place.iterdir()))
