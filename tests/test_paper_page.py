"""What docs/paper.md points to is there."""

import pathlib
import re
import shlex

import click

from keras_gan.cli import main

ROOT = pathlib.Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "paper.md").read_text(encoding="utf-8")
QUOTED = [" ".join(text.split()) for text in re.findall(r"`([^`]+)`", PAGE)]
COMMANDS = {text for text in QUOTED if text.startswith("keras-gan ")}
PATHS = set(QUOTED) - COMMANDS


def test_every_path_exists():
    assert len(PATHS) > 40
    assert [path for path in sorted(PATHS) if not (ROOT / path).is_file()] == []


def test_every_command_is_understood():
    assert len(COMMANDS) > 8
    for text in COMMANDS:
        _, name, *arguments = shlex.split(text)
        command = main.commands[name]
        if arguments:
            command.make_context(name, arguments)  # a UsageError tells what is wrong
        else:
            assert isinstance(command, click.Command)


def test_every_recipe_that_is_trained_is_known():
    from keras_gan.recipes import RECIPES

    trained = {text.split()[2] for text in COMMANDS if text.split()[1] == "train"}
    assert trained < set(RECIPES) and len(trained) >= 5


def test_every_table_and_figure_is_on_the_page():
    from keras_gan.reproduce import TARGETS

    for target in TARGETS:
        assert f"keras-gan reproduce {target}" in COMMANDS
        assert re.sub(r"(\d)", r" \1", target) in PAGE
    for number in ("1", "2", "3", "4.1", "4.2", "5", "6", "7"):
        assert re.search(rf"sections? {re.escape(number)}\b", PAGE, re.I), number
    for number in range(1, 7):
        assert re.search(rf"equations? {number}\b|and {number}\b", PAGE), number
