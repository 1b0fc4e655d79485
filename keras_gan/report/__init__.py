"""One HTML page that shows a run, or several side by side."""

from keras_gan.report.page import write_report

__all__ = ["write_report"]
