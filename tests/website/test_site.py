"""The site is built, and a reader of it asks no other host for anything."""

import os
import re
import subprocess
import sys

import pytest

pytest.importorskip("mkdocs")


@pytest.mark.weekly
def test_the_site_loads_nothing_from_elsewhere(tmp_path, root):
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-d", str(tmp_path)],
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 40
    for page in pages:
        html = page.read_text(encoding="utf-8")
        tags = re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", html)
        loaded = [tag for tag in tags if re.search(r"(src|href)=\"?(https?:)?//", tag)]
        assert not loaded, page
    examples = (tmp_path / "api" / "layers.html").read_text(encoding="utf-8")
    assert "Examples:" in examples and "<blockquote>" not in examples
