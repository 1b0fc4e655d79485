"""Pages that are made of scripts, docstrings and the program's help."""

import keras_gan
from keras_gan.cli import main

SCRIPT = '''"""A title.

What it is about.
"""

import keras

# ## The data
# Some
# words.
x = 1
# A remark.
y = 2

# ## No words
z = 3
'''


def test_a_script_becomes_text_and_code(website):
    pictures = {"images/a.png": "Draws of `x`."}
    made = website("tutorials").page_of(SCRIPT, "a", pictures, "x: 1\n")
    assert made.split("\n\n") == [
        "# A title",
        "What it is about.",
        "```python\nimport keras\n```",
        "## The data",
        "Some\nwords.",
        "```python\nx = 1\n# A remark.\ny = 2\n```",
        "## No words",
        "```python\nz = 3\n```",
        "## What it printed",
        "```text\nx: 1\n```",
        "## What it draws",
        "![Draws of x.](../images/a.png)",
        "*Draws of `x`.*",
        "The script is `examples/a.py`.\n",
    ]


def test_every_example_is_a_tutorial(website, root):
    tutorials = website("tutorials")
    scripts = {path.stem for path in root.glob("examples/*.py")}
    assert set(tutorials.TUTORIALS) == scripts
    for _, pictures in tutorials.TUTORIALS.values():
        for place in pictures:
            assert (root / "docs" / place).is_file()


def test_every_public_name_is_on_a_page(website, root):
    pages = website("api_pages").pages(root)
    rooms = {name for name in keras_gan.__all__ if f"api/{name}.md" in pages}
    assert {"GAN", "BiGAN"} < set(keras_gan.__all__) - rooms
    assert len(rooms) > 12
    for room in rooms:
        names = getattr(getattr(keras_gan, room), "__all__", ["get", "RECIPES"])
        for name in names:
            assert f"::: keras_gan.{room}.{name}\n" in pages[f"api/{room}.md"], name


def test_users_of_a_game_find_its_methods(website):
    for name in website("api_pages").MEMBERS["GAN"]:
        assert hasattr(keras_gan.GAN, name)


def test_every_command_is_on_the_page(website, root):
    (page,) = website("commands").pages(root).values()
    for name in main.commands:
        assert f"\n## {name}\n" in page
        assert f"Usage: keras-gan {name} " in page
