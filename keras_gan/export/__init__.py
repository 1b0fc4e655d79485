"""Models in formats that other programs load."""

from keras_gan.export.saved_model import check_export_path, export_saved_model

__all__ = ["check_export_path", "export_saved_model"]
