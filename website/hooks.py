"""What MkDocs asks on its way: pages that are made, their places, links between them.

`mkdocs.yml` names this file. Pages are made from the package's docstrings, the scripts
under `examples` and the pages at the top of the project, so that no text is kept twice.
"""

import pathlib

import api_pages
import commands
import links
import tutorials
from mkdocs.structure.files import File

ROOT = pathlib.Path(__file__).parents[1]


def on_config(config):
    """Fills the empty parts of the navigation."""
    filled = {"Tutorials": tutorials.nav(ROOT), "API": api_pages.nav(ROOT)}
    for part in config.nav:
        ((title, pages),) = part.items()
        if pages == []:
            part[title] = filled[title]
    return config


def on_files(files, config):
    """Adds the pages that are made, and pictures from outside `docs`."""
    makers = (links, tutorials, commands, api_pages)
    made = {k: text for maker in makers for k, text in maker.pages(ROOT).items()}
    for place, text in made.items():
        files.append(File.generated(config, place, content=text))
    for place, path in links.pictures(ROOT).items():
        files.append(File.generated(config, place, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown, page, config, files):
    """Has links to files of the project lead to the pages that stand for them."""
    if page.file.generated_by is not None:
        return markdown
    return links.for_site(markdown, f"docs/{page.file.src_uri}")
