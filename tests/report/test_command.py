"""`keras-gan report`, and the page that `train` and `evaluate` leave in the folder."""

import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner

from keras_gan.cli import commands, main
from keras_gan.recipes.run_folder import RunFolder


def run(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


@pytest.fixture
def in_tmp_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_page_of_a_run_and_of_several(in_tmp_path, finished):
    result = run("report", finished.directory)
    assert result.exit_code == 0, result.output
    assert result.output == "written   report.html\n"
    both = run("report", finished.directory, finished.directory, "-o", "new/both.html")
    assert both.exit_code == 0, both.output
    assert "2 runs side by side" in Path("new/both.html").read_text(encoding="utf-8")


def test_errors_are_told_in_a_line(in_tmp_path, finished):
    for arguments, sentence in [
        (["nowhere"], "'nowhere' is not the folder of a run"),
        ([finished.directory, "-o", "a.pdf"], "is written as a page (.html)"),
        ([], "Missing argument 'RUN...'"),
    ]:
        result = run("report", *arguments)
        assert result.exit_code in (1, 2)
        assert sentence in result.output and "Traceback" not in result.output


def test_train_and_evaluate_leave_a_page(in_tmp_path):
    report = Path("runs/digits/report.html")
    result = run("train", "digits", "--epochs", 1)
    assert result.exit_code == 0, result.output
    assert f"report    {report}" in result.output
    assert "keras-gan evaluate runs/digits<" in report.read_text(encoding="utf-8")
    report.write_text("an old one")
    assert run("evaluate", "runs/digits").exit_code == 0
    assert "an old one" not in report.read_text(encoding="utf-8")
    RunFolder("runs/digits").create(RunFolder("runs/digits").load(), overwrite=True)
    assert not report.exists()


def test_a_run_outlives_its_page(in_tmp_path, monkeypatch):
    def fail(runs, path):
        raise OSError("No space left on device.")

    monkeypatch.setattr(commands, "write_report", fail)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = run("train", "digits", "--epochs", 1)
    assert result.exit_code == 0, result.output
    (told,) = [str(each.message) for each in caught if "page" in str(each.message)]
    assert told == (
        "The run is kept, but its page is not written. No space left on device. This "
        "writes it alone: keras-gan report runs/digits"
    )
    assert Path("runs/digits/metrics.json").is_file()
    assert Path("saved_models/digits/saved_model.pb").is_file()
