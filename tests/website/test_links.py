"""Links between files of the project become links between pages of the site."""

import pytest


@pytest.mark.parametrize(
    ("path", "link", "expected"),
    [
        ("README.md", "docs/photos.md#the-loss", "photos.md#the-loss"),
        ("README.md", "docs/images/a.png", "images/a.png"),
        ("README.md", "CONTRIBUTING.md", "contributing.md"),
        ("docs/speed.md", "../benchmarks/README.md", "benchmarks.md"),
        ("docs/speed.md", "../benchmarks/time.png", "images/time.png"),
        ("docs/paper.md", "../examples/wgan_gp.py", "tutorials/wgan_gp.md"),
        ("docs/paper.md", "section7.md", "section7.md"),
        ("docs/paper.md", "https://arxiv.org/abs/1406.2661", None),
        ("docs/paper.md", "#the-game", None),
    ],
)
def test_a_link_leads_to_its_page(website, path, link, expected):
    made = website("links").for_site(f"See [it]({link}).", path)
    assert made == f"See [it]({expected or link})."


def test_code_is_left_alone(website):
    code = "```py\nx[0](docs/a.md)\n```"
    made = website("links").for_site(f"{code}\n[a](docs/a.md)\n{code}", "README.md")
    assert made == f"{code}\n[a](a.md)\n{code}"
