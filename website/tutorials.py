"""The scripts under `examples` as pages: their comments become text between code.

`printed/NAME.txt` has what a script printed at its end, without the logs of epochs.
"""

import ast
import re

HEADING = "# ## "
# In the order of the site: titles in the navigation, and pictures with what they show.
TUTORIALS = {
    "mnist_game": (
        "The paper's game on MNIST",
        {
            "images/mnist-2014-parzen.png": "The score against epochs, of the recipe "
            "`mnist-2014`, which plays by the same rules for 60 epochs."
        },
    ),
    "conditional_game": (
        "Labels",
        {
            "images/example-conditional.png": "Fair draws after 300 epochs, a row for "
            "each digit that was asked for."
        },
    ),
    "wgan_gp": (
        "WGAN-GP",
        {
            "images/example-wgan-gp.png": "Fair draws of small digits, after "
            "`--dataset digits --epochs 300`."
        },
    ),
    "bidirectional_game": (
        "An encoder",
        {
            "images/example-bidirectional.png": "Ten test digits, and what each way "
            "makes of them."
        },
    ),
    "completion": (
        "Hidden parts",
        {
            "images/example-completion.png": "From the left: what is known, eight "
            "completions, the digit."
        },
    ),
    "few_labels": ("Few labels", {}),
    "one_dimensional_game": (
        "A game over one number",
        {
            "images/figure1.png": "The figure of the paper, by `keras-gan reproduce "
            "figure1`, which plays the same game for longer."
        },
    ),
    "faces": (
        "Faces, in two stages",
        {
            "images/fer2013-nearest.png": "Fair draws of the recipe `faces`; framed, "
            "the training image nearest to the draw on its left."
        },
    ),
    "cifar10": (
        "CIFAR-10",
        {
            "images/cifar10-dense-nearest.png": "Fair draws of `cifar10-dense`.",
            "images/cifar10-conv-nearest.png": "Fair draws of `cifar10-conv`.",
        },
    ),
}


def nav(root):
    """The pages as MkDocs has them in `nav`."""
    return [{title: f"tutorials/{name}.md"} for name, (title, _) in TUTORIALS.items()]


def pages(root):
    """All pages, from their places on the site to their text."""
    made = {}
    for name, (_, pictures) in TUTORIALS.items():
        script = (root / "examples" / f"{name}.py").read_text(encoding="utf-8")
        printed = root / "website" / "printed" / f"{name}.txt"
        text = printed.read_text(encoding="utf-8") if printed.is_file() else ""
        made[f"tutorials/{name}.md"] = page_of(script, name, pictures, text)
    return made


def page_of(script, name, pictures, printed=""):
    """A script as a page.

    Args:
        script: str, its text.
        name: str, the file's, without suffix.
        pictures: dict from places under `docs` to what they show.
        printed: str, what the script printed.
    """
    summary, _, about = ast.get_docstring(ast.parse(script)).partition("\n")
    code = script.split('"""', 2)[2].strip("\n")
    opening, *sections = re.split(rf"^{re.escape(HEADING)}", code, flags=re.M)
    parts = [f"# {summary.rstrip('.')}", about.strip(), _fenced(opening)]
    for section in sections:
        title, _, rest = section.partition("\n")
        comment = re.match(r"(?:#.*\n)*", rest).group()
        prose = re.sub(r"^# ?", "", comment, flags=re.M).strip()
        parts += [f"## {title}", prose, _fenced(rest[len(comment) :])]
    if printed:
        parts += ["## What it printed", f"```text\n{printed.strip()}\n```"]
    if pictures:
        parts.append("## What it draws")
    for place, caption in pictures.items():
        parts += [f"![{caption.replace('`', '')}](../{place})", f"*{caption}*"]
    parts.append(f"The script is `examples/{name}.py`.")
    return "\n\n".join(part for part in parts if part) + "\n"


def _fenced(code):
    return f"```python\n{code.strip()}\n```" if code.strip() else ""
