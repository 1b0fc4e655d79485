"""Links between files of the project, as links between pages of the site."""

import posixpath
import re

# Pages at the top of the project and elsewhere, and what they are on the site.
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "benchmarks/README.md": "benchmarks.md",
}
LINK = re.compile(r"(\]\()([^)\s:#]+)(#[^)\s]*)?(\))")
FENCE = re.compile(r"^ *```.*?^ *```", re.M | re.S)


def pages(root):
    """The pages of `PAGES`, from their places on the site to their text."""
    made = {
        place: for_site((root / path).read_text(encoding="utf-8"), path)
        for path, place in PAGES.items()
    }
    made["index.md"] = f"---\nhide: [navigation]\n---\n\n{made['index.md']}"
    return made


def pictures(root):
    """The pictures of the benchmarks, from their places on the site to their paths."""
    return {f"images/{path.name}": path for path in root.glob("benchmarks/*.png")}


def for_site(markdown, path):
    """A page with its relative links led to their targets on the site.

    Args:
        markdown: str, the page's text.
        path: str, where it is, from the project's root.
    """
    folder = posixpath.dirname(path)
    here = posixpath.dirname(place_of(path))

    def led(found):
        start, target, anchor, end = found.groups()
        target = place_of(posixpath.normpath(posixpath.join(folder, target)))
        return f"{start}{posixpath.relpath(target, here or '.')}{anchor or ''}{end}"

    parts, last = [], 0
    for fence in FENCE.finditer(markdown):  # code is left as it is
        parts += [LINK.sub(led, markdown[last : fence.start()]), fence.group()]
        last = fence.end()
    return "".join([*parts, LINK.sub(led, markdown[last:])])


def place_of(path):
    """Where a file of the project is on the site, or its path if it is not there."""
    if path in PAGES:
        return PAGES[path]
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    if re.fullmatch(r"benchmarks/\w+\.png", path):
        return f"images/{posixpath.basename(path)}"
    if re.fullmatch(r"examples/\w+\.py", path):
        return f"tutorials/{posixpath.basename(path).removesuffix('.py')}.md"
    return path
