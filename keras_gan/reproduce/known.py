"""Results that are kept in a file as soon as they are known."""

import json

from keras_gan.recipes.run_folder import write_json


def known(path, asked, find):
    """A result that is there already, or is found now and kept.

    Args:
        path: path of the JSON file.
        asked: dict, what it is the result of; one of something else is found anew.
        find: function without arguments that returns a dict.

    Returns:
        Dict of what was asked and of what was found.
    """
    if path.is_file():
        there = json.loads(path.read_text(encoding="utf-8"))
        if all(there.get(key) == value for key, value in asked.items()):
            return there
    result = {**asked, **find()}
    write_json(path, result)
    return result
