"""Code in the README and in `docs` runs as printed, and relative links resolve.

A block that begins with "```python" is whole: it runs in an empty directory, with each
number of epochs made 1. Other code begins with "```py", which looks the same.
"""

import pathlib
import re
import urllib.parse

import pytest

ROOT = pathlib.Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
TOP = ["CHANGELOG.md", "CONTRIBUTING.md", "benchmarks/README.md"]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```", re.M | re.S)


def blocks():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        codes = re.findall(r"^```python\n(.*?)^```", text, re.M | re.S)
        for number, code in enumerate(codes, start=1):
            yield pytest.param(code, id=f"{page.name}-{number}")


@pytest.mark.parametrize("code", [*blocks()])
def test_code_runs_as_printed(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code = re.sub(r"epochs=\d+", "epochs=1", code)
    exec(compile(code, "the block", "exec"), {"__name__": "__main__"})


def test_the_readme_has_code_and_is_short():
    text = PAGES[0].read_text(encoding="utf-8")
    assert text.count("```python\n") == 1
    assert len(text.splitlines()) < 150


def text_of(page):
    """A page without its code."""
    return CODE.sub("", page.read_text(encoding="utf-8"))


def anchors(page):
    """The anchors of a page's headings, as GitHub and MkDocs make them."""
    headings = re.findall(r"^#+ (.*)$", text_of(page), re.M)
    plain = [re.sub(r"[^\w\s-]", "", heading).strip().lower() for heading in headings]
    return {re.sub(r"\s+", "-", each) for each in plain}


@pytest.mark.parametrize(
    "page", [*PAGES, *map(ROOT.joinpath, TOP)], ids=lambda p: p.name
)
def test_relative_links_resolve(page):
    missing = []
    for link in LINK.findall(text_of(page)):
        target, _, anchor = urllib.parse.unquote(link).partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = page.parent / target if target else page
        if not path.is_file() or (anchor and anchor not in anchors(path)):
            missing.append(link)
    assert not missing
