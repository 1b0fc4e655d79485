"""A page with the help of each command of the program `keras-gan`."""

import sys

import click

PLACE = "commands.md"
WIDTH = 88


def pages(root):
    """The page, from its place on the site to its text."""
    sys.path.insert(0, str(root))  # the package beside this folder, installed or not
    try:
        from keras_gan.cli.main import main
    finally:
        sys.path.remove(str(root))
    parts = [
        "# All commands\n",
        "What `keras-gan COMMAND --help` prints. "
        "[The command line](command-line.md) has examples.\n",
    ]
    for name, command in main.commands.items():
        context = click.Context(
            command, info_name=f"keras-gan {name}", terminal_width=WIDTH
        )
        parts.append(f"## {name}\n\n```text\n{command.get_help(context)}\n```\n")
    return {PLACE: "\n".join(parts)}
