"""What is no Python in the package is named in `setup.py`, so that wheels have it."""

import ast
import fnmatch
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
    left = []
    for path in (ROOT / "keras_gan").rglob("*"):
        if path.is_dir() or path.suffix in (".py", ".pyc"):
            continue
        package = ".".join(path.parent.relative_to(ROOT).parts)
        patterns = packaged.get(package, [])
        if not any(fnmatch.fnmatch(path.name, pattern) for pattern in patterns):
            left.append(path)
    assert not left
    assert len(packaged["keras_gan"]) == 1


def test_one_version_everywhere():
    import keras_gan

    for name in ("setup.py", "CITATION.cff"):
        assert keras_gan.__version__ in (ROOT / name).read_text(encoding="utf-8"), name
