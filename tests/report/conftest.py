"""Runs to show, and what a page consists of."""

import html.parser
import shutil

import pytest

from keras_gan.recipes import training
from keras_gan.recipes.run_folder import RunFolder, RunState


class Page(html.parser.HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.texts = [], []
        self.feed(path.read_text(encoding="utf-8"))
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, tag, **attributes):
        """The attributes of all tags that have some."""
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [a for t, a in self.tags if t == tag and wanted.items() <= a.items()]


@pytest.fixture(scope="session")
def page():
    return Page


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """The folder of a run of two epochs; to be copied, not changed."""
    folder = RunFolder(tmp_path_factory.mktemp("finished") / "run")
    training.train(RunState("digits", seed=3, epochs=2), folder.directory)
    return folder


@pytest.fixture
def folder(finished, tmp_path):
    """A copy of the run."""
    shutil.copytree(finished.directory, tmp_path / "run")
    return RunFolder(tmp_path / "run")


@pytest.fixture
def begun(tmp_path):
    """The folder of a run that has just begun."""
    folder = RunFolder(tmp_path / "begun")
    folder.directory.mkdir()
    folder.create(RunState("photos", seed=5, epochs=7, images="/home/me/pets"))
    return folder
