"""Generators in formats that other programs load."""

from keras_gan.export.saved_model import check_export_path, export_saved_model
from keras_gan.export.single_file import (
    check_file_path,
    export_litert,
    export_onnx,
)

# By the names that `keras.Model.export` gives them.
FORMATS = {
    "tf_saved_model": export_saved_model,
    "onnx": export_onnx,
    "litert": export_litert,
}

__all__ = [
    "FORMATS",
    "check_export_path",
    "check_file_path",
    "export_generator",
    "export_litert",
    "export_onnx",
    "export_saved_model",
]


def export_generator(gan, filepath, format="tf_saved_model", overwrite=False):
    """Writes the averaged generator in a format by its name.

    Args:
        gan: `keras_gan.GAN`.
        filepath: str or path; a directory for a SavedModel, else a file.
        format: str, one of `FORMATS`.
        overwrite: bool, whether an export that is there already may be replaced.

    Raises:
        FileExistsError: if `filepath` exists and `overwrite` is False.
        ValueError: for an unknown format.
    """
    if format not in FORMATS:
        raise ValueError(
            f"Unknown format. Expected one of {sorted(FORMATS)}. "
            f"Received: format={format!r}."
        )
    FORMATS[format](gan, filepath, overwrite)
