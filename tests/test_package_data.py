"""What is no Python in the package is named in `setup.py`, so that wheels have it."""

import ast
import pathlib

ROOT = pathlib.Path(__file__).parents[1]


def test_every_file_is_packaged():
    tree = ast.parse((ROOT / "setup.py").read_text(encoding="utf-8"))
    (call,) = [
        node
        for node in ast.walk(tree)
        if getattr(node, "keywords", None) and getattr(node.func, "id", "") == "setup"
    ]
    arguments = {each.arg: each.value for each in call.keywords}
    packaged = ast.literal_eval(arguments["package_data"])
    files = [p for p in (ROOT / "keras_gan").rglob("*") if p.is_file()]
    others = [p for p in files if p.suffix not in (".py", ".pyc")]
    assert [p.relative_to(ROOT / "keras_gan").as_posix() for p in others] == (
        packaged["keras_gan"]
    )


def test_one_version_everywhere():
    import keras_gan

    for name in ("setup.py", "CITATION.cff"):
        assert keras_gan.__version__ in (ROOT / name).read_text(encoding="utf-8"), name
